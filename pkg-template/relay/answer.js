import { corsHeaders } from './cors.js';
import { GATE } from './headers.js';

const ALWAYS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

// An answer is `{ gate, status, code, description, headers }`, plain data that can be given to several callers;
// or `{ gate, copied }`, where a hook answered with a `Response` of its own; or without `code`, for an empty body.

/** An answer of a gate that refuses. `description` is what the caller can do, and repeats nothing of the request. */
export function refusal(gate, status, description, headers = {}) {
  return { gate, status, code: String(status), description, headers };
}

/** The answer where the relay itself failed before sending. */
export const INTERNAL = refusal('internal', 500, 'The relay failed; its operator has to look into it.');

/** Makes the `Response` of an answer. `origin` is that of the page that asked, or `null`. */
export function toResponse(answer, options, { method, origin }) {
  const { gate, status, code, description, copied } = answer;
  const own = { ...ALWAYS, [GATE]: gate, ...corsHeaders(options, origin) };
  if (copied !== undefined) {
    const headers = new Headers(copied.headers);
    for (const [name, value] of Object.entries(own)) headers.set(name, value);
    return new Response(copied.body, { status: copied.status, headers });
  }
  if (code === undefined) return new Response(null, { status, headers: { ...own, ...answer.headers } });
  const headers = { ...own, ...answer.headers, 'content-type': 'application/json' };
  const body = method === 'HEAD' ? null : JSON.stringify({ code, description });
  return new Response(body, { status, headers });
}
