import { z } from "zod";
import type { Problem } from "@/lib/action";
import { roles } from "@/lib/auth/capabilities";

/** The tabs of the settings. */
export const settingsTabs = [
  "members",
  "tenants",
  "schedules",
  "retention",
  "branding",
  "graph",
  "api-tokens",
  "signing-keys",
] as const;

export type SettingsTab = (typeof settingsTabs)[number];

/** A slug as it stands in addresses. */
const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "is no slug");
const name = z.string().max(400);
const email = z
  .string()
  .trim()
  .max(320)
  .regex(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "Write an e-mail address, like name@example.com.");
/** Of a select, "" stands for none. */
const optionalSlug = z.union([slug, z.literal("")]).transform((value) => value || undefined);
const role = z.enum(roles, "is no role");

export const addMemberSchema = z.strictObject({ workspace: slug, tenant: optionalSlug, email, name, role });

export const roleSchema = z.strictObject({ workspace: slug, tenant: optionalSlug, email, role });

export const removeMemberSchema = z.strictObject({ workspace: slug, tenant: optionalSlug, email });

const tenantFields = { name, entraTenantId: z.string().max(80), timeZone: z.string().max(80) };

export const addTenantSchema = z.strictObject({ ...tenantFields, workspace: slug, slug: z.string().trim().max(80) });

export const changeTenantSchema = z.strictObject({ ...tenantFields, workspace: slug, tenant: slug });

/** Empty: as the environment says. */
export const retentionSchema = z.strictObject({
  workspace: slug,
  days: z
    .string()
    .trim()
    .regex(/^\d{0,6}$/, "Write a number of days, or leave it empty.")
    .transform((text) => (text === "" ? null : Number(text))),
});

/** 0 or empty: imported files are not kept. */
export const keptInputSchema = z.strictObject({
  workspace: slug,
  days: z
    .string()
    .trim()
    .regex(/^\d{0,6}$/, "Write a number of days, or 0.")
    .transform(Number),
});

/** accent: "" the product's own, "custom" what the other field says, else a colour of the list. */
export const brandingSchema = z
  .strictObject({
    workspace: slug,
    name,
    accent: z.string().max(20),
    customAccent: z.string().max(40),
  })
  .transform(({ accent, customAccent, ...rest }) => ({
    ...rest,
    accent: accent === "custom" ? customAccent : accent || null,
  }));

export const workspaceSchema = z.strictObject({ workspace: slug });

/** What a form shows after it was refused, with what was typed; null before. */
export type FormState = { problem: Problem; values: Record<string, string> } | null;

export const inviteSchema = addMemberSchema;

export const revokeInvitationSchema = z.strictObject({
  workspace: slug,
  invitation: z.string().regex(/^[1-9]\d{0,17}$/, "is no invitation's id"),
});

/** What became of "Invite": refused, or a link that is shown this once; `isMailed` is null without a mail server. */
export type InviteState = FormState | { url: string; name: string; email: string; isMailed: boolean | null };

/** What became of "Add a member": refused, or done with a password that is shown this once. */
export type AddMemberState = FormState | { added: string; role: string; password: string | null };

const notices = [
  "role_changed",
  "member_removed",
  "tenant_added",
  "tenant_saved",
  "schedule_added",
  "schedule_paused",
  "schedule_resumed",
  "schedule_deleted",
  "retention_saved",
  "kept_input_saved",
  "branding_saved",
  "logo_saved",
  "logo_removed",
  "token_revoked",
  "invitation_revoked",
  "graph_connected",
  "graph_disconnected",
] as const;

export type SettingsNotice = (typeof notices)[number];

const id = z
  .string()
  .regex(/^\d{1,18}$/)
  .optional()
  .catch(undefined);

const search = z.object({
  workspace: slug.optional().catch(undefined),
  tenant: slug.optional().catch(undefined),
  user: id,
  token: id,
  invitation: id,
  notice: z.enum(notices).optional().catch(undefined),
  at: z.coerce.number().int().optional().catch(undefined),
  refused: z.coerce.number().int().optional().catch(undefined),
});

export type SettingsSearch = z.output<typeof search>;

/** Reads what stands after `?`; never throws. What is not understood counts as left out. */
export function readSettingsSearch(params: Record<string, string | string[] | undefined>): SettingsSearch {
  return search.parse(params);
}
