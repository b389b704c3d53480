import { hardeningChecklist } from "@/lib/overview/hardening";
import type { Chapter } from "@/lib/review-packs/build/report/document";
import type { ReportInput } from "@/lib/review-packs/build/report/report-input";
import { day, number, plain } from "@/lib/review-packs/build/report/words";

/** How the access of the tool that made this report is restricted, line by line. */
export function hardeningChapter({ material, collected }: ReportInput): Chapter {
  const { hardening } = material;
  const items = hardeningChecklist(hardening, new Date(collected.asOf));
  const done = items.filter(({ state }) => state === "done").length;
  const words = { done: "Done", open: "To do", unknown: "Not known" };
  const checked =
    hardening.lastCheckedAt === null
      ? "It was never checked."
      : `It was last checked on ${day(hardening.lastCheckedAt)}.`;
  return {
    id: "hardening",
    title: "Hardening of our own access",
    blocks: [
      {
        kind: "text",
        text: `TenantPilot, which made this report, has access to the tenant itself. That access should be no wider than it needs to be: ${number(done)} of ${number(items.length)} points are done. ${checked}`,
      },
      {
        kind: "table",
        table: {
          caption: "Checklist",
          columns: [
            { name: "State", share: 16 },
            { name: "Point", share: 40 },
            { name: "Detail", share: 44 },
          ],
          rows: items.map(({ state, label, detail }) => [
            { text: words[state], isStrong: state !== "done" },
            { text: label },
            { text: plain(detail) },
          ]),
          more: "",
        },
      },
    ],
  };
}
