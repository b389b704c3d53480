import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { TreeView } from "@/app/_components/tree-view";
import { toTree, treeLimits } from "@/lib/readable/tree";
import type { ReportReading } from "@/lib/reports/read-report";
import { AssessmentTable } from "./assessment-table";
import { PermissionTable } from "./permission-table";
import { RoleTable } from "./role-table";

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
  if (reading.rows.length === 0) {
    return (
      <Card>
        <EmptyState icon="inbox" title="No rows" text="The answer was captured, and there is nothing in it." />
      </Card>
    );
  }
  const to = from + rows;
  if (reading.kind === "roles") return <RoleTable holdings={reading.rows.slice(from, to)} />;
  if (reading.kind === "permissions") return <PermissionTable grants={reading.rows.slice(from, to)} />;
  if (reading.kind === "assessment") {
    return <AssessmentTable slug={slug} assessment={reading.assessment} checks={reading.rows.slice(from, to)} />;
  }
  const shown = reading.rows.slice(from, to);
  const limits = { ...treeLimits, nodes: Math.max(60, Math.floor(6000 / shown.length)) };
  return (
    <Card title="Contents">
      <div className="px-4 py-3">
        <TreeView
          nodes={shown.map((row, at) => toTree(String(from + at + 1), row, limits))}
          isOpen={shown.length === 1}
        />
      </div>
    </Card>
  );
}
