import { randomUUID } from "node:crypto";
import { inSystem } from "@/lib/db";
import { setEnvironment } from "@/lib/env";
import { connectGraph, type NewConnection } from "@/lib/graph/connections";
import { requestFetch } from "@/lib/graph/request-fetch";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildTenant, buildUser, type UserActor } from "../factories";
import { GraphServer } from "../support/graph-server";

/** Two of the lists, as they are asked for. */
export const assignments = "/v1.0/roleManagement/directory/roleAssignments?$expand=principal";
export const policies = "/v1.0/identity/conditionalAccess/policies";

export const rolesContext = "roleManagement/directory/roleAssignments(principal())";

export const secret = "a~client.secret-of-the-tests-only";

/** Microsoft, as far as the tests need it, and the environment that leads there. */
export async function startMicrosoft(): Promise<GraphServer> {
  const server = await GraphServer.start();
  setEnvironment({ GRAPH_BASE_URL: server.url, AZURE_AD_AUTHORITY: server.url });
  return server;
}

/** A tenant that is connected with a secret, and its owner. */
export async function connectedTenant(
  overrides: Partial<NewConnection> = {},
): Promise<{ tenant: TenantRef; owner: UserActor }> {
  const tenant = await buildTenant({ entraTenantId: randomUUID() });
  const owner = await buildUser({ role: "owner", tenant });
  const wanted: NewConnection = {
    clientId: randomUUID(),
    credential: { kind: "secret", secret, expiresAt: null },
    fetchEvery: "never",
    ...overrides,
  };
  await connectGraph(owner, tenant.slug, wanted, new Date());
  return { tenant, owner };
}

/** Asks for a fetch. @returns the id of its operation run, and of its event. */
export async function askForFetch(owner: UserActor, slug: string): Promise<{ id: bigint; event: string }> {
  const { operationRunId } = await requestFetch(owner, slug, new Date());
  return { id: BigInt(operationRunId), event: `graph-fetch-${operationRunId}` };
}

/** A report as it is stored: its parts by name, each with its rows. */
export async function storedParts(tenantId: bigint, type: string) {
  const report = await inSystem((tx) =>
    tx.storedReport.findFirst({ where: { tenantId, type }, orderBy: [{ capturedAt: "desc" }, { id: "desc" }] }),
  );
  const { parts, value } = (report?.payload ?? {}) as {
    parts?: Record<string, { answer: { value: unknown[] } }>;
    value?: unknown[];
  };
  const own = report?.source.split("/")[1] ?? "";
  const rows = parts
    ? Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.answer.value]))
    : { [own]: value };
  return { report, rows };
}
