import { asProblem } from "@/lib/action";
import type { UserActor } from "@/lib/auth/actor";
import { getActor } from "@/lib/auth/session";
import { AppError } from "@/lib/errors";

/** A CSV file that is made while it is sent. Signed out: 401; refused: the reason as text. */
export async function csvDownload(
  make: (actor: UserActor) => Promise<{ fileName: string; lines: AsyncGenerator<string> }>,
): Promise<Response> {
  const actor = await getActor();
  if (!actor) return new Response(null, { status: 401 });
  try {
    const { fileName, lines } = await make(actor);
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
