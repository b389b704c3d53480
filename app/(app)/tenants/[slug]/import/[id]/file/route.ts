import { download } from "@/app/download";
import { requestOrigin } from "@/lib/audit/request-origin";
import { downloadBody } from "@/lib/download-links/body";
import { attachment, filePolicy, guardHeaders, lengthHeaders } from "@/lib/download-links/http";
import { openKeptFile } from "@/lib/imports/kept-file";

export const dynamic = "force-dynamic";

/** The file of an import as it was imported, where the workspace keeps it. Whatever it holds, no browser runs or shows it. */
export async function GET(
  request: Request,
  context: { params: Promise<{ slug: string; id: string }> },
): Promise<Response> {
  const { slug, id } = await context.params;
  return download(async (actor) => {
    const { fileName, file } = await openKeptFile(actor, slug, id, requestOrigin(request.headers), new Date());
    const body = downloadBody(file, { start: 0, end: file.bytes - 1 }, request.signal, () => {});
    return new Response(body, {
      headers: {
        ...guardHeaders,
        "Content-Security-Policy": filePolicy,
        "Content-Type": "application/octet-stream",
        "Content-Disposition": attachment(fileName),
        ...lengthHeaders(file.bytes),
      },
    });
  });
}

/** Nothing is opened, and nothing is in the audit, for somebody who only asks about it. */
export function HEAD(): Response {
  return new Response(null, { status: 405, headers: { Allow: "GET" } });
}
