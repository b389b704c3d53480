import { formRoute } from "@/app/form-route";
import { requestOrigin } from "@/lib/audit/request-origin";
import { mintLink } from "@/lib/download-links/links";
import { packPath } from "../../paths";

/** Download: mints a link for the person who pressed the button and sends the browser on to it (downloads.md, Who). */
export async function POST(
  request: Request,
  context: { params: Promise<{ slug: string; id: string }> },
): Promise<Response> {
  const { slug, id } = await context.params;
  return formRoute(request, packPath(encodeURIComponent(slug), encodeURIComponent(id)), async (actor) => {
    const { url } = await mintLink(actor, { tenant: slug, packId: id }, requestOrigin(request.headers), new Date());
    // Without the host, so that the browser stays on the one it uses: the link is signed and knows no cookie.
    const { pathname, search } = new URL(url);
    return pathname + search;
  });
}
