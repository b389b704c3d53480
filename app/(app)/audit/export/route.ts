import { asProblem } from "@/lib/action";
import { exportAudit } from "@/lib/audit/export-csv";
import { requestOrigin } from "@/lib/audit/request-origin";
import { getActor } from "@/lib/auth/session";
import { AppError } from "@/lib/errors";
import { readAuditSearch } from "../schema";

export const dynamic = "force-dynamic";

/** The audit as the page filters it, as a CSV file that is made while it is sent. */
export async function GET(request: Request): Promise<Response> {
  const actor = await getActor();
  if (!actor) return new Response(null, { status: 401 });
  const { cursor: _, ...query } = readAuditSearch(Object.fromEntries(new URL(request.url).searchParams));
  try {
    const { fileName, lines } = await exportAudit(actor, query, requestOrigin(request.headers), new Date());
    return new Response(streamOf(lines), {
      headers: {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": `attachment; filename="${fileName}"`,
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
      },
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { message, next } = asProblem(error);
    return new Response(`${message} ${next}\n`, {
      status: error.status,
      headers: {
        "Content-Type": "text/plain; charset=utf-8",
        ...(error.retryAfterSeconds === undefined ? {} : { "Retry-After": String(error.retryAfterSeconds) }),
      },
    });
  }
}

/** Pull-based: the next page is read when the last one has been taken; whoever goes away ends it. */
function streamOf(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}
