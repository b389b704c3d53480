import { csvDownload } from "@/app/csv-download";
import { exportAudit } from "@/lib/audit/export-csv";
import { requestOrigin } from "@/lib/audit/request-origin";
import { readAuditSearch } from "../schema";

export const dynamic = "force-dynamic";

/** The audit as the page filters it, as a CSV file that is made while it is sent. */
export async function GET(request: Request): Promise<Response> {
  const { cursor: _, ...query } = readAuditSearch(Object.fromEntries(new URL(request.url).searchParams));
  return csvDownload((actor) => exportAudit(actor, query, requestOrigin(request.headers), new Date()));
}
