import { Card } from "@/app/_components/card";
import { CheckboxField, TextField } from "@/app/_components/field";
import { formatBytes } from "@/app/_components/format";
import { Icon } from "@/app/_components/icon";
import { FilePicker } from "./file-picker";

/**
 * The upload: a plain multipart form to a route handler, with or without scripts. The options stand before the files,
 * because the server reads them in this order and keeps no file back to wait for them.
 */
export function ImportForm({ slug, isAllowed, bytesMax }: { slug: string; isAllowed: boolean; bytesMax: number }) {
  if (!isAllowed) {
    return (
      <Card className="mb-8 px-4 py-3">
        <p className="text-muted">Your role does not include importing. You see what others have imported.</p>
      </Card>
    );
  }
  return (
    <Card className="mb-8 p-5">
      <form
        method="post"
        action={`/tenants/${slug}/import/upload`}
        encType="multipart/form-data"
        className="grid gap-5"
      >
        <details className="group">
          <summary className="inline-flex items-center gap-2 rounded-sm font-medium text-link hover:underline">
            <Icon name="chevron-right" className="transition-transform group-open:rotate-90" />
            Options for a file without a date, of a partial scan, or of another tenant
          </summary>
          <div className="mt-4 grid max-w-2xl gap-4">
            <TextField
              type="datetime-local"
              name="capturedAt"
              label="Captured at, in UTC"
              className="max-w-60"
              hint="Used only where the file does not say."
            />
            <CheckboxField
              name="isPartial"
              label="The scan was partial"
              hint="What is not in it was not looked at, so nothing is resolved by its absence."
            />
            <CheckboxField
              name="confirmOtherTenant"
              label="Take data of another tenant"
              hint="A file that names another Microsoft 365 tenant than this one is refused unless this is ticked."
            />
          </div>
        </details>
        <FilePicker
          hint={`Prowler as OCSF JSON or CSV; role assignments and granted permissions as Microsoft Graph answers them. What a file is, is read from its content. At most ${formatBytes(bytesMax)} each.`}
        />
      </form>
    </Card>
  );
}
