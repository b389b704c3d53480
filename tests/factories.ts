import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Actor } from "@/lib/auth/actor";
import { type Role, type TokenCapability, tokenCapabilities } from "@/lib/auth/capabilities";
import { sealSession } from "@/lib/auth/session-token";
import { type SessionStart, startSession } from "@/lib/auth/sessions";
import { inSystem } from "@/lib/db";
import type { PackStatus } from "@/lib/review-packs/status";
import type { TenantRef } from "@/lib/tenants/tenants";
import { createApiToken } from "@/lib/workspaces/api-tokens";
import type { Prisma } from "@/prisma/client/client";

// Factories take overrides first and make what they need themselves: buildPack({ status: "failed" }) has its own tenant.

const dayMs = 86_400_000;
const unique = () => randomBytes(4).toString("hex");
export const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

export async function buildWorkspace(overrides: Partial<Prisma.WorkspaceCreateInput> = {}) {
  const slug = `workspace-${unique()}`;
  return inSystem((tx) => tx.workspace.create({ data: { slug, name: slug, ...overrides } }));
}

export async function buildTenant(overrides: Partial<Prisma.TenantUncheckedCreateInput> = {}): Promise<TenantRef> {
  const workspaceId = overrides.workspaceId ?? (await buildWorkspace()).id;
  const slug = `tenant-${unique()}`;
  return inSystem((tx) => tx.tenant.create({ data: { slug, name: `Tenant ${slug}`, ...overrides, workspaceId } }));
}

export type UserActor = Extract<Actor, { kind: "user" }>;

/** A user; with a role and a tenant, a member of its workspace (or, with `on: "tenant"`, of that tenant only). */
export async function buildUser(
  overrides: {
    name?: string;
    role?: Role;
    tenant?: TenantRef;
    on?: "workspace" | "tenant";
    passwordHash?: string;
    email?: string;
  } = {},
): Promise<UserActor> {
  const { role, tenant, on = "workspace", ...fields } = overrides;
  const name = fields.name ?? `person-${unique()}`;
  const user = await inSystem((tx) => tx.user.create({ data: { email: `${name}@example.com`, ...fields, name } }));
  if (role && tenant) {
    const tenantId = on === "tenant" ? tenant.id : null;
    await inSystem((tx) =>
      tx.membership.create({ data: { workspaceId: tenant.workspaceId, tenantId, userId: user.id, role } }),
    );
  }
  return { kind: "user", userId: user.id, name: user.name, email: user.email };
}

/** Signs somebody in: the token of a new session, as their browser's cookie has it. */
export async function buildSession(
  { userId }: UserActor,
  { way = "password", from = { ip: null, userAgent: null }, now = new Date() }: Partial<BuiltSession> = {},
): Promise<string> {
  const id = await inSystem((tx) => startSession(tx, { userId, way, from }, now));
  return sealSession({ id, userId });
}

interface BuiltSession extends Omit<SessionStart, "userId"> {
  now: Date;
}

/** An API token of an owner, for everything unless said otherwise, in the workspace that they are a member of. */
export async function buildToken(
  owner: UserActor,
  overrides: { capabilities?: TokenCapability[]; tenants?: string[] } = {},
): Promise<string> {
  const { slug: workspace } = await inSystem((tx) =>
    tx.workspace.findFirstOrThrow({ where: { memberships: { some: { userId: owner.userId } } } }),
  );
  const wanted = { workspace, name: "Test", capabilities: [...tokenCapabilities], tenants: "all" as const, days: null };
  return (await createApiToken(owner, { ...wanted, ...overrides }, new Date())).token;
}

export async function buildFinding(
  overrides: Partial<Prisma.FindingUncheckedCreateInput> & { tenant?: TenantRef } = {},
) {
  const { tenant = await buildTenant(), ...fields } = overrides;
  const now = new Date();
  return inSystem((tx) =>
    tx.finding.create({
      data: {
        fingerprint: sha256(randomUUID()),
        source: "prowler",
        scope: "prowler",
        checkId: "entra_admin_mfa",
        title: "Administrators sign in with a second factor",
        severity: "high",
        status: "open",
        firstSeenAt: now,
        lastSeenAt: now,
        ...fields,
        tenantId: tenant.id,
        workspaceId: tenant.workspaceId,
      },
      omit: { contentHash: true },
    }),
  );
}

export async function buildReport(
  overrides: Partial<Prisma.StoredReportUncheckedCreateInput> & { tenant?: TenantRef } = {},
) {
  const { tenant = await buildTenant(), ...fields } = overrides;
  const payload = fields.payload ?? { value: [] };
  return inSystem((tx) =>
    tx.storedReport.create({
      data: {
        type: "entra_admin_roles",
        source: "graph",
        contentHash: sha256(JSON.stringify(payload)),
        rowCount: 0,
        capturedAt: new Date(),
        ...fields,
        payload,
        tenantId: tenant.id,
        workspaceId: tenant.workspaceId,
      },
    }),
  );
}

export async function buildOperationRun(
  overrides: Partial<Prisma.OperationRunUncheckedCreateInput> & { tenant?: TenantRef } = {},
) {
  const { tenant = await buildTenant(), ...fields } = overrides;
  return inSystem((tx) =>
    tx.operationRun.create({
      data: { type: "tenant.import", ...fields, tenantId: tenant.id, workspaceId: tenant.workspaceId },
    }),
  );
}

/**
 * A review pack in one of its five states (data-model.md, Factories): ready is the default, with a file's name, size and
 * hash but no file. It walks there along the legal edges, because the database lets no row begin anywhere else.
 */
export async function buildPack(
  overrides: Partial<Prisma.ReviewPackUncheckedCreateInput> & { tenant?: TenantRef; status?: PackStatus } = {},
) {
  const { tenant = await buildTenant(), status = "ready", ...fields } = overrides;
  const now = new Date();
  const file = {
    fileDisk: "exports",
    filePath: `packs/${randomUUID()}.zip`,
    fileSize: 4096n,
    sha256: sha256(randomUUID()),
    generatedAt: now,
    asOf: now,
    expiresAt: new Date(now.getTime() + 90 * dayMs),
  };
  const finished = status === "ready" || status === "expired";
  return inSystem(async (tx) => {
    const pack = await tx.reviewPack.create({
      data: {
        fingerprint: sha256(randomUUID()),
        options: { include_pii: true, include_operations: true },
        ...(status === "queued" ? fields : { ...(fields.fingerprint ? { fingerprint: fields.fingerprint } : {}) }),
        ...(fields.id === undefined ? {} : { id: fields.id }),
        tenantId: tenant.id,
        workspaceId: tenant.workspaceId,
      },
    });
    if (status === "queued") return pack;
    const generating = {
      status: "generating",
      claimToken: randomUUID(),
      leaseExpiresAt: new Date(now.getTime() + 300_000),
      ...(status === "generating" ? fields : {}),
    };
    const claimed = await tx.reviewPack.update({ where: { id: pack.id }, data: generating });
    if (status === "generating") return claimed;
    if (!finished) {
      const failure = { status, failureCode: "test", failureReason: "It failed for the test.", ...fields };
      return tx.reviewPack.update({ where: { id: pack.id }, data: failure });
    }
    const ready = await tx.reviewPack.update({ where: { id: pack.id }, data: { status: "ready", ...file, ...fields } });
    if (status === "ready") return ready;
    const past = new Date(now.getTime() - dayMs);
    const expiry = { generatedAt: new Date(now.getTime() - 91 * dayMs), expiresAt: past, ...fields };
    return tx.reviewPack.update({ where: { id: pack.id }, data: { status: "expired", ...expiry } });
  });
}
