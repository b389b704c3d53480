/**
 * The same bytes in pieces of exactly `pieceBytes`, the last one excepted; no bytes, no piece. Holds one piece.
 * A failure of the source comes through as it is.
 */
export async function* inPieces(source: AsyncIterable<Uint8Array>, pieceBytes: number): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  for await (const chunk of source) {
    for (let at = 0; at < chunk.byteLength; ) {
      const taken = chunk.subarray(at, at + pieceBytes - waitingBytes);
      waiting.push(taken);
      waitingBytes += taken.byteLength;
      at += taken.byteLength;
      if (waitingBytes < pieceBytes) continue;
      const piece = Buffer.concat(waiting);
      waiting = [];
      waitingBytes = 0;
      yield piece;
    }
  }
  if (waitingBytes > 0) yield Buffer.concat(waiting);
}
