import { createHmac, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  type LinkFacts,
  type LinkKey,
  linkPath,
  parseLinkKeys,
  parseLinkUrl,
  signLink,
  verifyLink,
} from "@/lib/download-links/sign";

const key: LinkKey = { id: "k1", secret: Buffer.alloc(32, 7) };
const facts: LinkFacts = {
  linkId: "AbCdEfGhIjKlMnOpQrStUv",
  packId: 42n,
  packSha256: "5".repeat(64),
  expiresAtSeconds: 1_795_000_000,
};
const origin = "https://packs.example.com";

function goodUrl(): string {
  const { linkId, expiresAtSeconds } = facts;
  return origin + linkPath({ linkId, expiresAtSeconds, keyId: key.id, signature: signLink(key, facts) });
}

/** As the route does: an address is accepted when it parses, names our link and verifies. */
function isAccepted(url: string, keys = [key]): boolean {
  const token = parseLinkUrl(url);
  return token !== null && token.linkId === facts.linkId && verifyLink(keys, facts, token);
}

describe("a download link", () => {
  it("is accepted as it was made", () => {
    expect(isAccepted(goodUrl())).toBe(true);
  });

  it("carries the MAC that HKDF (RFC 5869) and HMAC (RFC 2104) give when worked out by hand", () => {
    const hmac = (k: Uint8Array, data: Uint8Array) => createHmac("sha256", k).update(data).digest();
    const info = Buffer.from("tenantpilot download link, version 1, key k1");
    const derived = hmac(hmac(Buffer.alloc(32), key.secret), Buffer.concat([info, Buffer.from([1])]));
    const fields = ["tenantpilot download link, version 1", "GET", facts.linkId, "42", "1795000000", facts.packSha256];
    const message = Buffer.concat(fields.flatMap((f) => [Buffer.from([0, 0, 0, f.length]), Buffer.from(f)]));
    expect(signLink(key, facts)).toBe(hmac(derived, message).toString("hex"));
  });

  it("is refused after any edit of one character: replaced, left out, doubled or added", () => {
    const url = goodUrl();
    const characters = "0123456789abcdefABCDEFgzGZ-_.~%&=?#/\\+:;@!$'()*, \t\n\0é";
    let accepted = 0;
    for (let at = origin.length; at <= url.length; at++) {
      const before = url.slice(0, at);
      if (at < url.length && isAccepted(before + url.slice(at + 1))) accepted++;
      for (const character of characters) {
        if (character !== url[at] && isAccepted(before + character + url.slice(at + 1))) accepted++;
        // Before the first slash it would be another host, which is not ours to refuse.
        if (at > origin.length && isAccepted(before + character + url.slice(at))) accepted++;
      }
    }
    expect(accepted).toBe(0);
  });

  it("is accepted at any origin of ours, and without one", () => {
    const path = goodUrl().slice(origin.length);
    expect(
      [path, `http://localhost:3000${path}`, `https://packs.example.com${path}`].map((url) => isAccepted(url)),
    ).toEqual([true, true, true]);
  });

  it("is refused in every spelling but its own", () => {
    const url = goodUrl();
    const [path = "", query = ""] = url.split("?");
    const [exp, kid, sig] = query.split("&");
    const others = [
      `${path}?${kid}&${exp}&${sig}`,
      `${path}?${exp}&${kid}&${sig}&${sig}`,
      `${path}?${exp}&${exp}&${kid}&${sig}`,
      `${path}?${query}&utm_source=mail`,
      `${path}?${exp}&${kid}`,
      `${path}?${query}#top`,
      `${path}/?${query}`,
      url.replace("/d/", "/d//"),
      url.replace("/d/", "/x/../d/"),
      url.replace("/d/A", "/d/%41"),
      url.replace("exp=1", "exp=%31"),
      url.replace("exp=1", "exp=+1"),
      url.replace("exp=1795000000", "exp=01795000000"),
      url.replace("exp=1795000000", "exp=1.79500000"),
      url.replace(/sig=.*/, (found) => found.toUpperCase()),
      url.replace("sig=", "sig[]="),
      url.replace("kid=k1", "kid=K1"),
      `${url}\n`,
      `${path.slice(origin.length, -22)}https://elsewhere/${facts.linkId}?${query}`,
      `/dhttps://elsewhere/${facts.linkId}?${query}`,
      path,
      "",
    ];
    expect(others.filter((other) => isAccepted(other))).toEqual([]);
  });

  it("is bound to each of its facts", () => {
    const token = parseLinkUrl(goodUrl());
    if (!token) throw new Error("the good link parses");
    const others: LinkFacts[] = [
      { ...facts, linkId: "AbCdEfGhIjKlMnOpQrStUw" },
      { ...facts, packId: 43n },
      { ...facts, packSha256: `6${"5".repeat(63)}` },
    ];
    expect(others.filter((other) => verifyLink([key], other, token))).toEqual([]);
    expect(verifyLink([key], facts, { ...token, expiresAtSeconds: token.expiresAtSeconds + 1 })).toBe(false);
  });

  it("has no two lists of fields with one MAC", () => {
    const shifted = { ...facts, packId: 421n, expiresAtSeconds: 795_000_000 };
    expect(signLink(key, shifted)).not.toBe(signLink(key, facts));
  });
});

describe("keys of download links", () => {
  const newer: LinkKey = { id: "k2", secret: randomBytes(32) };

  it("rotate: a link of an older key works while the key is listed, and dies with it", () => {
    expect(isAccepted(goodUrl(), [newer, key])).toBe(true);
    expect(isAccepted(goodUrl(), [newer])).toBe(false);
  });

  it("sign differently under another id even if the secret is the same", () => {
    const renamed = { ...key, id: "k3" };
    expect(signLink(renamed, facts)).not.toBe(signLink(key, facts));
    expect(isAccepted(goodUrl().replace("kid=k1", "kid=k3"), [key, renamed])).toBe(false);
  });

  it("are read in their order, the first being the one that signs", () => {
    const keys = parseLinkKeys(`k2:${"B".repeat(43)},k1:${"A".repeat(43)}`);
    expect(keys.map(({ id, secret }) => [id, secret.length])).toEqual([
      ["k2", 32],
      ["k1", 32],
    ]);
  });
});
