import { listOf, objectOf, textOf } from "@/lib/readable/json";
import { type Answer, rowsOf } from "@/lib/reports/answers";

/** Microsoft's Secure Score of a tenant. */
export interface SecureScoreReading {
  current: number;
  max: number;
  /** Average of other tenants in percent, by what they have in common. */
  compared: { basis: string; percent: number }[];
  /** Controls with what could still be reached, the most first; max is null when the file has no profiles. */
  controls: { name: string; category: string; score: number; max: number | null }[];
}

/** The newest score in the answers (`secure_score`); null when there is none. */
export function readSecureScore(answers: readonly Answer[]): SecureScoreReading | null {
  const scores = rowsOf(answers, "secureScores", ["currentScore", "maxScore"]);
  const newest = [...scores].sort((a, b) => (textOf(a.createdDateTime) > textOf(b.createdDateTime) ? -1 : 1))[0];
  if (!newest) return fromTables(answers);
  const profiles = new Map(
    rowsOf(answers, "secureScoreControlProfiles", ["controlCategory", "maxScore"]).map((profile) => [
      textOf(profile.id),
      profile,
    ]),
  );
  const controls = listOf(newest.controlScores)
    .map(objectOf)
    .map((control) => {
      const profile = profiles.get(textOf(control.controlName));
      return {
        name: textOf(profile?.title) || textOf(control.controlName),
        category: textOf(control.controlCategory),
        score: numberOf(control.score),
        max: profile ? numberOf(profile.maxScore) : null,
      };
    });
  const left = (control: SecureScoreReading["controls"][number]) => (control.max ?? control.score) - control.score;
  return {
    current: numberOf(newest.currentScore),
    max: numberOf(newest.maxScore),
    compared: listOf(newest.averageComparativeScores)
      .map(objectOf)
      .map((average) => ({ basis: textOf(average.basis), percent: numberOf(average.averageScore) })),
    controls: controls.sort((a, b) => left(b) - left(a) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
  };
}

/** As M365-Assess has it: a table of one row, and one of what would raise the score; all cells are text. */
function fromTables(answers: readonly Answer[]): SecureScoreReading | null {
  const [score] = rowsOf(answers, "secureScore", ["CurrentScore", "MaxScore", "Percentage"]);
  if (!score) return null;
  return {
    current: cellNumber(score.CurrentScore),
    max: cellNumber(score.MaxScore),
    compared: [],
    controls: rowsOf(answers, "improvementActions", ["ActionName", "ScoreImpact"]).map((action) => ({
      name: textOf(action.ActionName),
      category: textOf(action.Category) === "N/A" ? "" : textOf(action.Category),
      score: cellNumber(action.CurrentScore),
      max: cellNumber(action.MaxScore) || null,
    })),
  };
}

const cellNumber = (cell: unknown) => numberOf(Number(textOf(cell)));

function numberOf(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
