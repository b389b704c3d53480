"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { z } from "zod";
import { asProblem, checkOrigin, parseForm } from "@/lib/action";
import type { UserActor } from "@/lib/auth/actor";
import { requireActor } from "@/lib/auth/session";
import { addSchedule, deleteSchedule, pauseSchedule, resumeSchedule } from "@/lib/fleet/schedules";
import { noticed, settingsPath } from "../paths";
import type { FormState, SettingsNotice } from "../schema";
import { readScheduleForm } from "./read-schedule-form";
import { type ScheduleState, scheduleActionSchema } from "./schema";

/** Makes a schedule. */
export async function addScheduleAction(_previous: ScheduleState, form: FormData): Promise<ScheduleState> {
  const actor = await requireActor();
  const now = new Date();
  let arrival: string;
  try {
    checkOrigin(await headers());
    const { workspace, cadence, dayOfMonth, hourUtc, scope, tenants, ...options } = readScheduleForm(form);
    const rule = { cadence, dayOfMonth, hourUtc };
    await addSchedule(actor, { workspace, rule, options, tenants: scope === "all" ? "all" : tenants }, now);
    arrival = settingsPath("schedules", { workspace, ...noticed("schedule_added", now) });
  } catch (error) {
    const values = Object.fromEntries(
      [...form].filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
    return { problem: asProblem(error), values, tenants: form.getAll("tenant").map(String) };
  }
  redirect(arrival);
}

/** Stops a schedule for now. */
export async function pauseScheduleAction(_previous: FormState, form: FormData): Promise<FormState> {
  return perform(form, "schedule_paused", (actor, { schedule }) => pauseSchedule(actor, schedule));
}

/** Lets a paused schedule go on. */
export async function resumeScheduleAction(_previous: FormState, form: FormData): Promise<FormState> {
  return perform(form, "schedule_resumed", (actor, { schedule }, now) => resumeSchedule(actor, schedule, now));
}

/** Deletes a schedule. */
export async function deleteScheduleAction(_previous: FormState, form: FormData): Promise<FormState> {
  return perform(form, "schedule_deleted", (actor, { schedule }) => deleteSchedule(actor, schedule));
}

async function perform(
  form: FormData,
  notice: SettingsNotice,
  work: (actor: UserActor, given: z.output<typeof scheduleActionSchema>, now: Date) => Promise<void>,
): Promise<FormState> {
  const actor = await requireActor();
  const now = new Date();
  let arrival: string;
  try {
    checkOrigin(await headers());
    const given = parseForm(scheduleActionSchema, form);
    await work(actor, given, now);
    arrival = settingsPath("schedules", { workspace: given.workspace, ...noticed(notice, now) });
  } catch (error) {
    return { problem: asProblem(error), values: {} };
  }
  redirect(arrival);
}
