/**
 * Pieces as a pull-based web stream: nothing is read ahead of the reader. Its end, its failure and its cancellation call `close`.
 * No Node stream is turned into a web stream, which throws where nobody can catch it when a client goes away.
 */
export function pulledStream(
  pieces: AsyncGenerator<Uint8Array>,
  close: () => Promise<void>,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await pieces.next();
          if (!next.done) return controller.enqueue(next.value);
          await close();
          controller.close();
        } catch (error) {
          await close();
          throw error;
        }
      },
      async cancel() {
        // Closing ends a read that is under way; only then do the pieces end.
        const closing = close();
        await pieces.return(undefined);
        await closing;
      },
    },
    // What is in memory is one piece.
    { highWaterMark: 0 },
  );
}
