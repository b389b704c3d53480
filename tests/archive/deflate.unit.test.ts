import { createHash } from "node:crypto";
import { crc32, inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Deflated } from "@/lib/archive/deflate";

const text = Array.from(
  { length: 40_000 },
  (_, i) => `${i} ${createHash("sha1").update(String(i)).digest("hex")}\n`,
).join("");
const bytes = Buffer.from(text);

async function* cut(...places: number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const to of [...places, bytes.length]) {
    yield bytes.subarray(from, to);
    from = to;
  }
}

async function packed(content: AsyncIterable<Uint8Array>) {
  const deflated = new Deflated(content);
  const pieces: Uint8Array[] = [];
  for await (const piece of deflated) pieces.push(piece);
  return { packed: Buffer.concat(pieces), facts: deflated.facts() };
}

describe("compressing an entry", () => {
  it("gives its content again, and counts it", async () => {
    const { packed: result, facts } = await packed(cut());
    expect(inflateRawSync(result).equals(bytes)).toBe(true);
    expect(facts).toEqual({
      bytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      crc32: crc32(bytes),
    });
  });

  it("of nothing gives something that is read as nothing", async () => {
    const { packed: result, facts } = await packed((async function* () {})());
    expect(inflateRawSync(result)).toHaveLength(0);
    expect(facts).toMatchObject({ bytes: 0, crc32: 0 });
  });

  it("gives the same bytes however the content comes in pieces, and however slowly it is taken", async () => {
    const { packed: whole } = await packed(cut());
    expect((await packed(cut(7, 500_000, 500_001, 1_048_576))).packed.equals(whole)).toBe(true);
    const pieces: Uint8Array[] = [];
    for await (const piece of new Deflated(cut(...Array.from({ length: 100 }, (_, i) => i * 9_999)))) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      pieces.push(piece);
    }
    expect(Buffer.concat(pieces).equals(whole)).toBe(true);
  });

  it("content that cannot be read fails it, and is closed", async () => {
    let isClosed = false;
    const failing = (async function* () {
      try {
        yield* cut(1_000);
        throw new Error("it cannot be read");
      } finally {
        isClosed = true;
      }
    })();
    await expect(packed(failing)).rejects.toThrow("it cannot be read");
    expect(isClosed).toBe(true);
  });

  it("a reader that goes away closes the content", async () => {
    let isClosed = false;
    const endless = (async function* () {
      try {
        for (let i = 0; ; i++) yield createHash("sha512").update(String(i)).digest();
      } finally {
        isClosed = true;
      }
    })();
    for await (const _ of new Deflated(endless)) break;
    await expect.poll(() => isClosed).toBe(true);
  });
});
