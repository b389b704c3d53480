import { DateTime } from "@/app/_components/time";
import { Notice } from "@/app/_components/toast";
import { fieldName } from "@/lib/readable/field-name";
import { listOfPart } from "@/lib/reports/part-name";
import type { ReportDetail } from "@/lib/reports/queries";
import type { ReportGap } from "@/lib/reports/report-gap";
import { refusedNote } from "@/lib/sources/notes";

const gaps: Readonly<Record<ReportGap, [title: string, text: string]>> = {
  pages_missing: [
    "This report is incomplete.",
    "Further pages of the list were not imported: what is missing here may still exist in the tenant.",
  ],
  not_all_read: [
    "This report is incomplete.",
    "The tool could not read all of it: what is missing here may still exist in the tenant.",
  ],
  scan_partial: [
    "This scan was a partial one.",
    "What it did not look at is carried over from the scans before it, as far as there were any.",
  ],
};

/** What a reader has to know of a report before trusting it: what is missing, and what is older than the rest. */
export function ReportNotices({ report: { seen, answers } }: { report: ReportDetail }) {
  const gap = seen.gap && gaps[seen.gap];
  const refused = refusedNote(seen.refused ?? []);
  return (
    <>
      {gap && (
        <Notice tone="warning" title={gap[0]}>
          {gap[1]}
        </Notice>
      )}
      {refused !== "" && (
        <Notice tone="warning" title="Not all of it could be read.">
          {refused}
        </Notice>
      )}
      {seen.oldestList && (
        <Notice tone="info" title="Its answers are of different days; its age is that of the oldest.">
          <ul>
            {answers.map(({ part, capturedAt }) => (
              <li key={part}>
                {fieldName(listOfPart(part))}: <DateTime at={capturedAt} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
