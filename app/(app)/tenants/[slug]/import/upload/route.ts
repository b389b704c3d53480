import { formRoute } from "@/app/form-route";
import { importsPath, previewPath } from "../paths";
import { takeFiles } from "./take-files";

/** Takes the files of the import form while they come in, and goes on to what was recognised in them. */
export async function POST(request: Request, context: { params: Promise<{ slug: string }> }): Promise<Response> {
  const slug = encodeURIComponent((await context.params).slug);
  return formRoute(request, importsPath(slug), async (actor) =>
    previewPath(slug, await takeFiles(actor, slug, request, new Date())),
  );
}
