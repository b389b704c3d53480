import type { Page } from "@playwright/test";

/** Who looks: the demo's owner, its read-only member, the owner of an empty workspace, one with an empty tenant, or nobody. */
export type Reader = "owner" | "readonly" | "newcomer" | "starter" | "nobody";

/** A page as it is photographed: an address, of which PACK and the like are filled in, and what is done there first. */
export interface Scene {
  path: string;
  reader?: Reader;
  /** Only where the window is at most or at least this wide. */
  widthMax?: number;
  widthMin?: number;
  act?(page: Page, packFile: string): Promise<unknown>;
}

const contoso = "/tenants/contoso";
const pack = `${contoso}/review-packs/PACK`;

/** Every page there is, and what opens on it. */
export const scenes: Record<string, Scene> = {
  "sign-in": { path: "/sign-in", reader: "nobody" },
  "sign-in-wrong": {
    path: "/sign-in",
    reader: "nobody",
    async act(page) {
      await page.getByLabel("E-mail").fill("nobody@example.com");
      await page.getByLabel("Password").fill("wrong");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.locator("form [role=alert]").waitFor();
    },
  },
  verify: { path: "/verify", reader: "nobody" },
  "verify-result": {
    path: "/verify",
    reader: "nobody",
    async act(page, packFile) {
      await page.locator('input[type="file"]').setInputFiles(packFile);
      await page
        .getByText(/untouched|valid|verified|unchanged/i)
        .first()
        .waitFor();
      await page.waitForTimeout(800);
    },
  },
  "verify-unknown": { path: `/verify?sha256=${"0".repeat(64)}`, reader: "nobody" },

  invitation: { path: "/invitations/INVITED", reader: "nobody" },
  "invitation-signed-in": { path: "/invitations/INVITED" },
  "shared-pack": { path: "/s/SHARED", reader: "nobody" },
  "shared-pack-asks": { path: "/s/GUARDED", reader: "nobody" },
  "shared-pack-wrong": {
    path: "/s/GUARDED",
    reader: "nobody",
    async act(page) {
      await page.getByLabel("Passphrase").fill("not the passphrase");
      await page.getByRole("button").click();
      await page.getByRole("alert").waitFor();
    },
  },
  "shared-pack-none": { path: `/s/${"A".repeat(43)}`, reader: "nobody" },

  "api-docs": { path: "/docs/api", reader: "nobody" },

  tenants: { path: "/" },
  "tenants-chosen": { path: "/", act: (page) => page.getByLabel("Choose all tenants").check() },
  "tenant-new": { path: "/tenants/new" },
  overview: { path: contoso },
  sources: { path: `${contoso}/sources` },
  "review-packs": { path: `${contoso}/review-packs` },
  "review-packs-ready": { path: `${contoso}/review-packs?status=ready` },
  "review-packs-oldest": { path: `${contoso}/review-packs?sort=oldest` },
  "review-packs-by-hash": { path: `${contoso}/review-packs?hash=zebra` },
  "review-pack": { path: pack },
  "review-pack-menu": { path: pack, act: (page) => page.locator("main summary").first().click() },
  "review-pack-changes": { path: `${pack}/changes` },
  "review-pack-since": { path: `${pack}/changes?until=now` },
  "review-pack-hold": { path: `${pack}/hold` },
  "review-pack-expire": { path: `${pack}/expire` },
  "review-pack-share": { path: `${pack}/share` },
  "review-pack-share-revoke": { path: `${pack}/share/revoke?link=LINK` },
  "review-pack-delete": { path: `${pack}/delete` },
  "review-pack-failed": { path: "/tenants/fabrikam/review-packs/FAILED" },
  "review-pack-generating": { path: "/tenants/fabrikam/review-packs/GENERATING" },
  "review-packs-mixed": { path: "/tenants/fabrikam/review-packs" },
  generate: { path: `${contoso}/review-packs/generate` },
  "generate-dialog": {
    path: `${contoso}/review-packs`,
    async act(page) {
      await page.getByRole("link", { name: "Generate review pack" }).first().click();
      await page.getByRole("dialog").waitFor();
      await page.waitForTimeout(500);
    },
  },
  "no-review-packs": { path: "/tenants/tailspin/review-packs" },
  findings: { path: `${contoso}/findings` },
  "findings-none": { path: `${contoso}/findings?q=nothing-has-this` },
  finding: { path: `${contoso}/findings/FINDING` },
  reports: { path: `${contoso}/reports` },
  roles: { path: `${contoso}/reports/entra_admin_roles` },
  permissions: { path: `${contoso}/reports/permission_posture` },
  "conditional-access": { path: `${contoso}/reports/conditional_access` },
  "secure-score": { path: `${contoso}/reports/secure_score` },
  assessment: { path: `${contoso}/reports/ASSESSMENT` },
  operations: { path: `${contoso}/operations` },
  operation: { path: `${contoso}/operations/OPERATION` },
  import: { path: `${contoso}/import` },
  "import-preview": { path: `${contoso}/import/preview/PREVIEW` },
  "import-done": { path: `${contoso}/import/IMPORT` },
  fleet: { path: "/fleet" },
  "fleet-run": { path: "/fleet/FLEET" },
  notifications: { path: "/notifications" },
  account: { path: "/account" },
  "account-refused": {
    path: "/account",
    async act(page) {
      await page.getByLabel("Current password").fill("not the password");
      await page.getByLabel("New password").fill("several words of my own");
      await page.getByRole("button", { name: "Change the password" }).click();
      await page.locator("form [role=alert]").waitFor();
    },
  },
  search: { path: "/search?q=admin" },
  "search-none": { path: "/search?q=nothing-has-this" },
  palette: {
    path: contoso,
    async act(page) {
      await page.waitForTimeout(500);
      await page.keyboard.press("Control+k");
      await page.waitForTimeout(500);
      await page.keyboard.type("admin");
      await page.waitForTimeout(1000);
    },
  },
  "person-menu": { path: contoso, act: (page) => page.locator("header summary").last().click() },
  menu: { path: contoso, widthMax: 767, act: (page) => page.locator("header summary").first().click() },
  audit: { path: "/audit" },
  settings: { path: "/settings" },
  members: { path: "/settings/members" },
  "member-add": { path: "/settings/members/add" },
  retention: { path: "/settings/retention" },
  branding: { path: "/settings/branding" },
  schedules: { path: "/settings/schedules" },
  "api-tokens": { path: "/settings/api-tokens" },
  "api-token-create": { path: "/settings/api-tokens/create" },
  "api-token-revoke": { path: "/settings/api-tokens/revoke?token=TOKEN" },
  "member-invite": { path: "/settings/members/invite" },
  "invitation-revoke": { path: "/settings/members/revoke?invitation=INVITATION" },
  "member-remove": { path: "/settings/members/remove?user=MEMBER" },
  "signing-keys": { path: "/settings/signing-keys" },
  "settings-tenants": { path: "/settings/tenants" },
  "settings-tenant": { path: "/settings/tenants/contoso" },
  "settings-graph": { path: "/settings/graph" },
  "graph-connect": { path: "/settings/graph/contoso" },
  "graph-connect-certificate": {
    path: "/settings/graph/contoso",
    async act(page) {
      await page.getByLabel("Application (client) ID").fill("00000000-0000-4000-8000-000000000001");
      await page.getByLabel("A certificate").check();
      await page.getByRole("button", { name: "Connect and fetch" }).click();
      await page.locator("form [role=alert]").waitFor();
    },
  },
  "graph-connected": { path: "/settings/graph/fabrikam" },
  "graph-disconnect": { path: "/settings/graph/fabrikam/disconnect" },
  "import-connected": { path: "/tenants/fabrikam/import" },
  "not-found": { path: "/tenants/nowhere" },
  forbidden: { path: "/audit", reader: "readonly" },

  "first-run": { path: "/", reader: "newcomer" },
  "first-fleet": { path: "/fleet", reader: "newcomer" },
  "first-notifications": { path: "/notifications", reader: "newcomer" },
  "empty-tenants": { path: "/", reader: "starter" },
  "empty-overview": { path: "/tenants/northwind", reader: "starter" },
  "empty-packs": { path: "/tenants/northwind/review-packs", reader: "starter" },
  "empty-generate": { path: "/tenants/northwind/review-packs/generate", reader: "starter" },
  "empty-findings": { path: "/tenants/northwind/findings", reader: "starter" },
  "empty-reports": { path: "/tenants/northwind/reports", reader: "starter" },
  "empty-operations": { path: "/tenants/northwind/operations", reader: "starter" },
  "empty-import": { path: "/tenants/northwind/import", reader: "starter" },
};
