import { describe, expect, it } from "vitest";
import { answerFor, contentLengthHeader, fileName, type PackFile, parseRange } from "@/lib/download-links/http";

const file: PackFile = {
  packId: 7n,
  tenantSlug: "contoso",
  sha256: "ab".repeat(32),
  bytes: 1000,
  generatedAt: new Date("2026-05-03T23:59:59Z"),
  isPseudonymised: false,
};
const etag = `"${file.sha256}"`;
const answer = (headers: Record<string, string> = {}, method: "GET" | "HEAD" = "GET") =>
  answerFor(method, new Headers(headers), file);

describe("a Range header (RFC 9110, section 14)", () => {
  it.each([
    ["bytes=0-499", { start: 0, end: 499 }],
    ["bytes=500-999", { start: 500, end: 999 }],
    ["bytes=0-0", { start: 0, end: 0 }],
    ["bytes=999-", { start: 999, end: 999 }],
    ["bytes=9-", { start: 9, end: 999 }],
    ["bytes=-500", { start: 500, end: 999 }],
    ["bytes=-1", { start: 999, end: 999 }],
    ["bytes=-2000", { start: 0, end: 999 }],
    ["bytes=500-5000", { start: 500, end: 999 }],
    [`bytes=0-${"9".repeat(400)}`, { start: 0, end: 999 }],
    ["BYTES=1-2", { start: 1, end: 2 }],
    ["bytes= 1-2 ", { start: 1, end: 2 }],
  ])("%s asks for a part", (header, range) => {
    expect(parseRange(header, 1000)).toEqual(range);
  });

  it.each(["bytes=1000-", "bytes=1000-2000", "bytes=-0", `bytes=${"9".repeat(400)}-`])(
    "%s cannot be satisfied",
    (header) => {
      expect(parseRange(header, 1000)).toBe("unsatisfiable");
    },
  );

  it.each([
    "",
    "bytes",
    "bytes=",
    "bytes=-",
    "bytes=5-4",
    "bytes=a-b",
    "bytes=0-1,5-6",
    "bytes=0-1,",
    "bytes=--1",
    "bytes=0x1-2",
    "bytes=1 - 2",
    "items=0-5",
    "bytes:0-5",
    "bytes=+1-2",
    "bytes=1.5-2",
  ])("%j is ignored", (header) => {
    expect(parseRange(header, 1000)).toBeNull();
  });
});

describe("the answer to a request for a pack", () => {
  it("is the whole file with everything a browser and a careful reader need", () => {
    expect(answer()).toEqual({
      status: 200,
      range: null,
      headers: {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "Content-Disposition":
          "attachment; filename=\"review-pack_contoso_2026-05-03_7.zip\"; filename*=UTF-8''review-pack_contoso_2026-05-03_7.zip",
        "Content-Length": "1000",
        "Content-Security-Policy": expect.stringMatching(/frame-ancestors 'none'; sandbox$/),
        "Content-Type": "application/zip",
        ETag: etag,
        "Referrer-Policy": "no-referrer",
        "Repr-Digest": `sha-256=:${Buffer.from(file.sha256, "hex").toString("base64")}:`,
        "X-Content-Type-Options": "nosniff",
        [contentLengthHeader]: "1000",
      },
    });
  });

  it("is 206 with the part's own length and the digest of the whole", () => {
    const { status, headers, range } = answer({ range: "bytes=-100" });
    expect({ status, range }).toEqual({ status: 206, range: { start: 900, end: 999 } });
    expect(headers).toMatchObject({
      "Content-Length": "100",
      [contentLengthHeader]: "100",
      "Content-Range": "bytes 900-999/1000",
      "Repr-Digest": answer().headers["Repr-Digest"],
    });
  });

  it("is 416 with the length of the file when the range lies outside", () => {
    expect(answer({ range: "bytes=1000-" })).toMatchObject({
      status: 416,
      range: null,
      headers: { "Content-Range": "bytes */1000", "Content-Length": "0" },
    });
  });

  it("is the whole file for several ranges", () => {
    expect(answer({ range: "bytes=0-1,5-6" }).status).toBe(200);
  });

  it("is the part only if If-Range names this very file", () => {
    const status = (ifRange: string) => answer({ range: "bytes=0-9", "if-range": ifRange }).status;
    expect(status(etag)).toBe(206);
    expect([`W/${etag}`, '"other"', "Sun, 03 May 2026 23:59:59 GMT", file.sha256].map(status)).toEqual([
      200, 200, 200, 200,
    ]);
  });

  it("is 304 without a length when the client has the file, whatever range it asks for", () => {
    for (const tag of [etag, `W/${etag}`, "*", `"other", ${etag}`]) {
      const { status, headers, range } = answer({ "if-none-match": tag, range: "bytes=5000-" });
      expect({ status, range, length: headers["Content-Length"], etag: headers.ETag }).toEqual({
        status: 304,
        range: null,
        length: undefined,
        etag,
      });
    }
    expect(answer({ "if-none-match": '"other"' }).status).toBe(200);
    expect(answer({ "if-none-match": file.sha256 }).status).toBe(200);
  });

  it("is 412 when If-Match wants another file", () => {
    expect(answer({ "if-match": '"other"' }).status).toBe(412);
    expect(answer({ "if-match": `W/${etag}` }).status).toBe(412);
    expect(answer({ "if-match": etag }).status).toBe(200);
    expect(answer({ "if-match": "*" }).status).toBe(200);
  });

  it("to HEAD is that of GET, and a range is not read", () => {
    expect(answer({ range: "bytes=0-9" }, "HEAD")).toEqual(answer());
  });
});

it("names the file in plain ASCII by tenant, UTC day and pack", () => {
  expect(fileName({ ...file, tenantSlug: 'a"b/ü' })).toBe("review-pack_a-b--_2026-05-03_7.zip");
  // A tenant's name may be a person's.
  expect(fileName({ ...file, isPseudonymised: true })).toBe("review-pack_pseudonymised_2026-05-03_7.zip");
});
