// The relay where the platform's types are there: it fits the hosts of Fetch handlers.
import { createRevokeRelay } from 'nomba-revoke/relay';

const relay = createRevokeRelay({
  environment: 'sandbox',
  authorize: async (request) => {
    const body: ReadableStream<Uint8Array> | null = request.body;
    return body === null ? new Response('No.', { status: 401 }) : true;
  },
});

export const POST: (request: Request) => Promise<Response> = relay;
export const worker: { fetch(request: Request, env: object, context: object): Promise<Response> } = {
  fetch: (request, env, context) => relay(request, { env, context }),
};
