import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { recordRevoked } from "@/lib/auth/api-tokens";
import { type TokenCapability, tokenCapabilities } from "@/lib/auth/capabilities";
import { makeToken } from "@/lib/auth/token-text";
import { inSystem, type Tx } from "@/lib/db";
import { AppError, forbidden, notFound } from "@/lib/errors";
import { checkName, getWorkspaceWithin, type WorkspaceAccess } from "@/lib/workspaces/workspaces";

/** An API token as settings and commands show it: never the token. Ids are strings, times ISO 8601 UTC. */
export interface ApiTokenView {
  id: string;
  name: string;
  /** The first characters of the token. */
  prefix: string;
  createdByName: string;
  capabilities: TokenCapability[];
  /** Null: all tenants of the workspace, also those that are added later. */
  tenants: { slug: string; name: string }[] | null;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
  state: "active" | "expired" | "revoked";
}

/** What a token is to be. */
export interface NewApiToken {
  /** The workspace's slug. */
  workspace: string;
  name: string;
  capabilities: TokenCapability[];
  /** Slugs. */
  tenants: "all" | string[];
  /** Days until it runs out; null: it does not. */
  days: number | null;
}

const liveMax = 100;
const daysMax = 3650;
const dayMs = 86_400_000;

/**
 * Makes a token for a program, which may then do what `capabilities` say, as far as the actor's own role goes at the time.
 * @returns the token itself, this once: its hash is all that is kept.
 * @throws {AppError} not_found, forbidden (workspace.manage), conflict (too many), invalid_input.
 */
export async function createApiToken(
  actor: Actor,
  wanted: NewApiToken,
  now: Date,
): Promise<{ token: string; apiToken: ApiTokenView }> {
  if (actor.kind !== "user") {
    throw new AppError("invalid_input", "A token belongs to a person, because it may do no more than they may.", {
      next: "Say whose it is: --as <e-mail>.",
    });
  }
  const name = checkName(wanted.name);
  const expiresAt = expiryOf(wanted.days, now);
  return inSystem(async (tx) => {
    const access = await getWorkspaceWithin(tx, actor, wanted.workspace, "workspace.manage");
    const workspaceId = access.workspace.id;
    const chosen = tokenCapabilities.filter((capability) => wanted.capabilities.includes(capability));
    for (const capability of chosen) if (!access.can(capability)) throw forbidden(capability);
    if (chosen.length === 0)
      throw nothingChosen("The token may do nothing.", "Choose at least one thing that it may do.");
    const tenantIds = wanted.tenants === "all" ? [] : await tenantIdsOf(tx, workspaceId, wanted.tenants);
    await limitTokens(tx, workspaceId, now);
    const { token, hash, prefix } = makeToken();
    const { id } = await tx.apiToken.create({
      data: {
        workspaceId,
        createdByUserId: actor.userId,
        name,
        tokenHash: hash,
        prefix,
        capabilities: chosen,
        coversAllTenants: wanted.tenants === "all",
        expiresAt,
        createdAt: now,
        tenants: { create: tenantIds.map((tenantId) => ({ tenantId })) },
      },
      select: { id: true },
    });
    await recordAudit(tx, {
      workspaceId,
      action: "api_token.created",
      subject: { type: "api_token", id },
      actor,
      details: {
        name,
        prefix,
        capabilities: chosen.join(" "),
        tenants: wanted.tenants === "all" ? "all" : wanted.tenants.join(" "),
        expiresAt: expiresAt?.toISOString() ?? null,
      },
    });
    return { token, apiToken: await viewOf(tx, workspaceId, id, now) };
  });
}

/**
 * A workspace's tokens, the newest first, with those that have ended.
 * @throws {AppError} not_found, forbidden (member.view).
 */
export async function listApiTokens(
  actor: Actor,
  workspace: string | undefined,
  now: Date,
): Promise<{ access: WorkspaceAccess; tokens: ApiTokenView[] }> {
  return inSystem(async (tx) => {
    const access = await getWorkspaceWithin(tx, actor, workspace, "member.view");
    const rows = await readTokens(tx, { workspaceId: access.workspace.id });
    return { access, tokens: rows.map((row) => toView(row, now)) };
  });
}

/** One token, for the page that asks before it is revoked. @throws {AppError} not_found, forbidden (workspace.manage). */
export async function getApiToken(
  actor: Actor,
  workspace: string | undefined,
  id: string,
  now: Date,
): Promise<{ access: WorkspaceAccess; token: ApiTokenView }> {
  return inSystem(async (tx) => {
    const access = await getWorkspaceWithin(tx, actor, workspace, "workspace.manage");
    return { access, token: await viewOf(tx, access.workspace.id, tokenIdFrom(id), now) };
  });
}

/**
 * Ends a token: its next request is refused, and so are the links that were made with it. Again it changes nothing.
 * @throws {AppError} not_found, forbidden (workspace.manage).
 */
export async function revokeApiToken(
  actor: Actor,
  { workspace, id }: { workspace: string | undefined; id: string },
  now: Date,
): Promise<ApiTokenView> {
  return inSystem(async (tx) => {
    const access = await getWorkspaceWithin(tx, actor, workspace, "workspace.manage");
    const token = await viewOf(tx, access.workspace.id, tokenIdFrom(id), now);
    const which = { id: BigInt(token.id), workspaceId: access.workspace.id };
    const { count } = await tx.apiToken.updateMany({ where: { ...which, revokedAt: null }, data: { revokedAt: now } });
    if (count > 0) await recordRevoked(tx, actor, { ...which, name: token.name });
    return viewOf(tx, which.workspaceId, which.id, now);
  });
}

function expiryOf(days: number | null, now: Date): Date | null {
  if (days === null) return null;
  if (Number.isInteger(days) && days >= 1 && days <= daysMax) return new Date(now.getTime() + days * dayMs);
  throw new AppError("invalid_input", `A token lasts 1 to ${daysMax} days.`, {
    next: "Choose another number of days.",
  });
}

async function tenantIdsOf(tx: Tx, workspaceId: bigint, slugs: string[]): Promise<bigint[]> {
  if (slugs.length === 0) throw nothingChosen("No tenant was chosen.", "Choose at least one, or all.");
  const rows = await tx.tenant.findMany({
    where: { workspaceId, slug: { in: slugs } },
    select: { id: true, slug: true },
  });
  const missing = slugs.find((slug) => !rows.some((row) => row.slug === slug));
  if (missing !== undefined) throw notFound(`The tenant ${missing}`);
  return rows.map(({ id }) => id);
}

async function limitTokens(tx: Tx, workspaceId: bigint, now: Date): Promise<void> {
  // Locked, so that two that are made at once are both counted.
  await tx.$queryRaw`SELECT id FROM workspaces WHERE id = ${workspaceId} FOR UPDATE`;
  const live = { workspaceId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
  if ((await tx.apiToken.count({ where: live })) < liveMax) return;
  throw new AppError("conflict", `A workspace has at most ${liveMax} API tokens.`, {
    next: "Revoke one that is not needed any more.",
  });
}

function nothingChosen(message: string, next: string): AppError {
  return new AppError("invalid_input", message, { next });
}

function tokenIdFrom(text: string): bigint {
  if (!/^[1-9]\d{0,17}$/.test(text)) throw notFound(`The API token ${text.slice(0, 20)}`);
  return BigInt(text);
}

const readTokens = (tx: Tx, where: { workspaceId: bigint; id?: bigint }) =>
  tx.apiToken.findMany({
    where,
    orderBy: { id: "desc" },
    include: {
      createdBy: { select: { name: true } },
      tenants: { select: { tenant: { select: { slug: true, name: true } } }, orderBy: { tenantId: "asc" } },
    },
  });

async function viewOf(tx: Tx, workspaceId: bigint, id: bigint, now: Date): Promise<ApiTokenView> {
  const [row] = await readTokens(tx, { workspaceId, id });
  if (!row) throw notFound(`The API token ${id}`);
  return toView(row, now);
}

function toView(row: Awaited<ReturnType<typeof readTokens>>[number], now: Date): ApiTokenView {
  return {
    id: String(row.id),
    name: row.name,
    prefix: row.prefix,
    createdByName: row.createdBy.name,
    capabilities: tokenCapabilities.filter((capability) => row.capabilities.includes(capability)),
    tenants: row.coversAllTenants ? null : row.tenants.map(({ tenant }) => tenant),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    state: row.revokedAt ? "revoked" : row.expiresAt !== null && row.expiresAt <= now ? "expired" : "active",
  };
}
