import { randomUUID } from "node:crypto";
import * as things from "./things";
import type { World } from "./world";

/** What is filled into an address where it says [id] or [slug], and what stands behind the `?`. */
type Fill = (world: World) => Promise<Record<string, string>> | Record<string, string>;

const inWorkspace: Fill = ({ workspace }) => ({ workspace });

/** What a page or route of the build is asked with; left out: the tenant's slug and nothing else. */
export const fills: Record<string, Fill> = {
  "/invitations/[token]": async (world) => ({ token: (await things.makeInvitation(world)).token }),
  "/audit": inWorkspace,
  "/audit/export": inWorkspace,
  "/fleet/[id]": async (world) => ({ id: await things.makeFleet(world) }),
  "/search": () => ({ q: "harbour" }),
  "/api/search": () => ({ q: "harbour" }),
  "/api/live": ({ tenant }) => ({ tenant: tenant.slug }),
  "/api/auth/[...nextauth]": () => ({ "...nextauth": "csrf" }),
  "/api/v1/[...rest]": () => ({ "...rest": "nothing" }),
  "/api/v1/packs/[id]": async (world) => ({ id: await things.makePack(world, "ready") }),
  "/api/v1/packs/[id]/links": async (world) => ({ id: await things.makePack(world, "ready") }),
  "/api/v1/packs/[id]/links/[linkId]": things.makeLink,
  "/api/v1/tenants/[slug]/imports/[id]": ({ places }) => ({ id: places.import }),
  "/settings": inWorkspace,
  "/settings/api-tokens": inWorkspace,
  "/settings/api-tokens/create": inWorkspace,
  "/settings/api-tokens/revoke": async (world) => ({
    workspace: world.workspace,
    token: await things.makeToken(world),
  }),
  "/settings/branding": inWorkspace,
  "/settings/branding/logo": inWorkspace,
  "/settings/branding/remove-logo": inWorkspace,
  "/settings/graph": inWorkspace,
  "/settings/graph/[tenant]": ({ workspace, tenant }) => ({ workspace, tenant: tenant.slug }),
  "/settings/graph/[tenant]/disconnect": async (world) => {
    await things.connectGraph(world);
    return { workspace: world.workspace, tenant: world.tenant.slug };
  },
  "/settings/members": inWorkspace,
  "/settings/members/add": inWorkspace,
  "/settings/members/invite": inWorkspace,
  "/settings/members/revoke": async (world) => ({
    workspace: world.workspace,
    invitation: (await things.makeInvitation(world)).id,
  }),
  "/settings/members/remove": async (world) => ({
    workspace: world.workspace,
    user: (await things.makeMember(world)).id,
  }),
  "/settings/retention": inWorkspace,
  "/settings/schedules": inWorkspace,
  "/settings/schedules/delete": async (world) => ({
    workspace: world.workspace,
    schedule: await things.makeSchedule(world),
  }),
  "/settings/signing-keys": inWorkspace,
  "/settings/tenants": inWorkspace,
  "/settings/tenants/[tenant]": ({ workspace, tenant }) => ({ workspace, tenant: tenant.slug }),
  "/tenants/[slug]/findings/[id]": ({ places }) => ({ id: places.finding }),
  "/tenants/[slug]/import/[id]": ({ places }) => ({ id: places.import }),
  "/tenants/[slug]/import/[id]/file": async (world) => ({ id: await things.makeKeptImport(world) }),
  "/tenants/[slug]/import/preview/[id]": async (world) => ({ id: await things.makePreview(world) }),
  "/tenants/[slug]/operations/[id]": async (world) => ({ id: await things.makeRun(world) }),
  "/tenants/[slug]/operations/[id]/cancel": async (world) => ({ id: await things.makeRun(world) }),
  "/tenants/[slug]/operations/[id]/replay": async (world) => ({ id: await things.makeRun(world) }),
  "/notifications/[id]": () => ({ id: "1" }),
  "/tenants/[slug]/review-packs/[id]/changes": async (world) => ({ id: await things.makeChangedPack(world) }),
  "/tenants/[slug]/review-packs/[id]/share/revoke": async (world) => {
    const { packId, linkId } = await things.makeShareLink(world);
    return { id: packId, link: linkId };
  },
  "/tenants/[slug]/reports/[type]": () => ({ type: "entra_admin_roles" }),
  ...Object.fromEntries(
    ["", "/custody", "/delete", "/download", "/expire", "/hold", "/lift", "/share"].map((part): [string, Fill] => [
      `/tenants/[slug]/review-packs/[id]${part}`,
      async (world) => ({ id: await things.makePack(world, "ready", part === "/lift") }),
    ]),
  ),
};

const ofPack =
  (status: "ready" | "expired" | "failed", isHeld = false): Fill =>
  async (world) => ({ tenant: world.tenant.slug, packId: await things.makePack(world, status, isHeld) });
const ofMember: Fill = async (world) => ({
  workspace: world.workspace,
  tenant: "",
  email: (await things.makeMember(world)).email,
});
const ofSchedule: Fill = async (world) => ({
  workspace: world.workspace,
  schedule: await things.makeSchedule(world),
});
const withKey =
  (fill: Fill): Fill =>
  async (world) => ({ ...(await fill(world)), idempotencyKey: randomUUID() });

/** The fields of each action's form, as its page would send them. */
export const forms: Record<string, Fill> = {
  signInAction: () => ({ email: "nobody@example.com", password: "nothing" }),
  signOutAction: () => ({}),
  setThemeAction: () => ({ theme: "dark" }),
  changePasswordAction: () => ({ current: "nothing", password: "four words and more" }),
  endSessionAction: async (world) => ({ session: await things.makeSession(world) }),
  endOtherSessionsAction: () => ({}),
  markAllReadAction: () => ({}),
  checkChainAction: inWorkspace,
  addMemberAction: ({ workspace }) => ({
    workspace,
    tenant: "",
    email: `${randomUUID()}@example.com`,
    name: "",
    role: "readonly",
  }),
  changeRoleAction: async (world) => ({ ...(await ofMember(world)), role: "operator" }),
  removeMemberAction: ofMember,
  inviteMemberAction: ({ workspace }) => ({
    workspace,
    tenant: "",
    email: `${randomUUID()}@example.com`,
    name: "",
    role: "readonly",
  }),
  revokeInvitationAction: async (world) => ({
    workspace: world.workspace,
    invitation: (await things.makeInvitation(world)).id,
  }),
  acceptInvitationAction: () => ({ token: "A".repeat(43) }),
  acceptWithPasswordAction: () => ({ token: "A".repeat(43), name: "Somebody", password: "four words and more" }),
  addTenantAction: ({ workspace }) => ({
    workspace,
    name: "Another",
    slug: `another-${randomUUID().slice(0, 8)}`,
    entraTenantId: "",
    timeZone: "UTC",
  }),
  changeTenantAction: ({ workspace, tenant }) => ({
    workspace,
    tenant: tenant.slug,
    name: tenant.name,
    entraTenantId: "",
    timeZone: "UTC",
  }),
  setRetentionAction: ({ workspace }) => ({ workspace, days: "60" }),
  setKeptInputDaysAction: ({ workspace }) => ({ workspace, days: "30" }),
  setBrandingAction: ({ workspace, mark }) => ({
    workspace,
    name: mark,
    accent: "",
    customAccent: "",
  }),
  removeLogoAction: inWorkspace,
  createTokenAction: ({ workspace }) => ({
    workspace,
    name: "made",
    capability: "tenant.view",
    scope: "all",
    days: "30",
  }),
  revokeTokenAction: async (world) => ({ workspace: world.workspace, token: await things.makeToken(world) }),
  connectGraphAction: ({ workspace, tenant }) => ({
    workspace,
    tenant: tenant.slug,
    clientId: randomUUID(),
    credential: "secret",
    secret: "a secret that opens nothing",
    secretEnds: "",
    pem: "",
    fetchEvery: "never",
  }),
  disconnectGraphAction: ({ workspace, tenant }) => ({ workspace, tenant: tenant.slug }),
  fetchFromGraphAction: ({ tenant }) => ({ tenant: tenant.slug }),
  addScheduleAction: ({ workspace }) => ({
    workspace,
    cadence: "quarterly",
    dayOfMonth: "28",
    hourUtc: "3",
    scope: "all",
  }),
  pauseScheduleAction: ofSchedule,
  resumeScheduleAction: ofSchedule,
  deleteScheduleAction: ofSchedule,
  requestFleetAction: withKey(({ tenant }) => ({ tenant: tenant.slug })),
  retryFleetAction: withKey(async (world) => ({ fleetRunId: await things.makeFleet(world) })),
  decidePreviewAction: async (world) => ({
    tenant: world.tenant.slug,
    previewId: await things.makePreview(world),
    round: "1",
    intent: "discard",
  }),
  cancelOperationAction: async (world) => ({ tenant: world.tenant.slug, operationId: await things.makeRun(world) }),
  replayOperationAction: withKey(async (world) => ({
    tenant: world.tenant.slug,
    operationId: await things.makeRun(world),
  })),
  requestPackAction: withKey(({ tenant }) => ({ tenant: tenant.slug })),
  tryAgainAction: withKey(ofPack("failed")),
  expirePackAction: ofPack("ready"),
  holdPackAction: ofPack("ready"),
  liftHoldAction: ofPack("ready", true),
  deletePackAction: ofPack("expired"),
  createShareLinkAction: async (world) => ({
    ...(await ofPack("ready")(world)),
    label: "An auditor",
    lasts: "pack",
    passphrase: "",
    usesMax: "",
  }),
  revokeShareLinkAction: async (world) => ({ tenant: world.tenant.slug, ...(await things.makeShareLink(world)) }),
  setExpectationsAction: ({ tenant }) => ({ tenant: tenant.slug, staleAfterDays: "30" }),
};
