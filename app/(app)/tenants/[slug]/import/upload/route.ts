import { formRoute } from "@/app/form-route";
import { takeFiles } from "./take-files";

/** Takes the files of the import form while they come in, and goes back to the page, which lists them. */
export async function POST(request: Request, context: { params: Promise<{ slug: string }> }): Promise<Response> {
  const { slug } = await context.params;
  const page = `/tenants/${encodeURIComponent(slug)}/import`;
  return formRoute(request, page, async (actor) => {
    const now = new Date();
    const { queued, known } = await takeFiles(actor, slug, request, now);
    return `${page}?${new URLSearchParams({ queued: String(queued), known: String(known), at: String(now.getTime()) })}`;
  });
}
