import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type PseudonymKind,
  Pseudonyms,
  pseudonymInside,
  pseudonymPattern,
} from "@/lib/review-packs/build/redact/pseudonyms";

const secret = Buffer.from("the secret of a tenant, 32 bytes");
const token = (kind: PseudonymKind, value: string) => new Pseudonyms(secret).of(kind, value);

const macOf = (text: string) => createHmac("sha256", secret).update(text).digest("hex");

/** Crockford's base 32 of the first 60 bits, by long division. */
function base32Of(hex: string): string {
  const digits = BigInt(`0x${hex.slice(0, 15)}`)
    .toString(32)
    .padStart(12, "0");
  return [...digits].map((digit) => "0123456789abcdefghjkmnpqrstvwxyz"[Number.parseInt(digit, 32)]).join("");
}

describe("a pseudonym", () => {
  it("is 60 bits of the value's HMAC-SHA256 with the tenant's secret, whatever the value", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        const written = value.trim().toLowerCase().normalize("NFKC");
        expect(token("person", value)).toBe(`person-${base32Of(macOf(`value\0${written}`))}`);
      }),
    );
  });

  it("is the same the second time, and of another kind the same behind the dash", () => {
    const pseudonyms = new Pseudonyms(secret);
    const first = pseudonyms.of("device", "SRV-01");
    expect(pseudonyms.of("device", "SRV-01")).toBe(first);
    expect(pseudonyms.of("object", "SRV-01")).toBe(first.replace("device", "object"));
    expect(pseudonyms.of("device", "SRV-02")).not.toBe(first);
  });

  it("is the same however the value is written: capital letters, white space around it, wide letters", () => {
    const one = token("person", "zoe quill");
    for (const written of ["Zoe Quill", "  ZOE QUILL\n", "ｚｏｅ ｑｕｉｌｌ"])
      expect(token("person", written)).toBe(one);
  });

  it("is another one in another tenant", () => {
    expect(new Pseudonyms(Buffer.alloc(32, 1)).of("person", "zoe")).not.toBe(token("person", "zoe"));
  });

  it("keys a hash too, by itself: nobody can compute it from a guessed value", () => {
    const hash = "a".repeat(64);
    expect(new Pseudonyms(secret).hash(hash)).toBe(macOf(`hash\0${hash}`));
  });

  it("is recognised by its form, of every kind", () => {
    for (const kind of [
      "person",
      "address",
      "device",
      "object",
      "account",
      "check",
      "scope",
      "tool",
      "name",
      "tenant",
    ]) {
      expect(`${kind}-8c2d4k7m1qx0`).toMatch(pseudonymPattern);
      expect(`${kind}_8c2d4k7m1qx0`).toMatch(pseudonymPattern);
      expect(`by ${kind}-8c2d4k7m1qx0's`.match(pseudonymInside)).toEqual([`${kind}-8c2d4k7m1qx0`]);
    }
  });

  it.each([
    "zoe-8c2d4k7m1qx0",
    "person-8c2d4k7m1qx",
    "person-8c2d4k7m1qx00",
    "person-8c2d4k7m1qxu",
    "person-8C2D4K7M1QX0",
    "xperson-8c2d4k7m1qx0",
    "person8c2d4k7m1qx0",
  ])("is not seen in what only looks like one: %s", (value) => {
    expect(value).not.toMatch(pseudonymPattern);
    expect(value.match(pseudonymInside)).toBeNull();
  });
});
