import { StatusBadge } from "@/app/_components/badge";
import { formatBytes, formatCount } from "@/app/_components/format";
import { RowLink, Table, Td, Th, Tr } from "@/app/_components/table";
import { RelativeTime } from "@/app/_components/time";
import type { PreviewView } from "@/lib/imports/previews/queries";
import { inertText } from "@/lib/readable/inert-text";
import { previewPath } from "../paths";

/** Uploads that wait for somebody to decide, so that a closed tab loses nothing. */
export function OpenPreviews({ slug, previews }: { slug: string; previews: PreviewView[] }) {
  if (previews.length === 0) return null;
  return (
    <section aria-labelledby="open-previews" className="mb-8 grid gap-2">
      <h2 id="open-previews">Not imported yet</h2>
      <Table label="Uploads that wait for a decision">
        <thead>
          <tr>
            <Th>Status</Th>
            <Th>Files</Th>
            <Th className="max-md:hidden">By</Th>
            <Th className="max-sm:hidden">Kept until</Th>
          </tr>
        </thead>
        <tbody>
          {previews.map((preview) => (
            <Tr key={preview.id}>
              <Td>
                <StatusBadge domain="import_preview_status" value={preview.status} />
              </Td>
              <Td className="w-full max-w-0 min-w-32">
                <div className="truncate">
                  <RowLink href={previewPath(slug, preview.id)}>
                    <bdi>{inertText(namesOf(preview), 200)}</bdi>
                  </RowLink>{" "}
                  <span className="text-muted">{formatBytes(preview.bytes)}</span>
                </div>
                <p className="text-muted sm:hidden">
                  kept <RelativeTime at={preview.keptUntil} />
                </p>
              </Td>
              <Td className="max-w-40 truncate whitespace-nowrap max-md:hidden">{preview.createdByName}</Td>
              <Td className="text-muted max-sm:hidden">
                <RelativeTime at={preview.keptUntil} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

function namesOf({ files }: PreviewView): string {
  const [first] = files;
  if (!first) return "No files";
  return files.length === 1 ? first.fileName : `${first.fileName} and ${formatCount(files.length - 1, "other file")}`;
}
