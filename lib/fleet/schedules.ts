import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/policy";
import { inSystem, type Tx } from "@/lib/db";
import { AppError, forbidden, notFound } from "@/lib/errors";
import { nextSlot, type SlotRule } from "@/lib/fleet/slots";
import { ruleOf } from "@/lib/fleet/start-due";
import { optionsFromJson, optionsToJson } from "@/lib/review-packs/options";
import type { PackOptions } from "@/lib/review-packs/status";
import { getWorkspaceWithin, type WorkspaceAccess } from "@/lib/workspaces/workspaces";

/** A slot that came due, newest first on the page. */
export interface SlotView {
  /** ISO 8601 UTC. */
  at: string;
  outcome: "started" | "refused";
  reason: string;
  fleetRunId: string | null;
}

/** A schedule as the settings show it. */
export interface ScheduleView {
  id: string;
  rule: SlotRule;
  options: PackOptions;
  /** Names of the chosen tenants; null: all of the workspace, also those that come later. */
  tenantNames: string[] | null;
  isPaused: boolean;
  createdByName: string;
  /** ISO 8601 UTC; null while paused. */
  nextAt: string | null;
  slots: SlotView[];
}

/** The schedules of a workspace, what a new one may be made for, and the actor's access. */
export interface SchedulesPage {
  access: WorkspaceAccess;
  schedules: ScheduleView[];
  tenants: { slug: string; name: string }[];
}

/** What a new schedule says. `tenants`: slugs, or "all". `workspace`: its slug; left out, the actor's oldest. */
export interface NewSchedule {
  workspace?: string | undefined;
  rule: SlotRule;
  options: PackOptions;
  tenants: readonly string[] | "all";
}

const slotsShown = 3;
const schedulesMax = 50;

/** @throws {AppError} not_found, forbidden (owners and managers only). */
export async function listSchedules(actor: Actor, workspace: string | undefined, now: Date): Promise<SchedulesPage> {
  return inSystem(async (tx) => {
    const access = await getWorkspaceWithin(tx, actor, workspace, "review_pack.manage");
    const workspaceId = access.workspace.id;
    const rows = await tx.packSchedule.findMany({
      where: { workspaceId },
      orderBy: { id: "asc" },
      take: schedulesMax,
      include: {
        tenants: { select: { tenant: { select: { name: true } } } },
        slots: { orderBy: { slotAt: "desc" }, take: slotsShown },
      },
    });
    const schedules = rows.map((row) => ({
      id: String(row.id),
      rule: ruleOf(row),
      options: optionsFromJson(row.options),
      tenantNames: row.coversAllTenants ? null : row.tenants.map(({ tenant }) => tenant.name).sort(),
      isPaused: row.isPaused,
      createdByName: row.createdByName,
      nextAt: row.isPaused ? null : nextSlot(ruleOf(row), now).toISOString(),
      slots: row.slots.map(toSlotView),
    }));
    const tenants = await tx.tenant.findMany({
      where: { workspaceId },
      orderBy: { name: "asc" },
      select: { slug: true, name: true },
    });
    return { access, schedules, tenants };
  });
}

/**
 * Makes a schedule; its first slot is the first one after now. It acts on behalf of the actor.
 * @throws {AppError} not_found, forbidden, invalid_input, conflict (too many).
 */
export async function addSchedule(actor: Actor, schedule: NewSchedule, now: Date): Promise<string> {
  if (actor.kind !== "user") throw forbidden("review_pack.manage");
  const { rule, options } = schedule;
  return inSystem(async (tx) => {
    const { workspace } = await getWorkspaceWithin(tx, actor, schedule.workspace, "review_pack.manage");
    if ((await tx.packSchedule.count({ where: { workspaceId: workspace.id } })) >= schedulesMax) {
      throw new AppError("conflict", `A workspace has at most ${schedulesMax} schedules.`, {
        next: "Delete one that is not needed any more.",
      });
    }
    const tenantIds = schedule.tenants === "all" ? [] : await tenantIdsOf(tx, workspace.id, schedule.tenants);
    const { id } = await tx.packSchedule.create({
      data: {
        workspaceId: workspace.id,
        ...rule,
        options: optionsToJson(options),
        coversAllTenants: schedule.tenants === "all",
        createdByUserId: actor.userId,
        createdByName: actor.name,
        effectiveFrom: now,
      },
    });
    await tx.packScheduleTenant.createMany({
      data: tenantIds.map((tenantId) => ({ scheduleId: id, tenantId, workspaceId: workspace.id })),
    });
    await audit(tx, actor, "schedule.added", { id, workspaceId: workspace.id });
    return String(id);
  });
}

/** Stops a schedule for now. @throws {AppError} not_found, forbidden. */
export async function pauseSchedule(actor: Actor, scheduleId: string): Promise<void> {
  await change(actor, scheduleId, async (tx, schedule) => {
    const { count } = await tx.packSchedule.updateMany({
      where: { id: schedule.id, isPaused: false },
      data: { isPaused: true },
    });
    if (count === 1) await audit(tx, actor, "schedule.paused", schedule);
  });
}

/** Lets it go on with the next slot; what fell into the pause stays left out. @throws {AppError} not_found, forbidden. */
export async function resumeSchedule(actor: Actor, scheduleId: string, now: Date): Promise<void> {
  await change(actor, scheduleId, async (tx, schedule) => {
    const { count } = await tx.packSchedule.updateMany({
      where: { id: schedule.id, isPaused: true },
      data: { isPaused: false, effectiveFrom: now },
    });
    if (count === 1) await audit(tx, actor, "schedule.resumed", schedule);
  });
}

/** Deletes a schedule and the list of its slots; the runs it started stay. @throws {AppError} not_found, forbidden. */
export async function deleteSchedule(actor: Actor, scheduleId: string): Promise<void> {
  await change(actor, scheduleId, async (tx, schedule) => {
    const { count } = await tx.packSchedule.deleteMany({ where: { id: schedule.id } });
    if (count === 1) await audit(tx, actor, "schedule.deleted", schedule);
  });
}

interface Owned {
  id: bigint;
  workspaceId: bigint;
}

async function change(actor: Actor, id: string, work: (tx: Tx, schedule: Owned) => Promise<void>): Promise<void> {
  const what = `Schedule #${id.slice(0, 20)}`;
  if (!/^[1-9]\d{0,17}$/.test(id)) throw notFound(what);
  await inSystem(async (tx) => {
    const schedule = await tx.packSchedule.findUnique({
      where: { id: BigInt(id) },
      select: { id: true, workspaceId: true },
    });
    if (!schedule) throw notFound(what);
    await authorize(tx, actor, "review_pack.manage", { workspaceId: schedule.workspaceId, what });
    await work(tx, schedule);
  });
}

async function audit(tx: Tx, actor: Actor, action: string, { id, workspaceId }: Owned): Promise<void> {
  await recordAudit(tx, { workspaceId, action, subject: { type: "pack_schedule", id }, actor });
}

async function tenantIdsOf(tx: Tx, workspaceId: bigint, slugs: readonly string[]): Promise<bigint[]> {
  const asked = [...new Set(slugs)];
  if (asked.length === 0) {
    throw new AppError("invalid_input", "No tenant was chosen.", { next: "Choose at least one, or all tenants." });
  }
  const tenants = await tx.tenant.findMany({
    where: { workspaceId, slug: { in: asked } },
    select: { id: true, slug: true },
  });
  const missing = asked.find((slug) => !tenants.some((tenant) => tenant.slug === slug));
  if (missing) throw notFound(`The tenant ${missing}`);
  return tenants.map(({ id }) => id);
}

function toSlotView(slot: { slotAt: Date; outcome: string; reason: string; fleetRunId: bigint | null }): SlotView {
  return {
    at: slot.slotAt.toISOString(),
    outcome: slot.outcome === "refused" ? "refused" : "started",
    reason: slot.reason,
    fleetRunId: slot.fleetRunId === null ? null : String(slot.fleetRunId),
  };
}
