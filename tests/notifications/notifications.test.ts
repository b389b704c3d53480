import { describe, expect, it } from "vitest";
import type { UserActor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { notify } from "@/lib/notifications/notify";
import { countUnread, listNotifications, markRead, openNotification, readUnread } from "@/lib/notifications/queries";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildTenant, buildUser } from "@/tests/factories";

const about = (tenant: TenantRef, dedupeKey: string) => ({
  workspaceId: tenant.workspaceId,
  tenantId: tenant.id,
  kind: "operation.completed" as const,
  title: `About ${dedupeKey}`,
  href: `/tenants/${tenant.slug}`,
  dedupeKey,
});

const tell = (user: UserActor, tenant: TenantRef, key: string) =>
  inSystem((tx) => notify(tx, user.userId, about(tenant, key)));

describe("notifications", () => {
  it("a step that is repeated, also at the same moment, notifies exactly once", async () => {
    const tenant = await buildTenant();
    const user = await buildUser({ role: "manager", tenant });
    const made = await Promise.all(Array.from({ length: 8 }, () => tell(user, tenant, "run-1:completed")));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await tell(user, tenant, "run-1:completed")).toBe(false);
    expect((await listNotifications(user)).notifications).toHaveLength(1);
  });

  it("the same thing is told to two people, each once", async () => {
    const tenant = await buildTenant();
    const people = [await buildUser({ role: "manager", tenant }), await buildUser({ role: "owner", tenant })];
    for (const person of people) expect(await tell(person, tenant, "same")).toBe(true);
    for (const person of people) expect(await countUnread(person)).toBe(1);
  });

  it("the unread ones can be listed alone, page by page", async () => {
    const tenant = await buildTenant();
    const reader = await buildUser({ role: "manager", tenant });
    for (const key of ["a", "b", "c", "d"]) await tell(reader, tenant, key);
    const read = (await listNotifications(reader)).notifications[1];
    await markRead(reader, new Date(), read?.id);
    const first = await listNotifications(reader, { isUnread: true, limit: 2 });
    const rest = await listNotifications(reader, { isUnread: true, limit: 2, cursor: first.next ?? "" });
    const titles = [...first.notifications, ...rest.notifications].map(({ title }) => title);
    expect(titles).toEqual(["About d", "About b", "About a"]);
    expect(rest.next).toBeNull();
  });

  it("reading them all leaves none unread, and nobody else's are touched", async () => {
    const tenant = await buildTenant();
    const reader = await buildUser({ role: "manager", tenant });
    const other = await buildUser({ role: "manager", tenant });
    for (const key of ["a", "b", "c"]) await tell(reader, tenant, key);
    await tell(other, tenant, "a");
    expect(await countUnread(reader)).toBe(3);
    expect(await markRead(reader, new Date())).toBe(3);
    expect(await countUnread(reader)).toBe(0);
    expect(await countUnread(other)).toBe(1);
    expect((await listNotifications(reader)).notifications.every(({ isRead }) => isRead)).toBe(true);
  });

  it("nobody can mark somebody else's as read by its id", async () => {
    const tenant = await buildTenant();
    const victim = await buildUser({ role: "manager", tenant });
    await tell(victim, tenant, "a");
    const [notification] = (await listNotifications(victim)).notifications;
    const other = await buildUser({ role: "owner", tenant });
    expect(await markRead(other, new Date(), notification?.id)).toBe(0);
    expect(await countUnread(victim)).toBe(1);
  });

  it("opening one leads to what it is about and marks that one as read, nobody else's, and never away from here", async () => {
    const tenant = await buildTenant();
    const reader = await buildUser({ role: "manager", tenant });
    for (const key of ["a", "b"]) await tell(reader, tenant, key);
    const [newest] = (await listNotifications(reader)).notifications;
    const id = newest?.id ?? "";
    const other = await buildUser({ role: "owner", tenant });
    for (const wrong of [id, "0", "x", "9".repeat(30)])
      await expect(openNotification(other, wrong, new Date()), wrong).rejects.toMatchObject({ code: "not_found" });
    expect(await countUnread(reader)).toBe(2);
    expect(await openNotification(reader, id, new Date())).toBe(`/tenants/${tenant.slug}`);
    expect((await readUnread(reader)).latest?.title).toBe("About a");
    await inSystem((tx) => tx.notification.update({ where: { id: BigInt(id) }, data: { href: "//evil.example" } }));
    expect(await openNotification(reader, id, new Date())).toBe("/");
  });

  it("somebody who was removed no longer reads what the tenant told them", async () => {
    const tenant = await buildTenant();
    const user = await buildUser({ role: "manager", tenant });
    await tell(user, tenant, "a");
    await inSystem((tx) => tx.membership.deleteMany({ where: { userId: user.userId } }));
    expect((await listNotifications(user)).notifications).toEqual([]);
    expect(await countUnread(user)).toBe(0);
  });

  it("come newest first in pages that lose none", async () => {
    const tenant = await buildTenant();
    const user = await buildUser({ role: "manager", tenant });
    for (let at = 1; at <= 5; at += 1) await tell(user, tenant, String(at));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listNotifications(user, { limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.notifications.map(({ title }) => title));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(seen).toEqual(["About 5", "About 4", "About 3", "About 2", "About 1"]);
    expect((await listNotifications(user, { cursor: "1; DROP TABLE" })).notifications).toHaveLength(5);
  });
});
