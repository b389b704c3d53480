import { AppError } from "@/lib/errors";
import { logoBytesMax, logoTooLarge } from "@/lib/workspaces/branding";

// The picture, and what a form wraps around it.
const bodyBytesMax = logoBytesMax + 10_000;

/**
 * The workspace and the file of the logo's form. The body is counted while it comes in: no more of it than a logo may
 * have is ever held.
 * @throws {AppError} invalid_input (too large, or no file).
 */
export async function readLogoForm(request: Request): Promise<{ workspace: string; file: Uint8Array }> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const part of request.body ?? []) {
    bytes += part.length;
    if (bytes > bodyBytesMax) throw logoTooLarge();
    parts.push(part);
  }
  const headers = { "Content-Type": request.headers.get("content-type") ?? "" };
  const form = await new Response(new Blob(parts), { headers }).formData().catch(() => new FormData());
  const workspace = form.get("workspace");
  const logo = form.get("logo");
  if (typeof workspace !== "string" || !(logo instanceof File) || logo.size === 0) {
    throw new AppError("invalid_input", "No file was chosen.", { next: "Choose a PNG file, then save it." });
  }
  return { workspace, file: new Uint8Array(await logo.arrayBuffer()) };
}
