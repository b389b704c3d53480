import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { formatDateTime } from "@/app/_components/format";
import { getReader } from "@/app/_components/reader";
import { Notice } from "@/app/_components/toast";
import { keptHours } from "@/lib/imports/previews/kept";
import type { PreviewView } from "@/lib/imports/previews/queries";
import type { TenantRef } from "@/lib/tenants/tenants";
import { ReadingBar } from "../../../_components/reading-bar";
import { importsPath } from "../../../paths";
import { ConfirmedFile } from "./confirmed-file";
import { DecisionForm } from "./decision-form";
import { FileCard } from "./file-card";
import { summaryWords } from "./preview-words";

/** The page by the preview's state: being read, to be decided, imported, or given up. */
export async function PreviewBody({
  tenant,
  preview,
  mayDecide,
  isReadAgain,
}: {
  tenant: TenantRef;
  preview: PreviewView;
  mayDecide: boolean;
  isReadAgain: boolean;
}) {
  const { status, files } = preview;
  if (status === "discarded") return <Discarded slug={tenant.slug} mayDecide={mayDecide} />;
  if (status === "confirmed") {
    return (
      <div className="grid gap-4">
        {files.map((file) => (
          <ConfirmedFile key={file.id} slug={tenant.slug} file={file} />
        ))}
        <p>
          <Button href={importsPath(tenant.slug)}>Import more</Button>
        </p>
      </div>
    );
  }
  const isReading = status === "reading";
  return (
    <DecisionForm
      tenant={tenant.slug}
      previewId={preview.id}
      round={preview.round}
      mayDecide={mayDecide}
      canImport={!isReading && files.some((file) => file.found?.kind === "importable")}
      canAnswer={!isReading && files.some(({ questions }) => questions.some((one) => one !== "confirmOtherTenant"))}
      summary={summaryWords(preview)}
      keptWords={`Nothing is imported yet. The files are kept until ${formatDateTime(preview.keptUntil, await getReader())} and removed then.`}
    >
      {isReadAgain && !isReading && (
        <Notice tone="info" title="Your answers change what will happen.">
          Nothing was imported yet. This is what would happen now: look at it, then press Import.
        </Notice>
      )}
      {isReading && (
        <Card className="px-4 py-4">
          <ReadingBar readBytes={preview.readBytes} bytes={preview.bytes} label="Reading the files" />
        </Card>
      )}
      {!isReading &&
        files.map((file) => (
          <FileCard
            // Answers that were taken back or set by a new reading stand in a new form.
            key={`${file.id}-${preview.round}`}
            tenant={tenant}
            file={file}
            mayLeaveOut={mayDecide && files.length > 1}
          />
        ))}
    </DecisionForm>
  );
}

function Discarded({ slug, mayDecide }: { slug: string; mayDecide: boolean }) {
  return (
    <Card>
      <EmptyState
        icon="upload"
        title="These files are not kept any more"
        text={`They were discarded, or nobody decided within ${keptHours} hours. Nothing of them was imported.`}
        action={mayDecide && <Button href={importsPath(slug)}>Choose files</Button>}
      />
    </Card>
  );
}
