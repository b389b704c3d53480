import { describe, expect, it } from "vitest";
import { guardLinkTarget } from "@/lib/download-links/guard-target";
import { linkTargetPattern } from "@/lib/download-links/sign";

const good = `/d/AbCdEfGhIjKlMnOpQrStUv?exp=1795000000&kid=k1&sig=${"0a".repeat(32)}`;

const share = `/s/${"Ab-_9".repeat(8)}xyz`;

describe("the target of a request", () => {
  it("reaches the route as it was sent when it has the form of a share link", () => {
    expect(guardLinkTarget(share)).toBe(share);
    expect(guardLinkTarget(`https://packs.example.com${share}`)).toBe(share);
  });

  it.each([
    "/s",
    "/s/",
    "/s/x",
    `${share}/`,
    `${share}?utm_source=mail`,
    `${share}#top`,
    share.replace("/s/", "/s//"),
    share.replace("/s/", "//s/"),
    share.replace("/s/", "/S/"),
    share.replace("/s/", "/%73/"),
    share.replace("/s/", "/x/../s/"),
    share.replace("/s/A", "/s/%41"),
    share.replace("/s/A", "/s/%"),
  ])("%s is nearly a share link and becomes an address that is none", (target) => {
    expect(guardLinkTarget(target)).toBe("/s/-");
  });

  it("reaches the route as it was sent when it has the form of a link", () => {
    expect(guardLinkTarget(good)).toBe(good);
    expect(guardLinkTarget(`https://packs.example.com${good}`)).toBe(good);
  });

  it.each([
    "/",
    "/tenants/contoso",
    "/demo",
    "/dashboard?sig=1",
    "/api/inngest?fnId=a&stepId=b",
    "/_next/static/d/x.js",
    "*",
    "/tenants/d/x",
    "/settings",
    "/sign-in",
  ])("%s is none of a link's business", (target) => {
    expect(guardLinkTarget(target)).toBe(target);
  });

  it.each([
    "/d",
    "/d/",
    "/d/x",
    `${good}&utm=1`,
    `${good}#top`,
    good.replace("?", "/?"),
    good.replace("/d/", "/d//"),
    good.replace("/d/", "//d/"),
    good.replace("/d/", "\\d\\"),
    good.replace("/d/", "/d/./"),
    good.replace("/d/", "/x/../d/"),
    good.replace("/d/", "/%2e/d/"),
    good.replace("/d/", "/%64/"),
    good.replace("/d/", "/D/"),
    good.replace("/d/", "/d%2f"),
    good.replace("/d/", "/e/"),
    good.replace("/d/", "/"),
    good.replace("/d/A", "/d/%"),
    good.replace("/d/A", "/d/%zz"),
    good.replace("exp=1", "exp=%31"),
    `http://localhost:3000${good}x`,
  ])("%s is nearly a link and becomes an address that is none", (target) => {
    expect(guardLinkTarget(target)).toBe("/d/-");
  });

  it("reaches the route after any edit of one character as that very text, or as no link at all", () => {
    const characters = ["", ..."0aA-_.~%&=?#/\\+:;@ \t"];
    const positions = Array.from({ length: good.length + 1 }, (_, at) => at);
    const edits = positions.flatMap((at) =>
      characters.flatMap((character) => [
        good.slice(0, at) + character + good.slice(at + 1),
        good.slice(0, at) + character + good.slice(at),
      ]),
    );
    const others = edits.filter((edited) => {
      const given = guardLinkTarget(edited);
      return given !== "/d/-" && !(given === edited && linkTargetPattern.test(given));
    });
    expect(others).toEqual([]);
  });
});
