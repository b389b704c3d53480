import { formatCount, formatNumber } from "@/app/_components/format";
import type { Importable } from "@/lib/imports/previews/found";
import type { PreviewView } from "@/lib/imports/previews/queries";
import type { ImportCounts } from "@/lib/imports/write-changes";
import { countsWords } from "../../../_components/import-words";

/** The line that decides: what pressing Import would do, of all files together. */
export function summaryWords({ status, files }: PreviewView): string {
  if (status === "reading") return "Looking at what is in the files";
  const importable = files.flatMap(({ found }) => (found?.kind === "importable" ? [found] : []));
  if (importable.length === 0)
    return files.length === 1 ? "There is nothing to import" : "None of the files can be imported";
  const of =
    importable.length === files.length
      ? ""
      : `${formatNumber(importable.length)} of ${formatCount(files.length, "file")}: `;
  return `${of}${countsWords(sumOf(importable))}`;
}

function sumOf(importable: readonly Importable[]): ImportCounts {
  const none: ImportCounts = { rows: 0, created: 0, changed: 0, resolved: 0, reopened: 0, unchanged: 0, accepted: 0 };
  return importable.reduce((sum, { counts }) => {
    const names = Object.keys(none) as (keyof ImportCounts)[];
    return Object.fromEntries(names.map((name) => [name, sum[name] + counts[name]])) as unknown as ImportCounts;
  }, none);
}

/** Something about a file that a person should know before it is imported. */
export interface Remark {
  tone: "warning" | "info";
  title: string;
  text: string;
}

/** What is to be said about a file beside its figures, what matters most first. */
export function remarksOf(found: Importable, tenant: { name: string; timeZone: string }): Remark[] {
  const { changes, counts } = found;
  const said: (Remark | false)[] = [
    found.isIncomplete && {
      tone: "warning",
      title: "The list is incomplete.",
      text:
        found.tool === "graph"
          ? "Microsoft Graph gave it in several pages, and this is only one of them. The report says so; save the other pages into one answer to have all of it."
          : "The tool could not read all of it: some of what it asked for failed. The report says so.",
    },
    found.isReplacing && {
      tone: "warning",
      title: "The answer does not say what it is about.",
      text: "It takes the place of the answer of its kind that is here, which may have been about another role or application. Role assignments name the role in each row: import those instead, where you can.",
    },
    changes.isOlder && {
      tone: "info",
      title: "A newer scan is here already.",
      text: "This one adds to the history and overrules nothing that the newer one says.",
    },
    changes.left > 0 && {
      tone: "info",
      title: `${formatCount(changes.left, "finding")} of what was scanned ${changes.left === 1 ? "is" : "are"} not in the file and ${changes.left === 1 ? "stays" : "stay"} as ${changes.left === 1 ? "it is" : "they are"}.`,
      text: "Their checks were not run this time: the scan was a partial one, or another version of the tool.",
    },
    found.times === "zone_assumed" && {
      tone: "info",
      title: "Its times have no time zone.",
      text: `They are taken in that of ${tenant.name}, ${tenant.timeZone}.`,
    },
    counts.rows > 0 &&
      counts.created + counts.changed + counts.resolved + counts.reopened === 0 && {
        tone: "info",
        title: "Nothing changes.",
        text: "All of it is known. Importing it notes that it was seen again.",
      },
  ];
  return said.filter((one) => one !== false);
}
