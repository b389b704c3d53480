import { download } from "@/app/download";
import type { UserActor } from "@/lib/auth/actor";

/** A CSV file that is made while it is sent. */
export function csvDownload(
  make: (actor: UserActor) => Promise<{ fileName: string; lines: AsyncGenerator<string> }>,
): Promise<Response> {
  return download(async (actor) => {
    const { fileName, lines } = await make(actor);
    return new Response(streamOf(lines), {
      headers: {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": `attachment; filename="${fileName}"`,
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
      },
    });
  });
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
