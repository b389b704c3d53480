import { GET as download } from "@/app/d/[link]/route";
import type { Actor } from "@/lib/auth/actor";
import { createShareLink, type ShareTerms } from "@/lib/share-links/create";
import { openShareLink } from "@/lib/share-links/open";
import { pressShareLink } from "@/lib/share-links/press";
import { parseShareUrl } from "@/lib/share-links/token";
import type { StoredPack } from "@/tests/support/stored-pack";

export const operator: Actor = { kind: "operator", name: "operator" };
export const from = { ip: "192.0.2.7", userAgent: "Test browser" };
export const freely: ShareTerms = { label: "Example Audit", days: 14, passphrase: null, usesMax: null };
let presses = 0;
export const pressKey = () => `press${String(++presses).padStart(17, "0")}`;

export async function share(pack: StoredPack, terms: Partial<ShareTerms> = {}, actor: Actor = operator) {
  const target = { tenant: pack.tenant.slug, packId: pack.id };
  const made = await createShareLink(actor, target, { ...freely, ...terms }, from, new Date());
  const token = parseShareUrl(made.url);
  if (token === null) throw new Error("a share link parses");
  return { ...made, token };
}

export const press = (token: string, more: { passphrase?: string; key?: string; now?: Date } = {}) =>
  pressShareLink(
    token,
    { passphrase: more.passphrase ?? null, pressKey: more.key ?? pressKey() },
    from,
    more.now ?? new Date(),
  );

export async function pathOf(token: string, more: Parameters<typeof press>[1] = {}): Promise<string> {
  const outcome = await press(token, more);
  if (outcome.outcome !== "made") throw new Error(JSON.stringify(outcome));
  return outcome.path;
}

export async function statusOf(path: string): Promise<number> {
  const response = await download(new Request(`http://localhost:3000${path}`));
  await response.body?.cancel();
  return response.status;
}

export const open = (token: string, now = new Date()) => openShareLink(token, from, now);
