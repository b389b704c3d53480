import { fieldName } from "@/lib/readable/field-name";
import type { RefusedList } from "@/lib/sources/refused-lists";
import type { SourceSeen } from "@/lib/sources/standing";

/** What there is to say of a source that is there, in sentences; empty when there is nothing. */
export function noteOf(seen: SourceSeen, { isCut, isStale }: { isCut: boolean; isStale: boolean }): string {
  const { source, rows, capturedAt, oldestList = null, refused = [], isCapturedAtAssumed = false } = seen;
  const isOfTool = source.startsWith("findings.");
  const notes = [
    gapNote(seen),
    isCut && isStale ? "It is older than it may be, too." : "",
    oldestList === null
      ? ""
      : `Its answers are of different days; its age is that of the oldest, ${inWords(oldestList)}.`,
    refusedNote(refused),
    isOfTool && seen.hasWholeScan === false
      ? "No whole scan is known, so its age is that of the newest file or finding."
      : "",
    isCapturedAtAssumed ? "The file does not say when it was made; the time is that of its import." : "",
    source === "hardening" && capturedAt === null ? "It is not known when it was checked." : "",
    rows === 0 && isOfTool ? "It was imported and reported nothing." : "",
  ];
  return notes.filter((note) => note !== "").join(" ");
}

function gapNote({ gap = null, hasWholeScan = false }: SourceSeen): string {
  switch (gap) {
    case null:
      return "";
    case "pages_missing":
      return "The answer that was imported was not complete: further pages are missing.";
    case "not_all_read":
      return "The tool could not read all of it: some of what it asked for failed.";
    case "scan_partial":
      return hasWholeScan
        ? "The newest scan was a partial one: what it did not look at is carried over from the scans before it."
        : "The scan was a partial one, and no whole one is known.";
  }
}

/** What Microsoft Graph refused when it was last asked; empty when it refused nothing. */
export function refusedNote(refused: readonly RefusedList[]): string {
  if (refused.length === 0) return "";
  const lists = refused.map(({ label, isKept }) => `${label} (${isKept ? "the last answer is kept" : "never read"})`);
  return `Microsoft Graph refused at the last fetch: ${lists.join(", ")}.`;
}

/** "roleAssignments" in the middle of a sentence. */
function inWords(list: string): string {
  const words = fieldName(list);
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}
