import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { PackSummary } from "@/app/(app)/tenants/[slug]/review-packs/_components/pack-summary";
import { PackCoverage } from "@/app/(app)/tenants/[slug]/review-packs/[id]/_components/pack-coverage";

const row = (label: string, state: string): PackSummary["coverage"][number] => ({
  source: label,
  label,
  state,
  detail: "",
  rows: 3,
  rows_expected: null,
  captured_at: null,
  age_days: null,
  stale_after_days: null,
});

/** The card's head, and the sources in the order of their lines. */
function shown(...coverage: PackSummary["coverage"]) {
  const html = renderToStaticMarkup(createElement(PackCoverage, { coverage }));
  const text = html.replaceAll(/<svg.*?<\/svg>/g, "").replaceAll(/<[^>]+>/g, " ");
  return {
    count: /\d+ of \d+ in/.exec(text)?.[0],
    order: coverage.map(({ label }) => label).sort((a, b) => text.indexOf(a) - text.indexOf(b)),
  };
}

it("of a pack with pseudonyms every source that is whole counts as in", () => {
  expect(shown(row("Roles", "pseudonymised"), row("Permissions", "pseudonymised"))).toMatchObject({
    count: "2 of 2 in",
  });
});

it("what is missing or stale comes first, whether people carry pseudonyms or not", () => {
  for (const whole of ["pseudonymised", "included"]) {
    const lines = shown(
      row("Audit", whole),
      row("Roles", "stale"),
      row("Mail", whole),
      row("Devices", "not_collected"),
      row("Groups", "truncated"),
    );
    expect(lines).toEqual({ count: "2 of 5 in", order: ["Roles", "Devices", "Groups", "Audit", "Mail"] });
  }
});
