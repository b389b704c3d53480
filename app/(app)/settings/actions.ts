"use server";

import { randomBytes } from "node:crypto";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { z } from "zod";
import { asProblem, checkOrigin, parseForm } from "@/lib/action";
import type { UserActor } from "@/lib/auth/actor";
import { requireActor } from "@/lib/auth/session";
import { addUser, removeMember, setRole } from "@/lib/auth/users";
import { addTenant, changeTenant } from "@/lib/tenants/manage-tenants";
import { removeLogo, setBranding } from "@/lib/workspaces/branding";
import { setKeptInputDays } from "@/lib/workspaces/kept-input";
import { setRetention } from "@/lib/workspaces/retention";
import { noticed, settingsPath } from "./paths";
import {
  type AddMemberState,
  addMemberSchema,
  addTenantSchema,
  brandingSchema,
  changeTenantSchema,
  type FormState,
  keptInputSchema,
  removeMemberSchema,
  retentionSchema,
  roleSchema,
  workspaceSchema,
} from "./schema";

/** Adds a member. A person who is new gets a password that is made here and shown in the answer, this once. */
export async function addMemberAction(_previous: AddMemberState, form: FormData): Promise<AddMemberState> {
  const actor = await requireActor();
  try {
    checkOrigin(await headers());
    const { name, ...member } = parseForm(addMemberSchema, form);
    const password = randomBytes(18).toString("base64url");
    const called = name.trim() || member.email.split("@")[0] || member.email;
    const { email, isNew, role } = await addUser(actor, { ...member, name: called, password }, new Date());
    return { added: email, role, password: isNew ? password : null };
  } catch (error) {
    return refused(error, form);
  }
}

/** Changes a member's role. */
export async function changeRoleAction(_previous: FormState, form: FormData): Promise<FormState> {
  return perform(roleSchema, form, async (actor, member, now) => {
    await setRole(actor, member, now);
    // An owner who steps down may see no settings any more.
    if (isOwn(actor, member) && member.role !== "owner" && member.role !== "manager") return "/";
    return settingsPath("members", { workspace: member.workspace, ...noticed("role_changed", now) });
  });
}

/** Takes a membership away. */
export async function removeMemberAction(_previous: FormState, form: FormData): Promise<FormState> {
  return perform(removeMemberSchema, form, async (actor, member, now) => {
    await removeMember(actor, member, now);
    if (isOwn(actor, member)) return "/";
    return settingsPath("members", { workspace: member.workspace, ...noticed("member_removed", now) });
  });
}

/** Adds a tenant and goes on to its import: the next thing to do. */
export async function addTenantAction(_previous: FormState, form: FormData): Promise<FormState> {
  return perform(addTenantSchema, form, async (actor, { workspace, ...fields }) => {
    const { slug } = await addTenant(actor, workspace, fields);
    return `/tenants/${slug}/import`;
  });
}

/** Changes name, Entra tenant id and time zone of a tenant. */
export async function changeTenantAction(_previous: FormState, form: FormData): Promise<FormState> {
  return perform(changeTenantSchema, form, async (actor, { workspace, tenant, ...fields }, now) => {
    await changeTenant(actor, tenant, fields, now);
    return settingsPath("tenants", { workspace, ...noticed("tenant_saved", now) });
  });
}

/** Sets for how many days packs can be downloaded. */
export async function setRetentionAction(_previous: FormState, form: FormData): Promise<FormState> {
  return perform(retentionSchema, form, async (actor, { workspace, days }, now) => {
    await setRetention(actor, workspace, days, now);
    return settingsPath("retention", { workspace, ...noticed("retention_saved", now) });
  });
}

/** Sets for how many days imported files are kept. */
export async function setKeptInputDaysAction(_previous: FormState, form: FormData): Promise<FormState> {
  return perform(keptInputSchema, form, async (actor, { workspace, days }, now) => {
    await setKeptInputDays(actor, workspace, days, now);
    return settingsPath("retention", { workspace, ...noticed("kept_input_saved", now) });
  });
}

/** Sets name and accent. */
export async function setBrandingAction(_previous: FormState, form: FormData): Promise<FormState> {
  return perform(brandingSchema, form, async (actor, { workspace, ...look }, now) => {
    await setBranding(actor, workspace, look, now);
    return settingsPath("branding", { workspace, ...noticed("branding_saved", now) });
  });
}

/** Takes the logo away. */
export async function removeLogoAction(_previous: FormState, form: FormData): Promise<FormState> {
  return perform(workspaceSchema, form, async (actor, { workspace }, now) => {
    await removeLogo(actor, workspace);
    return settingsPath("branding", { workspace, ...noticed("logo_removed", now) });
  });
}

/** One form: Origin, schema, one verb, and on to the page that `work` names; or why not. */
async function perform<T>(
  schema: z.ZodType<T>,
  form: FormData,
  work: (actor: UserActor, input: T, now: Date) => Promise<string>,
): Promise<FormState> {
  const actor = await requireActor();
  let arrival: string;
  try {
    checkOrigin(await headers());
    arrival = await work(actor, parseForm(schema, form), new Date());
  } catch (error) {
    return refused(error, form);
  }
  redirect(arrival);
}

function refused(error: unknown, form: FormData): FormState {
  const typed = [...form.entries()].filter(([name]) => !name.startsWith("$ACTION"));
  return {
    problem: asProblem(error),
    values: Object.fromEntries(typed.map(([name, value]) => [name, typeof value === "string" ? value : ""])),
  };
}

/** Whether it is the actor's own role on the workspace. */
function isOwn(actor: UserActor, member: { email: string; tenant: string | undefined }): boolean {
  return member.email.toLowerCase() === actor.email && member.tenant === undefined;
}
