import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { SourceFreshness } from "@/app/(app)/_components/source-freshness";
import type { SourceFreshness as Source } from "@/lib/overview/tenant-summaries";

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const source = (label: string, state: Source["state"], capturedAt: string | null): Source => ({
  label,
  state,
  capturedAt,
});

/** What can be read without pointing at anything. */
const textOf = (...sources: Source[]) =>
  renderToStaticMarkup(createElement("div", null, createElement(SourceFreshness, { sources })))
    .replaceAll(/<svg.*?<\/svg>/g, "")
    .replaceAll(/<[^>]+>/g, "");

it("names what is missing, and what is stale with its age, as text", () => {
  const sources = [
    source("Privileged roles", "not_collected", null),
    source("Findings of Prowler", "stale", daysAgo(34)),
    source("Secure Score", "truncated", daysAgo(2)),
    source("Findings of Maester", "included", daysAgo(1)),
    source("Conditional access", "not_collected", null),
  ];
  expect(textOf(...sources)).toBe(
    "2 missing, 2 staleOldest 34 days agoMissing: Privileged roles, Conditional accessStale: Findings of Prowler (34 days ago), Secure Score (2 days ago)",
  );
});

it("is short where nothing is the matter, and where there is nothing", () => {
  expect(textOf(source("Secure Score", "included", daysAgo(3)))).toBe("All fresh, oldest 3 days ago");
  expect(textOf(source("Findings", "not_collected", null))).toBe("Nothing imported");
  expect(textOf()).toBe("Nothing imported");
});
