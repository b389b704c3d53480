import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { getFleet } from "@/lib/fleet/queries";
import {
  addSchedule,
  deleteSchedule,
  listSchedules,
  type NewSchedule,
  pauseSchedule,
  resumeSchedule,
} from "@/lib/fleet/schedules";
import { startDueSchedules } from "@/lib/fleet/start-due";
import { walkFleet } from "@/lib/fleet/walk";
import { buildTenant, buildUser } from "../factories";

const at = (text: string) => new Date(text);
const options = { includePii: true, includeOperations: true };
const rule = { cadence: "monthly", dayOfMonth: 28, hourUtc: 6 } as const;

async function workspaceWith(overrides: Partial<NewSchedule> = {}, made = "2027-01-15T00:00:00Z") {
  // Schedules of the tests before this one come due as well, and would be counted here.
  await inSystem((tx) => tx.packSchedule.deleteMany({}));
  const tenant = await buildTenant();
  const second = await buildTenant({ workspaceId: tenant.workspaceId });
  const owner = await buildUser({ role: "owner", tenant });
  const manager = await buildUser({ role: "manager", tenant });
  const id = await addSchedule(manager, { rule, options, tenants: "all", ...overrides }, at(made));
  const slots = async (now = made) => (await listSchedules(owner, undefined, at(now))).schedules[0]?.slots ?? [];
  return { tenant, second, owner, manager, id, slots };
}

describe("a schedule", () => {
  it("starts each slot once, with two processes at once and again after it, for all tenants", async () => {
    const { slots, manager } = await workspaceWith();
    const due = at("2027-01-28T06:00:10Z");
    const reports = await Promise.all([1, 2, 3].map(() => startDueSchedules(due)));
    reports.push(await startDueSchedules(at("2027-01-28T06:15:00Z")));
    expect(reports.reduce((sum, report) => sum + report.started, 0)).toBe(1);
    const [slot, ...others] = await slots();
    expect(others).toEqual([]);
    expect(slot).toMatchObject({ at: "2027-01-28T06:00:00.000Z", outcome: "started" });
    await walkFleet(BigInt(slot?.fleetRunId ?? ""), due);
    const { run } = await getFleet(manager, slot?.fleetRunId ?? "");
    expect(run).toMatchObject({ isScheduled: true, requestedByName: manager.name, counts: { all: 2, inProgress: 2 } });
  });

  it("comes due in February of a year with 28 days and of one with 29, and on the last days of the year", async () => {
    const { slots } = await workspaceWith();
    const starts = async (now: string) => (await startDueSchedules(at(now))).started;
    expect(await starts("2027-02-28T05:59:59Z")).toBe(1);
    expect((await slots()).map((slot) => slot.at)).toEqual(["2027-01-28T06:00:00.000Z"]);
    expect(await starts("2027-02-28T06:00:00Z")).toBe(1);
    expect(await starts("2027-03-01T00:00:00Z")).toBe(0);
    expect(await starts("2027-12-31T23:59:59Z")).toBe(1);
    expect(await starts("2028-01-01T00:00:00Z")).toBe(0);
    expect(await starts("2028-02-29T00:00:00Z")).toBe(1);
    expect((await slots()).map((slot) => slot.at.slice(0, 10))).toEqual(["2028-02-28", "2027-12-28", "2027-02-28"]);
  });

  it("that was down for three months starts the newest slot only", async () => {
    const { slots } = await workspaceWith();
    expect((await startDueSchedules(at("2027-05-02T12:00:00Z"))).started).toBe(1);
    expect((await startDueSchedules(at("2027-05-02T12:15:00Z"))).started).toBe(0);
    expect((await slots()).map((slot) => slot.at)).toEqual(["2027-04-28T06:00:00.000Z"]);
  });

  it("made after this month's slot waits for the next one", async () => {
    const { slots, owner } = await workspaceWith({}, "2027-01-28T06:30:00Z");
    expect(await startDueSchedules(at("2027-01-28T07:00:00Z"))).toEqual({ started: 0, refused: 0 });
    expect(await slots()).toEqual([]);
    const [schedule] = (await listSchedules(owner, undefined, at("2027-01-28T07:00:00Z"))).schedules;
    expect(schedule?.nextAt).toBe("2027-02-28T06:00:00.000Z");
  });

  it("with chosen tenants leaves the others alone", async () => {
    const tenant = await buildTenant();
    await buildTenant({ workspaceId: tenant.workspaceId });
    const manager = await buildUser({ role: "manager", tenant });
    await inSystem((tx) => tx.packSchedule.deleteMany({}));
    await addSchedule(manager, { rule, options, tenants: [tenant.slug] }, at("2027-01-15T00:00:00Z"));
    await startDueSchedules(at("2027-01-28T06:00:00Z"));
    const [schedule] = (await listSchedules(manager, undefined, at("2027-01-28T06:00:00Z"))).schedules;
    const { items } = await getFleet(manager, schedule?.slots[0]?.fleetRunId ?? "");
    expect(items.map((item) => item.tenant)).toEqual([tenant.slug]);
  });

  it("paused starts nothing, and afterwards nothing of what fell into the pause", async () => {
    const { id, manager, slots } = await workspaceWith();
    await pauseSchedule(manager, id);
    expect((await startDueSchedules(at("2027-01-28T06:00:00Z"))).started).toBe(0);
    await resumeSchedule(manager, id, at("2027-01-29T00:00:00Z"));
    expect((await startDueSchedules(at("2027-01-29T00:15:00Z"))).started).toBe(0);
    expect((await startDueSchedules(at("2027-02-28T06:00:00Z"))).started).toBe(1);
    expect(await slots()).toHaveLength(1);
    await deleteSchedule(manager, id);
    expect((await startDueSchedules(at("2027-03-28T06:00:00Z"))).started).toBe(0);
  });
});

describe("who made the schedule", () => {
  it("was demoted: the slot ends refused with that reason, and the owner is told once", async () => {
    const { owner, manager, slots } = await workspaceWith();
    await inSystem((tx) => tx.membership.updateMany({ where: { userId: manager.userId }, data: { role: "operator" } }));
    const passes = await Promise.all([1, 2].map(() => startDueSchedules(at("2027-01-28T06:00:00Z"))));
    passes.push(await startDueSchedules(at("2027-01-28T06:15:00Z")));
    expect(passes.reduce((sum, pass) => sum + pass.refused, 0)).toBe(1);
    const reason = `${manager.name}, who made the schedule, may no longer make review packs here.`;
    expect(await slots()).toEqual([{ at: "2027-01-28T06:00:00.000Z", outcome: "refused", reason, fleetRunId: null }]);
    const told = await inSystem((tx) => tx.notification.findMany({ where: { userId: owner.userId } }));
    expect(told.map(({ title, body }) => [title, body])).toEqual([["Scheduled review packs were not started", reason]]);
    expect(await inSystem((tx) => tx.fleetRun.count({ where: { requestedByUserId: manager.userId } }))).toBe(0);
  });

  it.each([
    ["left the workspace", "is no longer a member of"],
    ["was deleted", "has been removed."],
  ])("%s: the slot is refused with that reason", async (what, words) => {
    const { manager, slots } = await workspaceWith();
    const { userId } = manager;
    if (what === "was deleted") await inSystem((tx) => tx.user.delete({ where: { id: userId } }));
    else await inSystem((tx) => tx.membership.deleteMany({ where: { userId } }));
    expect(await startDueSchedules(at("2027-01-28T06:00:00Z"))).toEqual({ started: 0, refused: 1 });
    expect((await slots())[0]?.reason).toContain(words);
  });

  it("has to be an owner or a manager, of this workspace", async () => {
    const { id, tenant, owner } = await workspaceWith();
    const operator = await buildUser({ role: "operator", tenant });
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    const now = at("2027-01-15T00:00:00Z");
    await expect(listSchedules(operator, undefined, now)).rejects.toMatchObject({ code: "forbidden" });
    await expect(addSchedule(operator, { rule, options, tenants: "all" }, now)).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(pauseSchedule(operator, id)).rejects.toMatchObject({ code: "forbidden" });
    await expect(deleteSchedule(stranger, id)).rejects.toMatchObject({ code: "not_found" });
    const foreign = await buildTenant();
    const asked = addSchedule(owner, { rule, options, tenants: [foreign.slug] }, now);
    await expect(asked).rejects.toMatchObject({ code: "not_found" });
  });
});
