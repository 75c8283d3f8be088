import { INTERNAL, toResponse } from './answer.js';
import { Audit } from './audit.js';
import { readBody } from './body.js';
import { Fact, keyOf } from './facts.js';
import { clientOf, invalid, refusedUnasked } from './gates.js';
import { Hooks } from './hooks.js';
import { checkClientId, readOptions } from './options.js';
import { Sender } from './sender.js';
import { Vendor, sha256 } from './vendor.js';

/** Makes the function `createRevokeRelay` on top of what loads the core. In an object, so that it keeps its name. */
export function relayMaker(load) {
  return {
    createRevokeRelay(given) {
      const { options, forVendor } = readOptions(given);
      const vendor = new Vendor(load, forVendor);
      checkClientId(options, vendor);
      const sender = new Sender(options, vendor);
      return async (request, context) => {
        const hooks = new Hooks(options);
        const asked = { method: undefined, origin: null };
        let finish;
        const work = new Promise((resolve) => {
          finish = resolve;
        });
        try {
          asked.method = request.method;
          asked.origin = request.headers.get('origin');
          const call = { request, context, options, vendor, hooks, work };
          return toResponse(await answer(call, sender), options, asked);
        } catch (error) {
          hooks.report(error);
          return toResponse(INTERNAL, options, asked);
        } finally {
          finish();
        }
      };
    },
  }.createRevokeRelay;
}

/** Takes a request through the gates, and on to the vendor. */
async function answer(call, sender) {
  const { request, context, options, vendor, hooks } = call;
  const unasked = refusedUnasked(request, options);
  if (unasked) return unasked;

  const caller = await hooks.ask('authorize', () => options.authorize(request, context));
  if (caller.refused) return caller.refused;
  const { actor } = caller;

  const { value: body, refused: unread } = await readBody(request, hooks);
  if (unread) return unread;

  await vendor.load().catch((error) => {
    call.loadError = error;
  });
  const isLoaded = call.loadError === undefined;
  const client = await clientOf(body, call);
  if (client.refused) return client.refused;
  const { clientId } = client;
  const { access_token } = body;
  const issues = isLoaded ? vendor.issues({ ...body, clientId }) : [];
  const problem = invalid(issues);
  if (problem) return problem;
  // Without the WebAssembly nothing could be validated, and only strings can go on.
  if (typeof clientId !== 'string' || typeof access_token !== 'string') return sender.notLoaded(call);

  const tokenHash = await sha256(access_token);
  if (options.approve !== undefined) {
    const { refused } = await hooks.ask('approve', () =>
      options.approve({ actor, clientId, tokenHash, request, context }),
    );
    if (refused) return refused;
  }

  const { destination } = vendor;
  const audited = { actor, clientId, tokenHash, destination };
  call.token = { clientId, access_token };
  call.audit = new Audit(options, hooks, audited);
  call.key = isLoaded ? await keyOf(request, { ...audited, accountId: options.accountId }) : undefined;
  call.fact = new Fact(sender.store, hooks, call.key);
  return sender.answer(call);
}
