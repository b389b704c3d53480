import { csvDownload } from "@/app/csv-download";
import { exportCustody } from "@/lib/audit/export-custody";
import { requestOrigin } from "@/lib/audit/request-origin";
import { packIdFrom } from "@/lib/review-packs/queries";

export const dynamic = "force-dynamic";

/** A pack's chain of custody as a CSV file: who made links, who downloaded it, from where, and who held it. */
export async function GET(
  request: Request,
  context: { params: Promise<{ slug: string; id: string }> },
): Promise<Response> {
  const { slug, id } = await context.params;
  return csvDownload(async (actor) =>
    exportCustody(actor, slug, String(packIdFrom(id)), requestOrigin(request.headers), new Date()),
  );
}
