/** The same answer, whose body breaks off in the middle. */
export function truncated({ status, headers }, text) {
  const body = new ReadableStream({
    pull(controller) {
      if (text.length > 1) controller.enqueue(new TextEncoder().encode(text.slice(0, text.length / 2)));
      controller.error(new TypeError('terminated'));
    },
  });
  return new Response(body, { status, headers });
}
