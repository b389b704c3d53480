import { z } from "zod";
import type { RequestOrigin } from "@/lib/audit/request-origin";
import { acceptWithEntra } from "@/lib/auth/accept-invitation";
import type { UserActor } from "@/lib/auth/actor";
import { recordSignIn } from "@/lib/auth/sign-in";
import { inSystem } from "@/lib/db";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** The settings of sign-in with Microsoft; null unless all that it needs is given. */
export function entraSettings() {
  const { AZURE_AD_CLIENT_ID, AZURE_AD_CLIENT_SECRET, AZURE_AD_TENANT_ID, ...more } = env();
  if (!AZURE_AD_CLIENT_ID || !AZURE_AD_CLIENT_SECRET || !AZURE_AD_TENANT_ID) return null;
  const listed = (more.AZURE_AD_ALLOWED_TENANTS ?? "").split(",").map((id) => id.trim().toLowerCase());
  // Without a list, only the tenant that signs in: "organizations" would let in every tenant there is.
  const allowedTenants = new Set(listed.some(Boolean) ? listed.filter(Boolean) : [AZURE_AD_TENANT_ID.toLowerCase()]);
  return {
    clientId: AZURE_AD_CLIENT_ID,
    clientSecret: AZURE_AD_CLIENT_SECRET,
    tenantId: AZURE_AD_TENANT_ID,
    authority: more.AZURE_AD_AUTHORITY,
    allowedTenants,
  };
}

const guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
const profileSchema = z.object({ tid: guid, oid: guid });

/**
 * Signs in a person whom Microsoft vouches for. A person is tid + oid (access.md), never an e-mail address, which anybody
 * can put into a tenant of their own.
 * @param invitation the token of one that is accepted by signing in; the person may then be new here.
 * @throws {AppError} unauthenticated when the tenant is not on the list, or nobody here has that tid + oid; not_found,
 * conflict, rate_limited when the invitation is not accepted.
 */
export async function signInWithEntra(
  profile: unknown,
  from: RequestOrigin,
  now: Date,
  invitation: string | null = null,
): Promise<UserActor> {
  const person = profileSchema.safeParse(profile);
  const tid = person.data?.tid.toLowerCase();
  if (!person.success || !tid || !entraSettings()?.allowedTenants.has(tid)) {
    await inSystem((tx) => recordSignIn(tx, null, from, "Entra tenant is not allowed"));
    throw new AppError("unauthenticated", "Your organisation may not sign in here.", {
      next: "Use an account of an organisation that may, or ask whoever runs this TenantPilot.",
    });
  }
  const oid = person.data.oid.toLowerCase();
  const user = await inSystem((tx) =>
    tx.user.findUnique({
      where: { entraTid_entraOid: { entraTid: tid, entraOid: oid } },
      select: { id: true, name: true, email: true },
    }),
  );
  const known: UserActor | null = user && { kind: "user", userId: user.id, name: user.name, email: user.email };
  if (invitation !== null) return acceptWithEntra({ token: invitation, tid, oid, known }, from, now);
  await inSystem((tx) => recordSignIn(tx, user, from, user ? null : "no user with this tid and oid"));
  if (known) return known;
  throw new AppError("unauthenticated", "Microsoft knows you, but you are no user of this TenantPilot.", {
    next: "Ask an owner of the workspace to invite you.",
  });
}
