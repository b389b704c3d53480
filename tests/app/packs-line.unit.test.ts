import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { PacksLine } from "@/app/(app)/tenants/[slug]/review-packs/_components/packs-line";
import { packCountMax } from "@/lib/review-packs/queries";
import type { SinceLastPack } from "@/lib/review-packs/since-last-pack";

const counts = { queued: 0, generating: 1, ready: 9, failed: 1, expired: 3 };
const madeAt = new Date(Date.now() - 3 * 86_400_000).toISOString();
const byKind = { new: 0, resolved: 5, reopened: 9, accepted: 0, severity_changed: 0, details_changed: 0 };
const since: SinceLastPack = {
  packId: "209",
  madeAt,
  sentence: "",
  findingsWords: "14 findings changed",
  findings: { total: 14, byKind, isCut: false },
};

function line(overrides: Partial<SinceLastPack> | null, counted = counts) {
  const html = renderToStaticMarkup(
    createElement(PacksLine, {
      tenant: { slug: "contoso", name: "Contoso" },
      counts: counted,
      since: overrides && { ...since, ...overrides },
    }),
  );
  return { text: html.replaceAll(/<[^>]+>/g, ""), href: /href="([^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") };
}

it("says how many packs there are, how old the newest is, and leads to what changed since", () => {
  expect(line({})).toEqual({
    text: "Contoso · 14 packs · the newest was made 3 days ago, 14 findings changed since",
    href: "/tenants/contoso/review-packs/209/changes?kind=resolved&until=now",
  });
});

it("says that nothing changed, that it is not known, that there are no packs, that there are too many to count", () => {
  const start = "Contoso · 14 packs · the newest was made 3 days ago";
  expect(line({ findingsWords: "no finding changed", findings: null })).toEqual({
    text: `${start}, no finding changed since`,
  });
  expect(line({ findingsWords: null, findings: null })).toEqual({ text: start });
  const none = { queued: 0, generating: 0, ready: 0, failed: 0, expired: 0 };
  expect(line(null, none)).toEqual({ text: "Contoso · no packs yet" });
  expect(line(null, { ...none, expired: packCountMax + 1 }).text).toBe("Contoso · more than 1,000 packs");
});
