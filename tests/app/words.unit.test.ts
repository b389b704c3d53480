import { describe, expect, it } from "vitest";
import { actionWords, detailWords } from "@/app/(app)/audit/_components/action-words";
import { countWords } from "@/app/(app)/tenants/[slug]/operations/_components/count-words";

describe("an audit event in words", () => {
  it("says what was done", () => {
    expect(actionWords("review_pack.link_minted")).toBe("Review pack link minted");
  });

  it.each([
    [{ role: "operator", from: "owner" }, "role operator · from owner"],
    [{ bytes: 107_503, range: null, changed: 0 }, "107.5 kB"],
    [{ bytesExpected: 4_213_877 }, "bytes expected 4.2 MB"],
    [{ sha256: "a1".repeat(32), linkId: "SMzaJ2LHu5ahY103cgAVpg" }, "sha256 a1a1a1a1a1a1… · link id SMzaJ2LHu5ah…"],
    [{ expires_at: "2026-11-25T10:37:30.000Z" }, "expires at 25 Nov 2026, 10:37 UTC"],
    [{ tenants: 2, isRetry: false }, "tenants 2 · is retry false"],
    [{ options: { pii: true } }, 'options {"pii":true}'],
    [{}, ""],
  ])("reads the details %j as %j", (details, words) => {
    expect(detailWords(details, { zone: null, locale: "en-GB" })).toBe(words);
  });

  it("writes times as the reader does", () => {
    const berlin = { zone: "Europe/Berlin", locale: "en-GB" };
    expect(detailWords({ expires_at: "2026-11-25T10:37:30.000Z" }, berlin)).toBe("expires at 25 Nov 2026, 11:37");
  });
});

describe("what a run counted", () => {
  it.each([
    [
      [
        ["Bytes", "107503"],
        ["Findings", "75"],
      ],
      "107.5 kB · 75 findings",
    ],
    [
      [
        ["Rows", "1"],
        ["Changed", "0"],
        ["Created", "1"],
      ],
      "1 row · 1 created",
    ],
    [[["Format", "prowler-ocsf"]], "Format prowler-ocsf"],
    [[], ""],
  ])("%j is said as %j", (counts, words) => {
    expect(countWords(counts.map(([name = "", value = ""]) => ({ name, value })))).toBe(words);
  });
});
