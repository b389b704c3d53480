import { recordAudit } from "@/lib/audit/record";
import type { Actor, TokenActor } from "@/lib/auth/actor";
import { capabilities } from "@/lib/auth/capabilities";
import { hashToken, isTokenText } from "@/lib/auth/token-text";
import { inSystem, type Tx } from "@/lib/db";

const usedEveryMs = 60_000;

/**
 * The token of a request as an actor, and when it was used is noted, at most once a minute. Null for what is no token of
 * ours, was revoked, has run out, or belongs to somebody who is no member of its workspace any more.
 */
export async function authenticateToken(text: string, now: Date): Promise<TokenActor | null> {
  if (!isTokenText(text)) return null;
  return inSystem(async (tx) => {
    const actor = await findTokenActor(tx, { tokenHash: hashToken(text) }, now);
    if (actor) await noteUse(tx, actor.tokenId, now);
    return actor;
  });
}

/** The token as an actor, while it counts; null afterwards. */
export async function findTokenActor(
  tx: Tx,
  which: { tokenHash: string } | { id: bigint },
  now: Date,
): Promise<TokenActor | null> {
  const row = await tx.apiToken.findFirst({
    where: { ...which, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
    include: {
      tenants: { select: { tenantId: true } },
      createdBy: { select: { name: true } },
    },
  });
  if (!row) return null;
  const { workspaceId, createdByUserId: userId } = row;
  if ((await tx.membership.count({ where: { workspaceId, userId } })) === 0) return null;
  return {
    kind: "token",
    tokenId: row.id,
    tokenName: row.name,
    userId,
    name: row.createdBy.name,
    workspaceId,
    capabilities: capabilities.filter((capability) => row.capabilities.includes(capability)),
    tenantIds: row.coversAllTenants ? null : row.tenants.map(({ tenantId }) => tenantId),
  };
}

async function noteUse(tx: Tx, id: bigint, now: Date): Promise<void> {
  const before = new Date(now.getTime() - usedEveryMs);
  await tx.apiToken.updateMany({
    where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: before } }] },
    data: { lastUsedAt: now },
  });
}

/** Ends the tokens of somebody who is no member of a workspace any more: they stay ended when the person comes back. */
export async function revokeTokensOfLeaver(
  tx: Tx,
  actor: Actor,
  { workspaceId, userId }: { workspaceId: bigint; userId: bigint },
  now: Date,
): Promise<void> {
  if ((await tx.membership.count({ where: { workspaceId, userId } })) > 0) return;
  const revoked = await tx.apiToken.updateManyAndReturn({
    where: { workspaceId, createdByUserId: userId, revokedAt: null },
    data: { revokedAt: now },
    select: { id: true, name: true },
  });
  for (const token of revoked) await recordRevoked(tx, actor, { ...token, workspaceId }, "member_removed");
}

/** Writes into the audit that a token was revoked. */
export async function recordRevoked(
  tx: Tx,
  actor: Actor,
  { id, name, workspaceId }: { id: bigint; name: string; workspaceId: bigint },
  because?: string,
): Promise<void> {
  await recordAudit(tx, {
    workspaceId,
    action: "api_token.revoked",
    subject: { type: "api_token", id },
    actor,
    details: { name, ...(because ? { because } : {}) },
  });
}
