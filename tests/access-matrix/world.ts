import { randomUUID } from "node:crypto";
import path from "node:path";
import { tokenCapabilities } from "@/lib/auth/capabilities";
import { sessionCookie } from "@/lib/auth/session-token";
import { inSystem } from "@/lib/db";
import { loadEnvironment } from "@/lib/embedded/environment";
import { createApiToken } from "@/lib/workspaces/api-tokens";
import { buildFinding, buildReport, buildSession, buildTenant, buildUser, type UserActor } from "@/tests/factories";
import { pngFile } from "@/tests/workspaces/png-file";
import type { Visitor } from "./table";

/** Everything in the workspace that addresses and forms name, and who visits it. */
export type World = Awaited<ReturnType<typeof buildWorld>>;

/**
 * Makes a workspace with a tenant, something of each kind in it, its members, and a stranger who owns another workspace,
 * in the database of the running product.
 * @param dataDir the product's data folder.
 */
export async function buildWorld(dataDir: string) {
  process.env.TENANTPILOT_DATA_DIR = dataDir;
  await loadEnvironment({ root: path.resolve("."), cwd: process.cwd() });
  const name = `Marked harbour ${randomUUID().slice(0, 8)}`;
  const tenant = await buildTenant({ name });
  const elsewhere = await buildTenant();
  const { slug: workspace } = await inSystem((tx) =>
    tx.workspace.update({ where: { id: tenant.workspaceId }, data: { name } }),
  );
  const people = {
    stranger: await buildUser({ role: "owner", tenant: elsewhere }),
    readonly: await buildUser({ role: "readonly", tenant }),
    operator: await buildUser({ role: "operator", tenant }),
    manager: await buildUser({ role: "manager", tenant }),
    owner: await buildUser({ role: "owner", tenant }),
  };
  const scope = { workspaceId: tenant.workspaceId, tenantId: tenant.id };
  const finding = await buildFinding({ tenant });
  await buildReport({ tenant });
  const imported = await inSystem((tx) =>
    tx.import.create({
      data: { ...scope, status: "completed", fileName: "a.json", fileSha256: "0".repeat(64), fileBytes: 1n },
    }),
  );
  const png = new Uint8Array(pngFile(40, 10));
  await inSystem((tx) =>
    tx.workspaceLogo.create({
      data: { workspaceId: tenant.workspaceId, png, sha256: "0".repeat(64), width: 40, height: 10 },
    }),
  );
  const tokens = {
    token: await tokenOf(people.owner, workspace),
    "stranger's token": await tokenOf(people.stranger, await workspaceOf(elsewhere.workspaceId)),
  };
  const cookies = await cookiesOf(people);
  return {
    tenant,
    workspace,
    people,
    /** Stands in what belongs to the workspace, and nowhere else. */
    mark: name,
    logo: png,
    places: { slug: tenant.slug, finding: String(finding.id), import: String(imported.id) },
    headersOf: (visitor: Visitor | "stranger's token"): Record<string, string> => {
      if (visitor === "token" || visitor === "stranger's token") return { Authorization: `Bearer ${tokens[visitor]}` };
      return visitor in cookies ? { Cookie: cookies[visitor as keyof typeof people] } : {};
    },
    /** Signs everybody in anew, after something that ends sessions. */
    signInAnew: async () => {
      Object.assign(cookies, await cookiesOf(people));
    },
  };
}

async function cookiesOf<Name extends string>(people: Record<Name, UserActor>): Promise<Record<Name, string>> {
  const made = Object.entries<UserActor>(people).map(async ([who, person]) => [who, await cookieOf(person)]);
  return Object.fromEntries(await Promise.all(made));
}

async function cookieOf(person: UserActor): Promise<string> {
  return `${sessionCookie().name}=${await buildSession(person)}`;
}

async function tokenOf(owner: UserActor, workspace: string): Promise<string> {
  const capabilities = [...tokenCapabilities];
  const wanted = { workspace, name: "matrix", capabilities, tenants: "all" as const, days: null };
  return (await createApiToken(owner, wanted, new Date())).token;
}

async function workspaceOf(id: bigint): Promise<string> {
  return (await inSystem((tx) => tx.workspace.findUniqueOrThrow({ where: { id } }))).slug;
}
