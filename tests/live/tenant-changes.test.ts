import { describe, expect, it, vi } from "vitest";
import { inSystem } from "@/lib/db";
import { liveStream } from "@/lib/live/event-stream";
import { onTenantChange } from "@/lib/live/tenant-changes";
import { notify } from "@/lib/notifications/notify";
import { markRead, readUnread } from "@/lib/notifications/queries";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildPack, buildTenant, buildUser, type UserActor } from "@/tests/factories";

// A machine with much to do is slow: the wait is long, the answer comes in milliseconds.
const waitUntil = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

const listening = () =>
  inSystem(
    (tx) => tx.$queryRaw<{ pid: number }[]>`
    SELECT pid FROM pg_stat_activity WHERE application_name = 'tenantpilot live' AND datname = current_database()`,
  );

describe("an open page of a tenant", () => {
  it("hears of its own tenant's packs and of no other's", async () => {
    const [mine, other] = [await buildTenant(), await buildTenant()];
    const heard = { mine: 0, other: 0 };
    const stopMine = onTenantChange(mine.id, () => heard.mine++);
    const stopOther = onTenantChange(other.id, () => heard.other++);
    // Called once when the connection is there, because something may have been missed before.
    await waitUntil(() => expect(heard).toEqual({ mine: 1, other: 1 }));

    await buildPack({ tenant: mine, status: "queued" });
    await waitUntil(() => expect(heard.mine).toBe(2));
    expect(heard.other).toBe(1);
    stopMine();
    stopOther();
  });

  it("shares one connection with the others, which ends with the last of them", async () => {
    const tenant = await buildTenant();
    const stops = [1, 2, 3].map(() => onTenantChange(tenant.id, () => {}));
    await waitUntil(async () => expect(await listening()).toHaveLength(1));
    for (const stop of stops) stop();
    await waitUntil(async () => expect(await listening()).toHaveLength(0));
  });

  it("hears again after the database has dropped its connection", async () => {
    const tenant = await buildTenant();
    let heard = 0;
    const stop = onTenantChange(tenant.id, () => heard++);
    await waitUntil(() => expect(heard).toBe(1));
    const [connection] = await listening();
    await inSystem((tx) => tx.$queryRaw`SELECT pg_terminate_backend(${connection?.pid ?? 0}::int)`);
    await waitUntil(() => expect(heard).toBe(2));
    await buildPack({ tenant, status: "queued" });
    await waitUntil(() => expect(heard).toBe(3));
    stop();
  });
});

describe("the stream of an open page", () => {
  async function page(signal = new AbortController().signal) {
    const tenant = await buildTenant();
    const actor = await buildUser({ role: "manager", tenant });
    const stream = liveStream(
      {
        topics: new Map([["tenant=here", tenant.id]]),
        user: `user:${actor.userId}`,
        readUnread: () => readUnread(actor),
        isAllowed: async () => true,
      },
      signal,
    );
    const reader = stream.getReader();
    const next = async () => new TextDecoder().decode((await reader.read()).value);
    return { tenant, actor, reader, next };
  }

  const tell = (actor: UserActor, tenant: TenantRef, title: string) =>
    inSystem((tx) =>
      notify(tx, actor.userId, {
        workspaceId: tenant.workspaceId,
        kind: "operation.completed",
        title,
        href: "/",
        dedupeKey: title,
      }),
    );

  const change = 'event: change\ndata: {"topic":"tenant=here"}\n\n';
  const unreadIn = (event: string) => JSON.parse(event.replace(/^event: unread\ndata: /, "")) as { unread: number };

  /** Reads on until an event holds: hub and counts may have said the same again. */
  async function until(next: () => Promise<string>, holds: (event: string) => boolean): Promise<string> {
    for (let read = 0; read < 20; read++) {
      const event = await next();
      if (holds(event)) return event;
    }
    throw new Error("it was not said");
  }
  const saysUnread = (count: number) => (event: string) =>
    event.startsWith("event: unread") && unreadIn(event).unread === count;

  it("says that something changed, and nothing of what", async () => {
    const { tenant, next, reader } = await page();
    expect(await next()).toBe("retry: 3000\n\n");
    await until(next, (event) => event === change);
    await buildPack({ tenant, status: "queued" });
    await until(next, (event) => event === change);
    await reader.cancel();
    await waitUntil(async () => expect(await listening()).toHaveLength(0));
  });

  it("says what the bell has to show at first, when something new comes, and when it was read elsewhere", async () => {
    const { tenant, actor, next, reader } = await page();
    await until(next, saysUnread(0));
    await tell(actor, tenant, "It is ready");
    expect(await until(next, saysUnread(1))).toContain('"title":"It is ready"');
    await markRead(actor, new Date());
    expect(await until(next, saysUnread(0))).toContain('"latest":null');
    await reader.cancel();
  });

  it("says nothing of what somebody else is told", async () => {
    const [mine, other] = [await page(), await page()];
    await until(mine.next, saysUnread(0));
    await tell(other.actor, other.tenant, "Not for you");
    await until(other.next, saysUnread(1));
    await tell(mine.actor, mine.tenant, "For you");
    expect(await until(mine.next, (event) => event.startsWith("event: unread"))).not.toContain("Not for you");
    await Promise.all([mine.reader.cancel(), other.reader.cancel()]);
  });

  it("ends when the request is aborted, and leaves no connection", async () => {
    const abort = new AbortController();
    const { reader } = await page(abort.signal);
    await reader.read();
    abort.abort();
    let last = await reader.read();
    while (!last.done) last = await reader.read();
    await waitUntil(async () => expect(await listening()).toHaveLength(0));
  });

  it("keeps no more than a few events for a reader that does not read, and of the bell the newest", async () => {
    const { tenant, actor, next, reader } = await page();
    await next();
    for (let i = 1; i <= 12; i++) {
      await buildPack({ tenant, status: "queued" });
      await tell(actor, tenant, `Number ${i}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    let waiting = 0;
    let last = "";
    for (;;) {
      const event = await Promise.race([next(), new Promise<null>((resolve) => setTimeout(() => resolve(null), 300))]);
      if (event === null) break;
      waiting++;
      if (event.startsWith("event: unread")) last = event;
    }
    expect(waiting).toBeLessThanOrEqual(12);
    expect(unreadIn(last)).toMatchObject({ unread: 12, latest: { title: "Number 12" } });
    await reader.cancel();
  });
});
