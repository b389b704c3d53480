const bytesMax = 8 * 1024;

/** The fields of a form of this page. Anybody may send here: of a body that is longer than ours nothing counts, and the rest is not read. */
export async function readSmallForm(request: Request): Promise<URLSearchParams> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = request.body?.getReader();
  for (let next = await reader?.read(); next?.value; next = await reader?.read()) {
    bytes += next.value.byteLength;
    if (bytes > bytesMax) {
      await reader?.cancel();
      return new URLSearchParams();
    }
    chunks.push(next.value);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}
