import { Card } from "@/app/_components/card";
import { formatBytes } from "@/app/_components/format";
import { Notice } from "@/app/_components/toast";
import type { PreviewFileView } from "@/lib/imports/previews/queries";
import { inertText } from "@/lib/readable/inert-text";
import { ImportOutcome } from "../../../_components/import-outcome";
import { countsWords, figures } from "../../../_components/import-words";

/** One file of an upload that was confirmed: how its import goes, or why there is none. */
export function ConfirmedFile({ slug, file }: { slug: string; file: PreviewFileView }) {
  const { found, fileName } = file;
  if (file.import) return <ImportOutcome slug={slug} view={file.import} remark={differenceOf(file)} />;
  return (
    <Card
      title={
        <>
          <bdi>{inertText(fileName, 200)}</bdi>{" "}
          <span className="font-normal text-muted">{formatBytes(file.bytes)}</span>
        </>
      }
    >
      <div className="p-4">
        <Notice tone="gray" title="This file was not imported.">
          {found?.kind === "refused" && inertText(`${found.message} ${found.next}`, 1_800)}
          {found?.kind === "known" && `It was imported before, as import #${found.importId}.`}
          {found?.kind === "twice" && `It has the content of ${inertText(found.fileName, 200)}.`}
        </Notice>
      </div>
    </Card>
  );
}

/** What really happened counts; where the tenant changed after the preview, the page says that it did. */
function differenceOf(file: PreviewFileView): React.ReactNode {
  const done = file.import;
  if (file.found?.kind !== "importable" || done?.status !== "completed") return null;
  const before = file.found.counts;
  if (figures.every(([name]) => before[name] === done.counts[name])) return null;
  return (
    <Notice tone="info" title="Something else was imported between the preview and this.">
      The preview said: {countsWords(before)}. What is shown here is what really happened.
    </Notice>
  );
}
