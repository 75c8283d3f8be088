import { load } from './api.js';

/**
 * Makes the call that the body of `request` names, and answers with how it ended. `context` is what the platform
 * gives a Worker beside the request.
 */
export async function answer(request, context) {
  const { call, baseUrl, requests } = await request.json();
  const { revokeToken, revokeTokens } = await load();
  if (call === 'revokeTokens') {
    const ends = [];
    try {
      for await (const { index, reason } of revokeTokens(requests, { baseUrl })) {
        ends[index] = reason === undefined ? 'revoked' : end(reason);
      }
    } catch (error) {
      ends.push(end(error));
    }
    return Response.json(ends);
  }
  const promise = revokeToken(requests[0], { baseUrl });
  if (call === 'waitUntil') {
    context.waitUntil(promise.catch(() => {}));
    return Response.json(['started']);
  }
  return Response.json([await promise.then(() => 'revoked', end)]);
}

function end({ name, outcome }) {
  return `${name}, ${outcome}`;
}
