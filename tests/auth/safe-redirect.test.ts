import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeRedirect } from "@/lib/auth/safe-redirect";
import { env } from "@/lib/env";

const own = () => new URL(env().APP_URL).origin;

describe("where one goes after signing in", () => {
  it.each(["/", "/tenants/contoso", "/tenants/contoso/review-packs?status=ready&cursor=12", "/search?q=a%20b#top"])(
    "a path of ours stays: %s",
    (target) => expect(safeRedirect(target)).toBe(target),
  );

  it("our own origin written out becomes its path", () => {
    expect(safeRedirect(`${own()}/tenants/contoso?x=1`)).toBe("/tenants/contoso?x=1");
  });

  it.each([
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\u0000/evil",
    " //evil.example",
    "/ /evil.example",
    "https://evil.example",
    "http:evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/.//evil.example",
    "/a/..//evil.example",
    "/%2e//evil.example",
    "evil.example",
    "@evil.example",
    "",
    "/sign-in?callbackUrl=/sign-in",
    `/${"a".repeat(3000)}`,
    undefined,
    null,
    ["/a"],
    { toString: () => "/a" },
  ])("anything else goes home: %j", (target) => expect(safeRedirect(target)).toBe("/"));

  it.each([".evil.example", "@evil.example", ":81@evil.example", "evil"])(
    "our origin as the beginning of another goes home: %s",
    (tail) => {
      expect(safeRedirect(`${own()}${tail}`)).toBe("/");
    },
  );

  it("never leaves our origin, whatever is asked for", () => {
    const part = fc.constantFrom(
      "/",
      "\\",
      "//",
      ".",
      "..",
      "%2f",
      "%5c",
      "\t",
      "\n",
      "@",
      ":",
      "https",
      "evil.example",
      "?",
      "#",
      "a",
      " ",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part, { maxLength: 8 }).map((parts) => parts.join("")),
        ),
        (target) => {
          const result = safeRedirect(target);
          expect(new URL(result, own()).origin).toBe(own());
          expect(result.startsWith("/")).toBe(true);
          expect(result.startsWith("//")).toBe(false);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
