// Who gets what: every page, route handler and server action of the build, and what each kind of visitor is answered
// (access.md). tests/e2e/access-matrix.spec.ts asks for all of it over HTTP and fails for what is missing here, or here
// only. `npm run matrix` prints it; docs/security.md holds the print.

/** The visitors. A stranger owns another workspace; `link` has a link that was shared and no session; `token` an API token. */
export const visitors = [
  "signed out",
  "stranger",
  "readonly",
  "operator",
  "manager",
  "owner",
  "link",
  "token",
] as const;

export type Visitor = (typeof visitors)[number];

/**
 * "yes": it is there, or was let through to its work. "own": it is there, with what is the visitor's own and nothing of
 * the workspace. "sign-in": on to the sign-in page. Else the status: 404 is the answer to what does not exist.
 */
export type Answer = "yes" | "own" | "sign-in" | "401" | "403" | "404" | "410";

export type Access = Record<Visitor, Answer>;

const access = (...answers: [Answer, Answer, Answer, Answer, Answer, Answer, Answer, Answer]): Access =>
  Object.fromEntries(visitors.map((visitor, at) => [visitor, answers[at]])) as Access;

//                         signed out  stranger readonly operator manager owner  link       token
const anybody = access("yes", "yes", "yes", "yes", "yes", "yes", "yes", "yes");
const everyone = access("sign-in", "own", "yes", "yes", "yes", "yes", "sign-in", "sign-in");
const members = access("sign-in", "404", "yes", "yes", "yes", "yes", "sign-in", "sign-in");
const importers = access("sign-in", "404", "403", "yes", "yes", "yes", "sign-in", "sign-in");
const managers = access("sign-in", "404", "403", "403", "yes", "yes", "sign-in", "sign-in");
const owners = access("sign-in", "404", "403", "403", "403", "yes", "sign-in", "sign-in");
/** Where what is asked for is chosen by the page itself: somebody else's workspace gives theirs. */
const managersOfAny = access("sign-in", "own", "403", "403", "yes", "yes", "sign-in", "sign-in");
/** The same for programs: no page to be sent to. */
const asRoute = (page: Access): Access => ({ ...page, "signed out": "401", link: "401", token: "401" });
/** The HTTP API: a token and nothing else, no session. */
const programs = access("401", "401", "401", "401", "401", "401", "401", "yes");
const nobody = access("404", "404", "404", "404", "404", "404", "404", "404");

/** Pages, by their address in the build. */
export const pages: Record<string, Access> = {
  "/": everyone,
  "/sign-in": anybody,
  // Public; who is signed in sees it in the frame of the product.
  "/verify": { ...anybody, stranger: "own" },
  "/docs/api": { ...anybody, stranger: "own" },
  // Whoever has an invitation sees it; made up, it is the 404 of what does not exist (tests/e2e/invitations.spec.ts).
  "/invitations/[token]": anybody,
  "/account": everyone,
  "/audit": managers,
  "/fleet": everyone,
  "/fleet/[id]": members,
  "/notifications": everyone,
  "/search": everyone,
  "/settings": managers,
  "/settings/api-tokens": managers,
  "/settings/api-tokens/create": owners,
  "/settings/api-tokens/revoke": owners,
  "/settings/branding": managers,
  "/settings/branding/remove-logo": owners,
  "/settings/graph": managers,
  "/settings/graph/[tenant]": managers,
  "/settings/graph/[tenant]/disconnect": managers,
  "/settings/members": managers,
  "/settings/members/add": owners,
  "/settings/members/invite": owners,
  "/settings/members/remove": owners,
  "/settings/members/revoke": owners,
  "/settings/retention": managers,
  "/settings/schedules": managers,
  "/settings/schedules/delete": managers,
  "/settings/signing-keys": managers,
  "/settings/tenants": managers,
  "/settings/tenants/[tenant]": managers,
  "/tenants/new": managersOfAny,
  "/tenants/[slug]": members,
  "/tenants/[slug]/findings": members,
  "/tenants/[slug]/findings/[id]": members,
  "/tenants/[slug]/import": members,
  "/tenants/[slug]/import/[id]": members,
  "/tenants/[slug]/import/preview": members,
  "/tenants/[slug]/import/preview/[id]": members,
  "/tenants/[slug]/operations": members,
  "/tenants/[slug]/operations/[id]": members,
  "/tenants/[slug]/operations/[id]/cancel": managers,
  "/tenants/[slug]/operations/[id]/replay": managers,
  "/tenants/[slug]/reports": members,
  "/tenants/[slug]/reports/[type]": members,
  "/tenants/[slug]/review-packs": members,
  "/tenants/[slug]/review-packs/[id]": members,
  "/tenants/[slug]/review-packs/[id]/changes": members,
  "/tenants/[slug]/review-packs/[id]/delete": managers,
  "/tenants/[slug]/review-packs/[id]/expire": managers,
  "/tenants/[slug]/review-packs/[id]/hold": managers,
  "/tenants/[slug]/review-packs/[id]/lift": managers,
  "/tenants/[slug]/review-packs/[id]/share": managers,
  "/tenants/[slug]/review-packs/[id]/share/revoke": managers,
  "/tenants/[slug]/review-packs/generate": managers,
  "/tenants/[slug]/sources": members,
};

/** Route handlers, by method and address. */
export const routes: Record<string, Access> = {
  "GET /.well-known/tenantpilot-signing-keys.json": anybody,
  "GET /.well-known/tenantpilot-signing-keys/[file]": anybody,
  "GET /api/auth/[...nextauth]": anybody,
  "POST /api/auth/[...nextauth]": anybody,
  // Inngest's requests are signed; nobody else's are answered.
  "GET /api/inngest": access("401", "401", "401", "401", "401", "401", "401", "401"),
  "POST /api/inngest": access("401", "401", "401", "401", "401", "401", "401", "401"),
  // Asks the product to say its functions to Inngest once more, at the address that it knows itself.
  "PUT /api/inngest": anybody,
  "GET /api/live": asRoute(members),
  "GET /api/live/unread": asRoute(everyone),
  "GET /api/search": asRoute(everyone),
  "GET /api/v1/[...rest]": { ...programs, token: "404" },
  "POST /api/v1/[...rest]": { ...programs, token: "404" },
  "PUT /api/v1/[...rest]": { ...programs, token: "404" },
  "PATCH /api/v1/[...rest]": { ...programs, token: "404" },
  "DELETE /api/v1/[...rest]": { ...programs, token: "404" },
  "GET /api/v1/openapi.json": anybody,
  "GET /api/v1/packs/[id]": programs,
  "POST /api/v1/packs/[id]/links": programs,
  "DELETE /api/v1/packs/[id]/links/[linkId]": programs,
  "GET /api/v1/tenants": programs,
  "POST /api/v1/tenants/[slug]/imports": programs,
  "GET /api/v1/tenants/[slug]/imports/[id]": programs,
  "GET /api/v1/tenants/[slug]/packs": programs,
  "POST /api/v1/tenants/[slug]/packs": programs,
  "POST /api/v1/verify": programs,
  "GET /audit/export": asRoute(managers),
  // A link is its own right: who has one gets the file (downloads.md). Made up, it is the one 404 for everybody.
  "GET /d/[link]": { ...nobody, link: "yes" },
  "GET /healthz": anybody,
  "GET /readyz": anybody,
  "GET /icon.svg": anybody,
  // For who has TENANTPILOT_METRICS_TOKEN; where there is none, for nobody.
  "GET /metrics": nobody,
  "GET /notifications/[id]": everyone,
  // As a download link; what a real one gives is in tests/e2e/share.spec.ts.
  "GET /s/[token]": nobody,
  "POST /s/[token]": nobody,
  "GET /settings/branding/logo": asRoute(managers),
  "POST /settings/branding/logo": asRoute(owners),
  // Where sign-in with Microsoft is set up, on to it for anybody (tests/e2e/entra.spec.ts).
  "POST /sign-in/microsoft": nobody,
  "GET /tenants/[slug]/import/[id]/file": asRoute(importers),
  "POST /tenants/[slug]/import/upload": asRoute(importers),
  "GET /tenants/[slug]/review-packs/[id]/custody": asRoute(members),
  "POST /tenants/[slug]/review-packs/[id]/download": asRoute(members),
  "POST /verify/ask": anybody,
};

/** Server actions, by name: public endpoints, each asked by its id with what its form sends. */
export const actions: Record<string, Access> = {
  signInAction: anybody,
  // Signed out it is on to the sign-in page too.
  signOutAction: { ...anybody, "signed out": "sign-in", link: "sign-in", token: "sign-in" },
  setThemeAction: anybody,
  // For those with a password of their own, which nobody here has; what one gives is in tests/e2e/account.spec.ts.
  changePasswordAction: everyone,
  // The owner's session: for everybody else there is none such.
  endSessionAction: access("sign-in", "404", "404", "404", "404", "yes", "sign-in", "sign-in"),
  endOtherSessionsAction: everyone,
  markAllReadAction: everyone,
  checkChainAction: managers,
  addMemberAction: owners,
  changeRoleAction: owners,
  removeMemberAction: owners,
  inviteMemberAction: owners,
  revokeInvitationAction: owners,
  // With a made-up invitation; what a real one gives is in tests/e2e/invitations.spec.ts.
  acceptInvitationAction: { ...nobody, "signed out": "sign-in", link: "sign-in", token: "sign-in" },
  acceptWithPasswordAction: nobody,
  addTenantAction: managers,
  changeTenantAction: managers,
  setRetentionAction: owners,
  setKeptInputDaysAction: owners,
  setBrandingAction: owners,
  removeLogoAction: owners,
  createTokenAction: owners,
  revokeTokenAction: owners,
  connectGraphAction: managers,
  disconnectGraphAction: managers,
  fetchFromGraphAction: importers,
  addScheduleAction: managers,
  pauseScheduleAction: managers,
  resumeScheduleAction: managers,
  deleteScheduleAction: managers,
  requestFleetAction: managers,
  retryFleetAction: managers,
  decidePreviewAction: importers,
  cancelOperationAction: managers,
  replayOperationAction: managers,
  requestPackAction: managers,
  tryAgainAction: managers,
  expirePackAction: managers,
  holdPackAction: managers,
  liftHoldAction: managers,
  deletePackAction: managers,
  createShareLinkAction: managers,
  revokeShareLinkAction: managers,
  setExpectationsAction: managers,
};
