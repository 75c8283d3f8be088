/** Yields the pieces of a stream. Not every browser iterates a stream by itself. */
export async function* piecesOf(stream) {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
