import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { inSystem, type Tx } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { type CheckedCredential, checkCertificate, checkSecret, credentialSchema } from "@/lib/graph/credential";
import type { Application } from "@/lib/graph/sign-in";
import { openSecret, sealingKeyId, sealSecret } from "@/lib/sealing/sealed-secret";
import { getTenantWithin, type TenantRef } from "@/lib/tenants/tenants";
import type { GraphConnection } from "@/prisma/client/client";

/** How often a connection fetches by itself. */
export const fetchRhythms = ["never", "day", "week"] as const;

export type FetchRhythm = (typeof fetchRhythms)[number];

const dayMs = 86_400_000;
const rhythmMs: Record<Exclude<FetchRhythm, "never">, number> = { day: dayMs, week: 7 * dayMs };

/** When a connection of this rhythm fetches next; null for never. */
export function nextFetchAt(rhythm: FetchRhythm, after: Date): Date | null {
  return rhythm === "never" ? null : new Date(after.getTime() + rhythmMs[rhythm]);
}

/** A connection as it is entered. */
export interface NewConnection {
  /** The application's (client) id in Entra. */
  clientId: string;
  credential:
    | { kind: "secret"; secret: string; expiresAt: Date | null }
    /** Certificate and private key as PEM. */
    | { kind: "certificate"; pem: string }
    /** The stored one stays. */
    | { kind: "keep" };
  fetchEvery: FetchRhythm;
}

/**
 * Connects a tenant to Microsoft Graph, or changes how it is connected. Asks Microsoft nothing: the first fetch does.
 * @throws {AppError} not_found, forbidden (tenant.manage), invalid_input, conflict (the tenant has no Entra tenant id), unavailable (no key to
 * encrypt with).
 */
export async function connectGraph(actor: Actor, slug: string, wanted: NewConnection, now: Date): Promise<void> {
  await inSystem(async (tx) => {
    const tenant = await getTenantWithin(tx, actor, slug, "tenant.manage");
    const entraTenantId = requireDirectory(tenant);
    const clientId = checkClientId(wanted.clientId);
    await tx.$queryRaw`SELECT id FROM tenants WHERE id = ${tenant.id} FOR NO KEY UPDATE`;
    const before = await tx.graphConnection.findUnique({ where: { tenantId: tenant.id } });
    const place = { tenantId: tenant.id, entraTenantId, clientId };
    const sealed =
      wanted.credential.kind === "keep" ? keptOf(before, place) : sealedOf(checked(wanted.credential, now), place);
    const data = {
      entraTenantId,
      clientId,
      ...sealed,
      fetchEvery: wanted.fetchEvery,
      nextFetchAt: nextOf(before, wanted.fetchEvery, now),
      connectedByName: actor.name,
      // What another directory's changes are counted from says nothing here, and another application's is not ours to ask by; nor
      // does what it was refused.
      ...(before && (before.entraTenantId !== entraTenantId || before.clientId !== clientId)
        ? { deltas: {}, notRead: [] }
        : {}),
      updatedAt: now,
    };
    const owner = { tenantId: tenant.id, workspaceId: tenant.workspaceId };
    await tx.graphConnection.upsert({
      where: { tenantId: tenant.id },
      create: { ...owner, ...data, createdAt: now },
      update: data,
    });
    await recordAudit(tx, {
      ...owner,
      action: before ? "graph_connection.changed" : "graph_connection.made",
      subject: { type: "graph_connection", id: tenant.id },
      actor,
      details: {
        clientId,
        credential: wanted.credential.kind === "keep" ? "kept" : data.credentialKind,
        every: wanted.fetchEvery,
        ...(data.credentialExpiresAt ? { credentialExpiresAt: data.credentialExpiresAt.toISOString() } : {}),
      },
    });
  });
}

/** Forgets the connection and its credential; what was fetched stays. @throws {AppError} not_found, forbidden (tenant.manage). */
export async function disconnectGraph(actor: Actor, slug: string): Promise<void> {
  await inSystem(async (tx) => {
    const tenant = await getTenantWithin(tx, actor, slug, "tenant.manage");
    const { count } = await tx.graphConnection.deleteMany({ where: { tenantId: tenant.id } });
    // Pressed twice: it is as they wanted it.
    if (count === 0) return;
    await recordAudit(tx, {
      workspaceId: tenant.workspaceId,
      tenantId: tenant.id,
      action: "graph_connection.removed",
      subject: { type: "graph_connection", id: tenant.id },
      actor,
    });
  });
}

/** A connection as pages show it: never the credential. Times are ISO 8601 UTC. */
export interface GraphConnectionView {
  clientId: string;
  entraTenantId: string;
  credentialKind: "secret" | "certificate";
  credentialExpiresAt: string | null;
  /** Whether it ends within two weeks, or has. */
  credentialState: "valid" | "ends_soon" | "ended";
  certificateThumbprint: string | null;
  fetchEvery: FetchRhythm;
  nextFetchAt: string | null;
  connectedByName: string;
  updatedAt: string;
}

/** How long before its end a credential is warned of. */
export const credentialWarningDays = 14;

/** A row of the table as pages show it. */
export function toView(row: GraphConnection, now: Date): GraphConnectionView {
  const end = row.credentialExpiresAt;
  const left = end === null ? Number.POSITIVE_INFINITY : end.getTime() - now.getTime();
  return {
    clientId: row.clientId,
    entraTenantId: row.entraTenantId,
    credentialKind: row.credentialKind === "certificate" ? "certificate" : "secret",
    credentialExpiresAt: end?.toISOString() ?? null,
    credentialState: left <= 0 ? "ended" : left <= credentialWarningDays * dayMs ? "ends_soon" : "valid",
    certificateThumbprint: row.certificateThumbprint,
    fetchEvery: rhythmOf(row),
    nextFetchAt: row.nextFetchAt?.toISOString() ?? null,
    connectedByName: row.connectedByName,
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** The database lets no other rhythm in. */
export const rhythmOf = ({ fetchEvery }: { fetchEvery: string }): FetchRhythm =>
  fetchRhythms.find((known) => known === fetchEvery) ?? "never";

/**
 * What a fetch signs in with. A credential that an older key encrypted is encrypted anew with the first one.
 * @throws {AppError} conflict when there is no connection, or it is for another directory than the tenant's; as openSecret.
 */
export async function openConnection(tx: Tx, tenantId: bigint): Promise<Application> {
  const row = await tx.graphConnection.findUnique({
    where: { tenantId },
    include: { tenant: { select: { entraTenantId: true } } },
  });
  if (!row) throw new AppError("conflict", "The tenant is not connected to Microsoft Graph any more.");
  const { entraTenantId, clientId } = row;
  if (row.tenant.entraTenantId !== entraTenantId)
    throw new AppError("conflict", "The tenant's Entra tenant id has changed since it was connected.", {
      next: "Connect it again in the settings.",
    });
  const place = { tenantId, entraTenantId, clientId };
  const text = openSecret({ keyId: row.sealedKeyId, bytes: row.sealedCredential }, contextOf(place));
  const credential = credentialSchema.parse(JSON.parse(text));
  if (row.sealedKeyId !== sealingKeyId()) {
    const { keyId, bytes } = sealSecret(text, contextOf(place));
    const data = { sealedKeyId: keyId, sealedCredential: Buffer.from(bytes) };
    await tx.graphConnection.updateMany({ where: { tenantId, sealedCredential: row.sealedCredential }, data });
  }
  return { entraTenantId, clientId, credential };
}

interface Place {
  tenantId: bigint;
  entraTenantId: string;
  clientId: string;
}

const contextOf = ({ tenantId, entraTenantId, clientId }: Place) =>
  `graph connection of tenant ${tenantId}, directory ${entraTenantId}, application ${clientId}`;

function checked(entered: Exclude<NewConnection["credential"], { kind: "keep" }>, now: Date): CheckedCredential {
  if (entered.kind === "secret") return checkSecret(entered.secret, entered.expiresAt, now);
  return checkCertificate(entered.pem, now);
}

function sealedOf({ credential, expiresAt, thumbprint }: CheckedCredential, place: Place) {
  const { keyId, bytes } = sealSecret(JSON.stringify(credential), contextOf(place));
  return {
    credentialKind: credential.kind,
    sealedKeyId: keyId,
    sealedCredential: Buffer.from(bytes),
    credentialExpiresAt: expiresAt,
    certificateThumbprint: thumbprint,
  };
}

/** A credential belongs to one application of one directory: for another one it has to be entered. */
function keptOf(before: GraphConnection | null, place: Place) {
  if (!before || before.clientId !== place.clientId || before.entraTenantId !== place.entraTenantId)
    throw new AppError("invalid_input", "A credential is needed.", {
      next: "Enter the client secret, or the certificate with its private key.",
    });
  const { credentialKind, sealedKeyId, sealedCredential, credentialExpiresAt, certificateThumbprint } = before;
  return { credentialKind, sealedKeyId, sealedCredential, credentialExpiresAt, certificateThumbprint };
}

/** The same rhythm keeps its next time. */
function nextOf(before: GraphConnection | null, rhythm: FetchRhythm, now: Date): Date | null {
  return before && before.fetchEvery === rhythm ? before.nextFetchAt : nextFetchAt(rhythm, now);
}

function requireDirectory({ entraTenantId, name }: TenantRef): string {
  if (entraTenantId) return entraTenantId;
  throw new AppError("conflict", `${name} has no Entra tenant id, so Microsoft cannot be asked about it.`, {
    next: "Enter it in the tenant's settings first.",
  });
}

function checkClientId(text: string): string {
  const id = text.trim().toLowerCase();
  if (/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(id)) return id;
  throw new AppError("invalid_input", "The application id is no UUID.", {
    next: "Copy the Application (client) ID from the application's overview in Entra.",
  });
}

/** The refusal for a tenant without a connection. */
export function notConnected(name: string): AppError {
  return new AppError("conflict", `${name} is not connected to Microsoft Graph.`, {
    next: "An owner or manager connects it in the settings.",
  });
}
