import { formatNumber } from "@/app/_components/format";
import { type PackProgress, type PackStep, packSteps } from "@/lib/review-packs/status";

/** The steps as the stepper names them (design.md, Pack) and as a sentence says them. */
export const stepWords: Record<PackStep, { name: string; doing: string }> = {
  claim: { name: "Claim", doing: "starting" },
  collect: { name: "Collect", doing: "reading findings" },
  render: { name: "Render", doing: "writing reports" },
  assemble: { name: "Assemble", doing: "packing the ZIP" },
  verify: { name: "Verify", doing: "reading the file back" },
  publish: { name: "Publish", doing: "finishing" },
};

/** How far a pack is, in one line: "2 of 6 · reading findings, 31,000 of 50,000". Null: nothing reported yet. */
export function progressWords(progress: PackProgress | null): string {
  if (!progress) return "Waiting for its turn";
  const at = `${packSteps.indexOf(progress.step) + 1} of ${packSteps.length} · ${stepWords[progress.step].doing}`;
  return progress.rowsExpected > 0 ? `${at}, ${rowsWords(progress)}` : at;
}

/** "31,000 of 50,000". */
export function rowsWords({ rowsDone, rowsExpected }: Pick<PackProgress, "rowsDone" | "rowsExpected">): string {
  return `${formatNumber(rowsDone)} of ${formatNumber(rowsExpected)}`;
}
