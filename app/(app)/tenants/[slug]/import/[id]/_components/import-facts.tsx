import Link from "next/link";
import { Card, Fact, Facts } from "@/app/_components/card";
import { formatBytes, formatNumber } from "@/app/_components/format";
import { Hash } from "@/app/_components/hash";
import { DateTime } from "@/app/_components/time";
import type { ImportView } from "@/lib/imports/queries";
import { reportLabel } from "@/lib/reports/report-label";
import { reportPath } from "../../../reports/paths";
import { importedFilePath } from "../../paths";

interface ImportFactsProps {
  slug: string;
  view: ImportView;
  /** Whether the reader may have the file, where it is kept. */
  canDownload: boolean;
  now: Date;
}

/** What an import was: its file, what made it, what is stored of it, until when the file is kept, and who asked for it. */
export function ImportFacts({ slug, view, canDownload, now }: ImportFactsProps) {
  const isKept = view.keptUntil !== null && new Date(view.keptUntil) > now;
  return (
    <Card
      title="The file"
      actions={
        isKept &&
        canDownload && (
          <a href={importedFilePath(slug, view.id)} download className="text-link hover:underline screen-only">
            Download
          </a>
        )
      }
    >
      <Facts>
        {view.label && <Fact name="Read as">{[view.label, view.toolVersion].filter(Boolean).join(", ")}</Fact>}
        {view.scannedAt && (
          <Fact name="From">
            <DateTime at={view.scannedAt} />
            {view.isScannedAtAssumed && <span className="text-muted">, assumed</span>}
          </Fact>
        )}
        {view.status === "completed" && (
          <Fact name="Rows">
            {formatNumber(view.counts.rows)}, {formatNumber(view.counts.unchanged)} unchanged
          </Fact>
        )}
        {view.reports.map((type) => (
          <Fact key={type} name="Stored">
            <Link href={reportPath(slug, type)} className="font-medium text-link hover:underline">
              {reportLabel(type)}
            </Link>
          </Fact>
        ))}
        <Fact name="Size">{formatBytes(view.fileBytes)}</Fact>
        <Fact name="SHA-256">
          <Hash value={view.fileSha256} label="Copy the file's hash" />
        </Fact>
        {isKept && view.keptUntil && (
          <Fact name="Kept until">
            <DateTime at={view.keptUntil} />
          </Fact>
        )}
        <Fact name="Imported by">{view.initiatedByName || "somebody since deleted"}</Fact>
        {view.operationRunId && (
          <Fact name="Operation">
            <Link
              href={`/tenants/${slug}/operations/${view.operationRunId}`}
              className="font-medium text-link hover:underline"
            >
              #{view.operationRunId}
            </Link>
          </Fact>
        )}
      </Facts>
    </Card>
  );
}
