import { setTimeout as wait } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { recordAudit } from "@/lib/audit/record";
import { signInWithEntra } from "@/lib/auth/entra";
import { recordSignIn } from "@/lib/auth/sign-in";
import { inSystem, type Tx } from "@/lib/db";
import { enter } from "@/lib/download-links/ledger";
import { setEnvironment } from "@/lib/env";
import { requestPacks } from "@/lib/fleet/request-packs";
import { expireOverdue } from "@/lib/review-packs/lifecycle";
import { requestPack } from "@/lib/review-packs/request-pack";
import { inviteMember } from "@/lib/workspaces/invitations";
import { buildPack, buildTenant, buildUser, buildWorkspace } from "../factories";
import { asOwner } from "../support/owner";

// Each workspace's audit is a chain whose end is locked while it is written. Whoever takes several of these locks takes them by the
// workspaces' ids, and after all other rows: two that work at once wait for each other, never in a circle.

const now = new Date();
const from = { ip: null, userAgent: null };
const options = { includePii: true, includeOperations: true };
const overdue = { generatedAt: new Date(now.getTime() - 9_000_000), expiresAt: new Date(now.getTime() - 60_000) };

/** Two workspaces whose ids are in another order as numbers than as texts: the first is the smaller number. */
let pair = 0;
async function twoWorkspaces() {
  const power = 10n ** BigInt(10 + ++pair);
  const [first, second] = [await buildWorkspace({ id: power - 1n }), await buildWorkspace({ id: power })];
  return [await buildTenant({ workspaceId: first.id }), await buildTenant({ workspaceId: second.id })] as const;
}

const write = (tx: Tx, workspaceId: bigint) =>
  recordAudit(tx, { workspaceId, action: "test.written", actor: { kind: "system", name: "Test" } });

/** Waits until a connection of this database waits for a lock. */
async function untilSomebodyWaits(): Promise<void> {
  await asOwner(async (client) => {
    for (let tries = 0; tries < 400; tries++) {
      const { rows } = await client.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      if (rows.length > 0) return;
      await wait(25);
    }
    throw new Error("Nobody waits.");
  });
}

/** Begins `ours`, then `theirs`, which runs into it; then finishes ours. Both have to come to their end. */
async function meet(
  first: (tx: Tx) => Promise<unknown>,
  theirs: () => Promise<unknown>,
  then: (tx: Tx) => Promise<unknown>,
) {
  let other: Promise<unknown> = Promise.resolve();
  await inSystem(async (tx) => {
    await first(tx);
    other = theirs();
    other.catch(() => {});
    await untilSomebodyWaits();
    await then(tx);
  });
  return other;
}

describe("two workspaces", () => {
  let tenants: Awaited<ReturnType<typeof twoWorkspaces>>;
  beforeEach(async () => {
    tenants = await twoWorkspaces();
  });
  /** Somebody who writes into the first and then into the second, while `theirs` is at work. */
  const meetInOrder = (theirs: () => Promise<unknown>) =>
    meet(
      (tx) => write(tx, tenants[0].workspaceId),
      theirs,
      (tx) => write(tx, tenants[1].workspaceId),
    );

  async function memberOfBoth() {
    const person = await buildUser({ role: "manager", tenant: tenants[1] });
    await inSystem((tx) =>
      tx.membership.create({ data: { workspaceId: tenants[0].workspaceId, userId: person.userId, role: "manager" } }),
    );
    return person;
  }

  it("a sign-in of a member of both", async () => {
    const { userId: id, name, email } = await memberOfBoth();
    await meetInOrder(() => inSystem((tx) => recordSignIn(tx, { id, name, email }, from, null)));
  });

  it("somebody known to Microsoft who joins the second and is a member of the first", async () => {
    const [tid, oid] = ["11111111-1111-4111-8111-111111111111", crypto.randomUUID()];
    setEnvironment({ AZURE_AD_CLIENT_ID: "client", AZURE_AD_CLIENT_SECRET: "secret", AZURE_AD_TENANT_ID: tid });
    const person = await buildUser({ role: "manager", tenant: tenants[0] });
    await inSystem((tx) => tx.user.update({ where: { id: person.userId }, data: { entraTid: tid, entraOid: oid } }));
    const workspace = await inSystem((tx) => tx.workspace.findUniqueOrThrow({ where: { id: tenants[1].workspaceId } }));
    const owner = await buildUser({ role: "owner", tenant: tenants[1] });
    const wanted = { workspace: workspace.slug, email: "guest@example.com", name: "Guest", role: "readonly" } as const;
    const { url } = await inviteMember(owner, wanted, now);
    const token = url.split("/").at(-1) ?? "";
    expect(await meetInOrder(() => signInWithEntra({ tid, oid }, from, now, token))).toEqual(person);
    const events = await inSystem((tx) =>
      tx.auditEvent.findMany({ where: { actorId: String(person.userId) }, orderBy: { id: "asc" } }),
    );
    expect(events.map(({ workspaceId, action }) => [workspaceId, action])).toEqual([
      [tenants[0].workspaceId, "user.signed_in"],
      [tenants[1].workspaceId, "member.joined"],
      [tenants[1].workspaceId, "user.signed_in"],
    ]);
  });

  it("a sweep of packs of which those of the second expired first", async () => {
    const late = { ...overdue, expiresAt: new Date(now.getTime() - 1_000) };
    const packs = [
      await buildPack({ tenant: tenants[0], ...late }),
      await buildPack({ tenant: tenants[1], ...overdue }),
    ];
    const expired = await meetInOrder(() => inSystem((tx) => expireOverdue(tx, { limit: 200 }, now)));
    expect(expired).toEqual(expect.arrayContaining(packs.map(({ id }) => id)));
  });

  it("two downloads that are entered at once", async () => {
    const entry = (workspaceId: bigint) =>
      enter({ audit: { workspaceId, action: "test.downloaded", actor: { kind: "anonymous" } } });
    await meetInOrder(() => Promise.all([entry(tenants[1].workspaceId), entry(tenants[0].workspaceId)]));
  });
});

describe("one workspace", () => {
  it("a sweep, while somebody ends one of its packs", async () => {
    const tenant = await buildTenant();
    const early = { ...overdue, expiresAt: new Date(now.getTime() - 120_000) };
    const [first, second] = [await buildPack({ tenant, ...early }), await buildPack({ tenant, ...overdue })];
    const sweep = () => inSystem((tx) => expireOverdue(tx, { limit: 200 }, now));
    let swept: Promise<bigint[]> = Promise.resolve([]);
    await inSystem(async (tx) => {
      await tx.reviewPack.update({ where: { id: second.id }, data: { isLegalHold: true } });
      swept = sweep();
      swept.catch(() => {});
      await Promise.race([swept, untilSomebodyWaits()]);
      await write(tx, tenant.workspaceId);
    });
    expect(await swept).toEqual([first.id]);
  });

  it("a person who generates for a tenant with overdue packs and for another one at once", async () => {
    const tenant = await buildTenant();
    const actor = await buildUser({ role: "manager", tenant });
    await buildPack({ tenant, ...overdue });
    const { outcome } = await afterOwnTicket(tenant.workspaceId, actor.userId, () =>
      requestPack(actor, { tenant: tenant.slug, options }, now),
    );
    expect(outcome).toBe("queued");
  });

  it("a person who generates for many tenants and for one at once", async () => {
    const tenant = await buildTenant();
    const actor = await buildUser({ role: "manager", tenant });
    const { isNew } = await afterOwnTicket(tenant.workspaceId, actor.userId, () =>
      requestPacks(actor, { tenants: [tenant.slug], options }, now),
    );
    expect(isNew).toBe(true);
  });
});

/** While another request of the same person has its ticket and comes to its audit. */
async function afterOwnTicket<T>(workspaceId: bigint, userId: bigint, theirs: () => Promise<T>): Promise<T> {
  const windowStart = new Date(Math.floor(now.getTime() / 60_000) * 60_000);
  const ticket = { key: `generate:user:${userId}`, windowStart, count: 1 };
  const answer = meet(
    (tx) => tx.rateLimit.create({ data: ticket }),
    theirs,
    (tx) => write(tx, workspaceId),
  );
  return (await answer) as T;
}
