import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { SinceCard } from "@/app/(app)/tenants/[slug]/_components/since-card";
import type { SinceLastPack } from "@/lib/review-packs/since-last-pack";

const since: SinceLastPack = {
  packId: "209",
  madeAt: "2026-11-20T08:00:00.000Z",
  sentence: "6 findings changed, hardening changed since #209.",
  findingsWords: "6 findings changed",
  findings: {
    total: 6,
    byKind: { new: 5, resolved: 1, reopened: 0, accepted: 0, severity_changed: 0, details_changed: 0 },
    isCut: false,
  },
};

const render = (overrides: Partial<SinceLastPack> = {}) =>
  renderToStaticMarkup(createElement(SinceCard, { slug: "contoso", since: { ...since, ...overrides } }));

it("says what changed, and each number leads to the findings behind it", () => {
  const html = render();
  expect(html).toContain(since.sentence);
  const links = [...html.matchAll(/href="([^"]+)"[^>]*>([^<]+)/g)].map(([, href, text]) => [
    href?.replaceAll("&amp;", "&"),
    text,
  ]);
  const changes = "/tenants/contoso/review-packs/209/changes?kind=";
  expect(links.slice(1)).toEqual([
    [`${changes}new&until=now`, "5"],
    [`${changes}resolved&until=now`, "1"],
  ]);
});

it("has no numbers where nothing changed, or where it is not known", () => {
  const html = render({ sentence: "Nothing has changed since #209.", findings: null });
  expect(html).toContain("Nothing has changed since #209.");
  expect(html).not.toContain("until=now");
});
