import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/policy";
import { inSystem, type Tx } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { createFleetRun } from "@/lib/fleet/create-run";
import { latestSlot, type SlotRule } from "@/lib/fleet/slots";
import { notify } from "@/lib/notifications/notify";
import { optionsFromJson } from "@/lib/review-packs/options";
import type { Prisma } from "@/prisma/client/client";

const batchRows = 200;
const system: Actor = { kind: "system", name: "TenantPilot" };
const withPeople = {
  createdBy: { select: { id: true, name: true, email: true } },
  workspace: { select: { name: true } },
} as const;

type Schedule = Prisma.PackScheduleGetPayload<{ include: typeof withPeople }>;

/** What a pass did. */
export interface StartedSchedules {
  started: number;
  refused: number;
}

/**
 * Starts every schedule whose newest slot has come and was not taken. The slot's row is written in the transaction that
 * makes the fleet run, so over any number of processes each slot is started once; slots missed before the newest stay
 * missed. It acts as the person who made the schedule, by what they may do now.
 */
export async function startDueSchedules(now: Date): Promise<StartedSchedules> {
  const report: StartedSchedules = { started: 0, refused: 0 };
  let after = 0n;
  for (;;) {
    const schedules = await inSystem((tx) =>
      tx.packSchedule.findMany({
        where: { isPaused: false, id: { gt: after } },
        orderBy: { id: "asc" },
        take: batchRows,
        include: { ...withPeople, slots: { orderBy: { slotAt: "desc" }, take: 1, select: { slotAt: true } } },
      }),
    );
    for (const schedule of schedules) {
      const slotAt = latestSlot(ruleOf(schedule), now);
      const taken = schedule.slots[0]?.slotAt;
      if (slotAt <= schedule.effectiveFrom || (taken && slotAt <= taken)) continue;
      const outcome = await startSlot(schedule, slotAt);
      if (outcome) report[outcome] += 1;
    }
    if (schedules.length < batchRows) return report;
    after = schedules.at(-1)?.id ?? after;
  }
}

/** The rule of a stored schedule. */
export function ruleOf(row: { cadence: string; dayOfMonth: number; hourUtc: number }): SlotRule {
  const { dayOfMonth, hourUtc } = row;
  return { cadence: row.cadence === "quarterly" ? "quarterly" : "monthly", dayOfMonth, hourUtc };
}

async function startSlot(schedule: Schedule, slotAt: Date): Promise<"started" | "refused" | null> {
  try {
    return await inSystem(async (tx) => {
      if (!(await takeSlot(tx, schedule.id, slotAt))) return null;
      const actor = creatorOf(schedule);
      await authorize(tx, actor, "review_pack.manage", {
        workspaceId: schedule.workspaceId,
        what: `The workspace ${schedule.workspace.name}`,
      });
      const fleetRunId = await createFleetRun(tx, actor, {
        workspaceId: schedule.workspaceId,
        tenantIds: await tenantsOf(tx, schedule),
        options: optionsFromJson(schedule.options),
      });
      await tx.packScheduleSlot.update({
        where: { scheduleId_slotAt: { scheduleId: schedule.id, slotAt } },
        data: { fleetRunId },
      });
      return "started";
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return inSystem((tx) => refuseSlot(tx, schedule, slotAt, reasonOf(error, schedule)));
  }
}

/** Whoever writes the row has the slot; a second process waits for the first one's end and then has not. */
async function takeSlot(tx: Tx, scheduleId: bigint, slotAt: Date): Promise<boolean> {
  const still = await tx.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM pack_schedules WHERE id = ${scheduleId} AND NOT is_paused FOR KEY SHARE`;
  if (still.length === 0) return false;
  const { count } = await tx.packScheduleSlot.createMany({
    data: [{ scheduleId, slotAt, outcome: "started" }],
    skipDuplicates: true,
  });
  return count === 1;
}

function creatorOf({ createdBy, createdByName }: Schedule): Actor {
  if (!createdBy) throw new AppError("not_found", `${createdByName}, who made the schedule, has been removed.`);
  return { kind: "user", userId: createdBy.id, name: createdBy.name, email: createdBy.email };
}

async function tenantsOf(tx: Tx, { id, workspaceId, coversAllTenants }: Schedule): Promise<bigint[]> {
  if (coversAllTenants) {
    const tenants = await tx.tenant.findMany({ where: { workspaceId }, select: { id: true } });
    return tenants.map((tenant) => tenant.id);
  }
  const chosen = await tx.packScheduleTenant.findMany({ where: { scheduleId: id }, select: { tenantId: true } });
  return chosen.map(({ tenantId }) => tenantId);
}

function reasonOf(error: AppError, { createdBy, createdByName, workspace }: Schedule): string {
  const name = createdBy?.name ?? createdByName;
  if (error.code === "forbidden") return `${name}, who made the schedule, may no longer make review packs here.`;
  if (error.code === "not_found" && createdBy)
    return `${name}, who made the schedule, is no longer a member of ${workspace.name}.`;
  if (error.code === "invalid_input" && error.message.startsWith("No tenant")) return "None of its tenants is left.";
  return error.message;
}

/** The slot ends refused with its reason, and the workspace's owners are told of it, once. */
async function refuseSlot(tx: Tx, schedule: Schedule, slotAt: Date, reason: string): Promise<"refused" | null> {
  const { count } = await tx.packScheduleSlot.createMany({
    data: [{ scheduleId: schedule.id, slotAt, outcome: "refused", reason }],
    skipDuplicates: true,
  });
  if (count !== 1) return null;
  const { workspaceId } = schedule;
  await recordAudit(tx, {
    workspaceId,
    action: "schedule.refused",
    subject: { type: "pack_schedule", id: schedule.id },
    actor: system,
    outcome: "refused",
    details: { slot: slotAt.toISOString() },
  });
  const owners = await tx.membership.findMany({
    where: { workspaceId, role: "owner", tenantId: null },
    select: { userId: true },
  });
  for (const { userId } of owners) {
    await notify(tx, userId, {
      workspaceId,
      kind: "operation.failed",
      title: "Scheduled review packs were not started",
      body: reason,
      href: "/settings/schedules",
      dedupeKey: `schedule:${schedule.id}:${slotAt.toISOString()}:refused`,
    });
  }
  return "refused";
}
