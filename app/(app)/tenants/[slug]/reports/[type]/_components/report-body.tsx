import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { TreeView } from "@/app/_components/tree-view";
import { toTree, treeLimits } from "@/lib/readable/tree";
import type { ReportReading } from "@/lib/reports/read-report";
import { AssessmentTable } from "./assessment-table";
import { PermissionTable } from "./permission-table";
import { PolicyTable } from "./policy-table";
import { RoleTable } from "./role-table";
import { ScoreTable } from "./score-table";

/** The rows of a report from `from` on, in the form that its type is read in; anything else as a tree. */
export function ReportBody({
  slug,
  reading,
  from,
  rows,
}: {
  slug: string;
  reading: ReportReading;
  from: number;
  rows: number;
}) {
  if (reading.rows.length === 0 && reading.kind !== "score") {
    return (
      <Card>
        <EmptyState icon="inbox" title="No rows" text="The answer was captured, and there is nothing in it." />
      </Card>
    );
  }
  const to = from + rows;
  if (reading.kind === "roles") return <RoleTable holdings={reading.rows.slice(from, to)} />;
  if (reading.kind === "permissions") return <PermissionTable grants={reading.rows.slice(from, to)} />;
  if (reading.kind === "score") {
    return <ScoreTable score={reading.score} controls={reading.rows.slice(from, to)} />;
  }
  if (reading.kind === "policies") {
    return (
      <div className="grid gap-6">
        <PolicyTable policies={reading.rows.slice(from, to)} />
        {from === 0 && <Contents rows={reading.rest.slice(0, rows)} from={0} />}
      </div>
    );
  }
  if (reading.kind === "assessment") {
    return <AssessmentTable slug={slug} assessment={reading.assessment} checks={reading.rows.slice(from, to)} />;
  }
  return <Contents rows={reading.rows.slice(from, to)} from={from} />;
}

/** Rows as they came. */
function Contents({ rows, from }: { rows: readonly unknown[]; from: number }) {
  const limits = { ...treeLimits, nodes: Math.max(60, Math.floor(6000 / rows.length)) };
  return (
    <Card title="Contents">
      <div className="px-4 py-3">
        <TreeView
          nodes={rows.map((row, at) => toTree(String(from + at + 1), row, limits))}
          isOpen={rows.length === 1}
        />
      </div>
    </Card>
  );
}
