import Link from "next/link";
import { StatusBadge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { formatBytes } from "@/app/_components/format";
import { Notice } from "@/app/_components/toast";
import { importChangeKinds } from "@/lib/imports/import-changes";
import type { ImportView } from "@/lib/imports/queries";
import { inertText } from "@/lib/readable/inert-text";
import { importPath } from "../paths";
import { Figures } from "./figures";
import { importWords } from "./import-words";
import { ReadingBar } from "./reading-bar";

/** How an import goes, and what came of it; each figure leads to the findings behind it. */
export function ImportOutcome({ slug, view, remark }: { slug: string; view: ImportView; remark?: React.ReactNode }) {
  const isRunning = view.status === "running";
  return (
    <Card
      title={
        <>
          <bdi>{inertText(view.fileName, 200)}</bdi>{" "}
          <span className="font-normal text-muted">{formatBytes(view.fileBytes)}</span>
        </>
      }
      actions={<StatusBadge domain="import_status" value={view.status} />}
    >
      {view.status === "completed" && (
        <Figures
          counts={view.counts}
          hrefOf={(name) => {
            const kind = importChangeKinds.find((one) => one === (name === "accepted" ? "changed" : name));
            return kind ? `${importPath(slug, view.id)}?show=${kind}` : null;
          }}
        />
      )}
      <div className="grid gap-3 p-4">
        {isRunning && (
          <ReadingBar readBytes={Number(view.readBytes)} bytes={Number(view.fileBytes)} label="Reading the file" />
        )}
        {view.status === "queued" && <p className="text-muted">Waiting for its turn</p>}
        {view.status === "failed" && (
          <Notice tone="danger" title="Nothing of it was imported.">
            {inertText(importWords(view), 1_800)}
          </Notice>
        )}
        {remark}
        {view.status === "completed" && (
          <p>
            <Link href={importPath(slug, view.id)} className="font-medium text-link hover:underline">
              See what changed
            </Link>
          </p>
        )}
      </div>
    </Card>
  );
}
