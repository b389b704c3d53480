import { describe, expect, it, vi } from "vitest";
import { inSystem } from "@/lib/db";
import { tenantEventStream } from "@/lib/live/event-stream";
import { onTenantChange } from "@/lib/live/tenant-changes";
import { buildPack, buildTenant } from "@/tests/factories";

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

describe("the event stream of a tenant", () => {
  const allowed = async () => true;

  it("says that something changed, and nothing of what", async () => {
    const tenant = await buildTenant();
    const reader = tenantEventStream(tenant.id, allowed, new AbortController().signal).getReader();
    const next = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await next()).toBe("retry: 3000\n\n");
    expect(await next()).toBe("event: change\ndata: {}\n\n");
    await buildPack({ tenant, status: "queued" });
    expect(await next()).toBe("event: change\ndata: {}\n\n");
    await reader.cancel();
    await waitUntil(async () => expect(await listening()).toHaveLength(0));
  });

  it("ends when the request is aborted, and leaves no connection", async () => {
    const tenant = await buildTenant();
    const abort = new AbortController();
    const reader = tenantEventStream(tenant.id, allowed, abort.signal).getReader();
    await reader.read();
    abort.abort();
    let last = await reader.read();
    while (!last.done) last = await reader.read();
    await waitUntil(async () => expect(await listening()).toHaveLength(0));
  });

  it("keeps no more than a few changes for a reader that does not read", async () => {
    const tenant = await buildTenant();
    const reader = tenantEventStream(tenant.id, allowed, new AbortController().signal).getReader();
    await reader.read();
    await reader.read();
    for (let i = 0; i < 30; i++) await buildPack({ tenant, status: "queued" });
    await new Promise((resolve) => setTimeout(resolve, 100));
    let waiting = 0;
    while (
      await Promise.race([
        reader.read().then(() => true),
        new Promise<false>((resolve) => setTimeout(() => resolve(false), 50)),
      ])
    )
      waiting++;
    expect(waiting).toBeGreaterThan(0);
    expect(waiting).toBeLessThanOrEqual(8);
    await reader.cancel();
  });
});
