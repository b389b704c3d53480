import { execFile } from "node:child_process";
import { createHash, createPublicKey, randomUUID, X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { jwtVerify } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { setEnvironment } from "@/lib/env";
import { connectGraph, disconnectGraph, type NewConnection, openConnection } from "@/lib/graph/connections";
import { getGraphStanding } from "@/lib/graph/queries";
import { recoverFetches } from "@/lib/graph/recover-fetches";
import { requestFetch, startDueFetches } from "@/lib/graph/request-fetch";
import { signInApplication } from "@/lib/graph/sign-in";
import { warnOfCredentials } from "@/lib/graph/warn-of-credentials";
import { doctor } from "@/lib/housekeeping/doctor";
import { changeTenant } from "@/lib/tenants/manage-tenants";
import { buildTenant, buildUser } from "../factories";
import type { GraphServer } from "../support/graph-server";
import { asOwner } from "../support/owner";
import { connectedTenant, secret, startMicrosoft } from "./graph-place";

const dayMs = 86_400_000;
const now = new Date();
let folder: string;
let pem: string;
let microsoft: GraphServer;

beforeAll(async () => {
  microsoft = await startMicrosoft();
  folder = await mkdtemp(path.join(tmpdir(), "tenantpilot-certificate-"));
  const [key, certificate] = [path.join(folder, "key.pem"), path.join(folder, "certificate.pem")];
  await promisify(execFile)("openssl", [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=tenantpilot"],
    ...["-keyout", key, "-out", certificate],
  ]);
  pem = `${await readFile(certificate, "utf8")}${await readFile(key, "utf8")}`;
});
afterAll(async () => {
  await microsoft.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  microsoft.asked.length = 0;
});
afterEach(() => setEnvironment({ TENANTPILOT_ENCRYPTION_KEYS: `e1:${"A".repeat(43)}` }));

const wanted = (more: Partial<NewConnection> = {}): NewConnection => ({
  clientId: randomUUID(),
  credential: { kind: "secret", secret, expiresAt: null },
  fetchEvery: "day",
  ...more,
});
const rowOf = (tenantId: bigint) => inSystem((tx) => tx.graphConnection.findUniqueOrThrow({ where: { tenantId } }));
const open = (tenantId: bigint) => inSystem((tx) => openConnection(tx, tenantId));

describe("a credential", () => {
  it("is nowhere in the database as it was entered", async () => {
    const { tenant, owner } = await connectedTenant({ credential: { kind: "certificate", pem } });
    const { tenant: other } = await connectedTenant();
    await requestFetch(owner, tenant.slug, now);
    const key = /-----BEGIN PRIVATE KEY-----\n(.{40})/.exec(pem)?.[1] ?? expect.fail("no key");
    const found = await asOwner(async (client) => {
      const { rows: tables } = await client.query<{ name: string }>(
        "SELECT quote_ident(relname) AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
      );
      const texts: string[] = [];
      for (const { name } of tables)
        texts.push(
          ...(await client.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`)).rows.map(
            ({ text }) => text,
          ),
        );
      return texts.join("\n");
    });
    // The rows that were searched are those of the connections too.
    expect(found).toContain((await rowOf(other.id)).clientId);
    for (const value of [secret, key, "PRIVATE KEY"]) {
      expect(found).not.toContain(value);
      expect(found).not.toContain(Buffer.from(value).toString("hex"));
    }
  });

  it("opens for its own row only: moved to another tenant or application, or changed by one bit, it opens nothing", async () => {
    const { tenant } = await connectedTenant();
    const { tenant: other } = await connectedTenant();
    const { sealedCredential } = await rowOf(tenant.id);
    const put = (tenantId: bigint, data: object) =>
      inSystem((tx) => tx.graphConnection.update({ where: { tenantId }, data }));
    await put(other.id, { sealedCredential });
    await expect(open(other.id)).rejects.toMatchObject({ code: "conflict" });
    for (const at of [0, 12, 28, sealedCredential.length - 1]) {
      const changed = Buffer.from(sealedCredential);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await put(tenant.id, { sealedCredential: changed });
      await expect(open(tenant.id)).rejects.toMatchObject({ code: "conflict" });
    }
    await put(tenant.id, { sealedCredential, clientId: randomUUID() });
    await expect(open(tenant.id)).rejects.toMatchObject({ code: "conflict" });
  });

  it("moves to the newest key when it is used, and says which key is missing once that is gone", async () => {
    const { tenant } = await connectedTenant();
    setEnvironment({ TENANTPILOT_ENCRYPTION_KEYS: `e2:${"B".repeat(42)}A,e1:${"A".repeat(43)}` });
    expect((await open(tenant.id)).credential).toEqual({ kind: "secret", secret });
    expect((await rowOf(tenant.id)).sealedKeyId).toBe("e2");
    setEnvironment({ TENANTPILOT_ENCRYPTION_KEYS: `e3:${"C".repeat(42)}A` });
    await expect(open(tenant.id)).rejects.toThrow("encrypted with the key e2, which is not here");
    const { problems } = await doctor(new Date());
    expect(problems).toContainEqual(expect.objectContaining({ kind: "lost_credential", id: tenant.slug }));
    setEnvironment({ TENANTPILOT_ENCRYPTION_KEYS: "" });
    const { owner, tenant: fresh } = await newTenant();
    await expect(connectGraph(owner, fresh.slug, wanted(), now)).rejects.toMatchObject({ code: "unavailable" });
  });

  it("that is a certificate signs an assertion that Entra can check", async () => {
    const { tenant } = await connectedTenant({ credential: { kind: "certificate", pem } });
    const application = await open(tenant.id);
    await signInApplication(application);
    const form = microsoft.asked[0]?.form;
    expect(form?.has("client_secret")).toBe(false);
    const { payload, protectedHeader } = await jwtVerify(
      form?.get("client_assertion") ?? "",
      createPublicKey(new X509Certificate(pem).publicKey.export({ type: "spki", format: "pem" })),
      { audience: `${microsoft.url}/${tenant.entraTenantId}/oauth2/v2.0/token`, issuer: application.clientId },
    );
    expect(protectedHeader).toMatchObject({
      alg: "PS256",
      "x5t#S256": createHash("sha256").update(new X509Certificate(pem).raw).digest("base64url"),
    });
    expect([payload.sub, (payload.exp ?? 0) - (payload.iat ?? 0)]).toEqual([application.clientId, 300]);
  });

  it.each([
    ["the secret's id", { kind: "secret", secret: randomUUID(), expiresAt: null }, "id of a client secret"],
    ["a short secret", { kind: "secret", secret: "abc", expiresAt: null }, "no client secret"],
    ["an ended secret", { kind: "secret", secret, expiresAt: new Date(0) }, "has run out"],
    ["no certificate", { kind: "certificate", pem: "nothing" }, "no certificate in the text"],
    ["nothing kept", { kind: "keep" }, "A credential is needed"],
  ] as const)("is refused in words: %s", async (_what, credential, words) => {
    const { owner, tenant } = await newTenant();
    await expect(connectGraph(owner, tenant.slug, wanted({ credential }), now)).rejects.toThrow(words);
  });

  it("of a certificate without its key, or with another's, is refused without a word of the key", async () => {
    const { owner, tenant } = await newTenant();
    const [certificate = ""] = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(pem) ?? [];
    const broken = `${certificate}\n-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----`;
    for (const [text, words] of [
      [certificate, "no private key"],
      [broken, "private key cannot be read"],
    ] as const) {
      const error = await connectGraph(
        owner,
        tenant.slug,
        wanted({ credential: { kind: "certificate", pem: text } }),
        now,
      ).catch((e: Error) => e);
      expect(String(error)).toContain(words);
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("QUJD");
    }
  });

  it("that ends within two weeks is told to each owner, once", async () => {
    const soon = new Date(now.getTime() + 10 * dayMs);
    const { tenant, owner } = await connectedTenant({ credential: { kind: "secret", secret, expiresAt: soon } });
    expect(await warnOfCredentials(now)).toEqual({ warned: 1 });
    expect(await warnOfCredentials(now)).toEqual({ warned: 0 });
    const [told] = await inSystem((tx) => tx.notification.findMany({ where: { userId: owner.userId } }));
    expect(told).toMatchObject({ kind: "graph_connection.ends_soon", href: `/settings/graph/${tenant.slug}` });
    expect((await getGraphStanding(owner, tenant.slug, now)).connection?.credentialState).toBe("ends_soon");
  });
});

const newTenant = async (entraTenantId: string | null = randomUUID()) => {
  const tenant = await buildTenant({ entraTenantId });
  return { tenant, owner: await buildUser({ role: "owner", tenant }) };
};

describe("a connection", () => {
  it("is made and removed by those who manage the tenant; others may fetch, or see it, or nothing", async () => {
    const { tenant, owner } = await newTenant();
    const manager = await buildUser({ role: "manager", tenant });
    const operator = await buildUser({ role: "operator", tenant });
    const readonly = await buildUser({ role: "readonly", tenant });
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    for (const [actor, code] of [
      [operator, "forbidden"],
      [readonly, "forbidden"],
      [stranger, "not_found"],
    ] as const) {
      await expect(connectGraph(actor, tenant.slug, wanted(), now)).rejects.toMatchObject({ code });
      await expect(disconnectGraph(actor, tenant.slug)).rejects.toMatchObject({ code });
    }
    await expect(requestFetch(owner, tenant.slug, now)).rejects.toThrow("is not connected to Microsoft Graph");
    await connectGraph(manager, tenant.slug, wanted(), now);
    await expect(requestFetch(readonly, tenant.slug, now)).rejects.toMatchObject({ code: "forbidden" });
    expect((await requestFetch(operator, tenant.slug, now)).outcome).toBe("queued");
    expect((await getGraphStanding(readonly, tenant.slug, now)).connection?.connectedByName).toBe(manager.name);
    await expect(getGraphStanding(stranger, tenant.slug, now)).rejects.toMatchObject({ code: "not_found" });
    await disconnectGraph(owner, tenant.slug);
    await disconnectGraph(owner, tenant.slug);
    expect((await getGraphStanding(owner, tenant.slug, now)).connection).toBeNull();
  });

  it("needs the tenant's Entra tenant id, and ends with it: it never follows to another directory", async () => {
    const { tenant: nameless, owner: other } = await newTenant(null);
    await expect(connectGraph(other, nameless.slug, wanted(), now)).rejects.toMatchObject({ code: "conflict" });
    const { tenant, owner } = await connectedTenant();
    const fields = { name: tenant.name, timeZone: "UTC", entraTenantId: randomUUID() };
    await changeTenant(owner, tenant.slug, fields, now);
    await expect(open(tenant.id)).rejects.toThrow("has changed since it was connected");
    await expect(
      connectGraph(
        owner,
        tenant.slug,
        wanted({ credential: { kind: "keep" }, clientId: (await rowOf(tenant.id)).clientId }),
        now,
      ),
    ).rejects.toThrow("A credential is needed");
  });

  it("keeps its credential when only the rhythm changes", async () => {
    const { tenant, owner } = await connectedTenant();
    const { clientId } = await rowOf(tenant.id);
    await connectGraph(owner, tenant.slug, { clientId, credential: { kind: "keep" }, fetchEvery: "week" }, now);
    expect((await open(tenant.id)).credential).toEqual({ kind: "secret", secret });
    expect((await rowOf(tenant.id)).nextFetchAt).toEqual(new Date(now.getTime() + 7 * dayMs));
  });

  it("fetches by itself when its time has come: once, however many processes look", async () => {
    const { tenant } = await connectedTenant({ fetchEvery: "day" });
    const later = new Date(now.getTime() + dayMs + 60_000);
    const reports = await Promise.all(Array.from({ length: 5 }, () => startDueFetches(later)));
    expect(reports.reduce((sum, { started }) => sum + started, 0)).toBe(1);
    const runs = await inSystem((tx) => tx.operationRun.findMany({ where: { tenantId: tenant.id } }));
    expect(runs.map(({ type, initiatedByName }) => [type, initiatedByName])).toEqual([
      ["tenant.graph_fetch", "TenantPilot"],
    ]);
    expect((await rowOf(tenant.id)).nextFetchAt).toEqual(new Date(later.getTime() + dayMs));
  });

  it("whose fetch goes on for more than a day is given up, even when something still moves", async () => {
    const { tenant, owner } = await connectedTenant();
    const { operationRunId } = await requestFetch(owner, tenant.slug, now);
    const id = BigInt(operationRunId);
    const later = new Date(now.getTime() + 25 * 3_600_000);
    await inSystem((tx) =>
      tx.graphFetchSource.updateMany({
        where: { operationRunId: id, source: "named_locations" },
        data: { updatedAt: later },
      }),
    );
    await recoverFetches(later);
    expect((await inSystem((tx) => tx.operationRun.findUniqueOrThrow({ where: { id } }))).outcome).toBe("failed");
  });

  it("whose fetch was left is sent again, and given up after a day", async () => {
    const { tenant, owner } = await connectedTenant();
    const { operationRunId } = await requestFetch(owner, tenant.slug, now);
    const id = BigInt(operationRunId);
    const events = () =>
      inSystem((tx) => tx.outboxEvent.count({ where: { eventId: { startsWith: `graph-fetch-${id}` } } }));
    expect(await events()).toBe(1);
    await recoverFetches(new Date(now.getTime() + 60_000));
    expect(await events()).toBe(1);
    await recoverFetches(new Date(now.getTime() + 2 * 3_600_000));
    expect(await events()).toBe(2);
    await recoverFetches(new Date(now.getTime() + 25 * 3_600_000));
    const run = await inSystem((tx) => tx.operationRun.findUniqueOrThrow({ where: { id } }));
    expect(run).toMatchObject({
      outcome: "failed",
      failureReason: "The fetch did not end within a day. Nothing was stored. Fetch again.",
    });
  });
});
