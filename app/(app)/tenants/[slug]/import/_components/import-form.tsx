import { Card } from "@/app/_components/card";
import { formatBytes } from "@/app/_components/format";
import { FilePicker } from "./file-picker";

/** The upload: a plain multipart form to a route handler, with or without scripts. It leads to what is in the files. */
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
      <form method="post" action={`/tenants/${slug}/import/upload`} encType="multipart/form-data">
        <FilePicker
          hint={`Results of Prowler, ScubaGear and other tools, and answers of Microsoft Graph. What a file is, is read from its content. At most ${formatBytes(bytesMax)} each. Choosing files shows what would change; nothing is imported before you say so.`}
        />
      </form>
    </Card>
  );
}
