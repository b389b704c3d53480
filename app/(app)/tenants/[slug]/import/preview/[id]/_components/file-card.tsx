import Link from "next/link";
import { Card, Fact, Facts } from "@/app/_components/card";
import { formatBytes, formatNumber } from "@/app/_components/format";
import { SubmitButton } from "@/app/_components/submit-button";
import { DateTime } from "@/app/_components/time";
import { Notice } from "@/app/_components/toast";
import type { Importable } from "@/lib/imports/previews/found";
import type { PreviewFileView } from "@/lib/imports/previews/queries";
import { inertText } from "@/lib/readable/inert-text";
import { reportLabel } from "@/lib/reports/report-label";
import type { TenantRef } from "@/lib/tenants/tenants";
import { Figures } from "../../../_components/figures";
import { importPath } from "../../../paths";
import { Examples } from "./examples";
import { FileQuestions } from "./file-questions";
import { remarksOf } from "./preview-words";

/** One file of an upload: what it is, what it would do, what to know and what to say about it. */
export function FileCard({
  tenant,
  file,
  mayLeaveOut,
}: {
  tenant: TenantRef;
  file: PreviewFileView;
  mayLeaveOut: boolean;
}) {
  const { found, fileName, bytes } = file;
  return (
    <Card
      title={
        <>
          <bdi>{inertText(fileName, 200)}</bdi>{" "}
          <span className="font-normal text-muted">{bytes > 0 && formatBytes(bytes)}</span>
        </>
      }
      actions={
        mayLeaveOut && (
          <SubmitButton variant="ghost" size="sm" name="intent" value={`leave-out-${file.id}`} formNoValidate>
            Leave out<span className="sr-only"> {inertText(fileName, 200)}</span>
          </SubmitButton>
        )
      }
    >
      {found?.kind === "importable" && <Recognised tenant={tenant} found={found} />}
      <div className="grid gap-3 p-4 empty:hidden">
        {found?.kind === "refused" && (
          <Notice tone="danger" title={inertText(found.message, 600)}>
            {inertText(found.next, 1_200)}
          </Notice>
        )}
        {found?.kind === "known" && (
          <Notice tone="gray" title="This file was imported before.">
            There is nothing to do. It was{" "}
            <Link href={importPath(tenant.slug, found.importId)} className="font-medium text-link hover:underline">
              import #{found.importId}
            </Link>
            .
          </Notice>
        )}
        {found?.kind === "twice" && (
          <Notice tone="gray" title="The same file is here twice.">
            It has the content of {inertText(found.fileName, 200)} above, and is imported once.
          </Notice>
        )}
        {found?.kind === "importable" &&
          remarksOf(found, tenant).map(({ tone, title, text }) => (
            <Notice key={title} tone={tone} title={title}>
              {text}
            </Notice>
          ))}
        <FileQuestions tenant={tenant} file={file} />
      </div>
    </Card>
  );
}

function Recognised({ tenant, found }: { tenant: TenantRef; found: Importable }) {
  return (
    <>
      <Figures counts={found.counts} />
      <div className="grid lg:grid-cols-2">
        <Facts>
          <Fact name="Read as">{[found.label, found.toolVersion].filter(Boolean).join(", ")}</Fact>
          <Fact name="From">
            <DateTime at={found.scannedAt} />
            {found.isScannedAtAssumed && <span className="text-muted">, assumed</span>}
          </Fact>
          <Fact name="Data of">{whoseWords(found, tenant)}</Fact>
          <Fact name="Rows">{formatNumber(found.counts.rows)}</Fact>
          <Fact name="Stores">
            {found.reports.length > 0 ? found.reports.map(reportLabel).join(", ") : "No report"}
          </Fact>
        </Facts>
        <Examples changes={found.changes} />
      </div>
    </>
  );
}

function whoseWords(found: Importable, tenant: TenantRef): React.ReactNode {
  if (found.otherTenant !== null) return <span className="text-danger">another tenant</span>;
  if (found.entraTenantId === null) return `${tenant.name}; the file does not say`;
  return <span title={found.entraTenantId}>{tenant.name}</span>;
}
