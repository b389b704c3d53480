import { publicKeyHeaders } from "@/app/.well-known/public-key-headers";
import { listKnownKeys } from "@/lib/signing/known-keys";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ file: string }> };

/** One public key as PEM, by its id: what the README of a pack asks its reader to save. */
export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { file } = await params;
  const key = (await listKnownKeys()).find(({ id }) => file === `${id}.pem`);
  if (!key)
    return new Response("There is no signing key of this name.\n", {
      status: 404,
      headers: { "Content-Type": "text/plain; charset=utf-8" },
    });
  return new Response(key.pem, { headers: { ...publicKeyHeaders, "Content-Type": "application/x-pem-file" } });
}
