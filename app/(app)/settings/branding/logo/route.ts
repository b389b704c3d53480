import { formRoute } from "@/app/form-route";
import { getActor } from "@/lib/auth/session";
import { AppError } from "@/lib/errors";
import { getLogo, setLogo } from "@/lib/workspaces/branding";
import { noticed, settingsPath } from "../../paths";
import { readLogoForm } from "./read-logo-form";

export const dynamic = "force-dynamic";

/** The logo of the workspace, for the preview. */
export async function GET(request: Request): Promise<Response> {
  const actor = await getActor();
  if (!actor) return new Response(null, { status: 401 });
  try {
    const png = await getLogo(actor, new URL(request.url).searchParams.get("workspace") ?? "");
    return new Response(png, {
      headers: {
        "Content-Type": "image/png",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
      },
    });
  } catch (error) {
    if (error instanceof AppError) return new Response(null, { status: error.status });
    throw error;
  }
}

/** Takes the form of the logo. A route and no server action: their bodies are held whole, up to 1 MB. */
export async function POST(request: Request): Promise<Response> {
  return formRoute(request, "/settings/branding", async (actor) => {
    const now = new Date();
    const { workspace, file } = await readLogoForm(request);
    await setLogo(actor, workspace, file, now);
    return settingsPath("branding", { workspace, ...noticed("logo_saved", now) });
  });
}
