import type { RawRow } from "@/lib/review-packs/build/copy-rows";
import { reportLimits } from "@/lib/review-packs/build/report/limits";
import type { OperationsMaterial } from "@/lib/review-packs/build/report/material";
import { shorten } from "@/lib/review-packs/build/report/shorten";

type Kind = OperationsMaterial["kinds"][number];

/** What the report says of the operations, counted while operations.csv is written from the same rows, oldest first. */
export class OperationTally {
  readonly #kinds = new Map<string, Kind>();
  #failed: OperationsMaterial["failed"] = [];
  #failedInAll = 0;

  /** A row of operations.csv. */
  add(row: RawRow): void {
    const [id = "", type = "", outcome, initiatedBy = "", createdAt = "", , , , reason = ""] = row.map(
      (cell) => cell ?? "",
    );
    const kind = this.#kindOf(type);
    kind.all += 1;
    if (outcome === "succeeded") kind.succeeded += 1;
    if (outcome !== "failed") return;
    kind.failed += 1;
    this.#failedInAll += 1;
    const failed = { id, type: shorten(type), initiatedBy: shorten(initiatedBy), createdAt, reason: shorten(reason) };
    this.#failed = [failed, ...this.#failed.slice(0, reportLimits.failedOperations - 1)];
  }

  material(): OperationsMaterial {
    const kinds = [...this.#kinds.values()].sort(mostFirst);
    return { kinds, failedInAll: this.#failedInAll, failed: this.#failed };
  }

  /** One line for all types past the limit. */
  #kindOf(type: string): Kind {
    const name = this.#kinds.has(type) || this.#kinds.size < reportLimits.operationKinds ? type : "";
    const kind = this.#kinds.get(name) ?? { type: shorten(name), all: 0, succeeded: 0, failed: 0 };
    this.#kinds.set(name, kind);
    return kind;
  }
}

/** The line for all others last. */
function mostFirst(a: Kind, b: Kind): number {
  if (a.type === "" || b.type === "") return a.type === "" ? 1 : -1;
  return b.all - a.all || (a.type < b.type ? -1 : 1);
}
