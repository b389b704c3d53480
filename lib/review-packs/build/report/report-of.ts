import { changesChapter } from "@/lib/review-packs/build/report/chapters/changes";
import { coverageChapter } from "@/lib/review-packs/build/report/chapters/coverage";
import { findingsChapter } from "@/lib/review-packs/build/report/chapters/findings";
import { furtherChapter } from "@/lib/review-packs/build/report/chapters/further";
import { hardeningChapter } from "@/lib/review-packs/build/report/chapters/hardening";
import { operationsChapter } from "@/lib/review-packs/build/report/chapters/operations";
import { passedChapter } from "@/lib/review-packs/build/report/chapters/passed";
import { permissionsChapter } from "@/lib/review-packs/build/report/chapters/permissions";
import { policiesChapter } from "@/lib/review-packs/build/report/chapters/policies";
import { risksChapter } from "@/lib/review-packs/build/report/chapters/risks";
import { rolesChapter } from "@/lib/review-packs/build/report/chapters/roles";
import { scoreChapter } from "@/lib/review-packs/build/report/chapters/score";
import { summaryChapter } from "@/lib/review-packs/build/report/chapters/summary";
import { verificationChapter } from "@/lib/review-packs/build/report/chapters/verification";
import type { Chapter, Fact, ReportDocument } from "@/lib/review-packs/build/report/document";
import type { ReportInput } from "@/lib/review-packs/build/report/report-input";
import { day, moment, named, plain } from "@/lib/review-packs/build/report/words";
import type { RenderInput } from "@/lib/review-packs/build/section";
import { coverageOf } from "@/lib/review-packs/build/sections/coverage";
import { identityOf } from "@/lib/review-packs/build/sections/metadata";
import { summaryOf } from "@/lib/review-packs/build/sections/summary";

/** The accent of a workspace that has set none. */
export const defaultAccent = "#4338ca";

/** In the order of the report: what was not seen comes before what was found (design.md). */
const chapters: readonly ((input: ReportInput) => Chapter | null)[] = [
  summaryChapter,
  coverageChapter,
  findingsChapter,
  risksChapter,
  passedChapter,
  rolesChapter,
  permissionsChapter,
  policiesChapter,
  scoreChapter,
  furtherChapter,
  hardeningChapter,
  operationsChapter,
  changesChapter,
  verificationChapter,
];

/** The entries that hold the report itself. */
const ownEntries: ReadonlySet<string> = new Set(["report.html", "report.pdf"]);

/** The report on what was collected: the same document for report.html and for report.pdf. No clock, no database. */
export function reportOf(render: RenderInput): ReportDocument {
  const { collected, material } = render;
  const input: ReportInput = {
    identity: identityOf(render),
    collected,
    summary: summaryOf(collected),
    coverage: coverageOf(collected),
    material,
    entries: render.entries.filter(({ path }) => !ownEntries.has(path)),
  };
  const { cover } = material;
  return {
    title: `Security review of ${plain(cover.tenant)}`,
    subtitle: periodOf(input),
    author: plain(cover.workspace),
    accent: cover.accent ?? defaultAccent,
    logo: cover.logo && { ...cover.logo, png: Buffer.from(cover.logo.png, "base64") },
    identity: `Review pack ${input.identity.pack_id}`,
    asOf: collected.asOf,
    cover: coverFacts(input),
    chapters: chapters.flatMap((chapter) => chapter(input) ?? []),
  };
}

const dayMs = 86_400_000;
const periodDays = 30;

/** From the pack before this one, or else of the last 30 days. */
function periodOf({ collected }: ReportInput): string {
  const from =
    collected.changes.previous?.as_of ?? new Date(Date.parse(collected.asOf) - periodDays * dayMs).toISOString();
  return day(from) === day(collected.asOf) ? day(collected.asOf) : `${day(from)} to ${day(collected.asOf)}`;
}

function coverFacts({ identity, collected, material }: ReportInput): Fact[] {
  const { cover } = material;
  const { previous } = collected.changes;
  return [
    { name: "Tenant", value: plain(cover.tenant) },
    { name: "Microsoft Entra tenant", value: named(cover.entraTenantId), isCode: cover.entraTenantId !== null },
    {
      name: "Period",
      value: previous
        ? `Since review pack ${previous.pack_id}${previous.as_of === null ? "" : ` of ${day(previous.as_of)}`}`
        : "The last 30 days: there is no review pack before this one",
    },
    { name: "As of", value: `${moment(identity.as_of)}: everything was read at this moment` },
    { name: "Prepared by", value: plain(cover.workspace) },
    { name: "Asked for by", value: named(cover.madeBy) },
    { name: "Review pack", value: identity.pack_id },
    {
      name: "People's data",
      value: identity.options.include_pii ? "Included" : "Pseudonymised: people, addresses and devices carry tokens",
    },
  ];
}
