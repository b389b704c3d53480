import { StatusBadge } from "@/app/_components/badge";
import type { OperationView } from "@/lib/operations/queries";

/** One badge for a run: how it ended once it has, and before that how far it is. */
export function OperationBadge({ operation }: { operation: Pick<OperationView, "status" | "outcome"> }) {
  const { status, outcome } = operation;
  if (outcome === "pending") return <StatusBadge domain="operation_status" value={status} />;
  return <StatusBadge domain="operation_outcome" value={outcome} />;
}
