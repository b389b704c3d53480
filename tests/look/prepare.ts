import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "@playwright/test";
import pg from "pg";
import { type Product, runTenantpilot } from "../e2e/support/product";
import { prowlerFile } from "../e2e/support/prowler";
import { scubaCsv } from "../e2e/support/upload";
import type { Reader } from "./scenes";

/** What the scenes need: where things are, who may look, a pack's file. */
export interface Stage {
  places: Record<string, string>;
  readers: Record<Exclude<Reader, "nobody">, { email: string; password: string }>;
  packFile: string;
}

/** Brings the demo data into every state that is photographed: once per data folder, which remembers it. */
export async function prepareStage(product: Product, page: Page): Promise<Stage> {
  const notes = path.join(product.dataDir, "look.json");
  const known = await readFile(notes, "utf8").catch(() => null);
  if (known) return JSON.parse(known);
  const command = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await runTenantpilot(product.dataDir, [...args, "--json"]);
    if (exitCode !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  };
  const packOf = async (tenant: string) =>
    (await command("generate", "--tenant", tenant, "--wait", "--as", "owner@demo.example")).pack.id as string;
  const readers = await addReaders(product, command);
  await importAnswers(product.dataDir, command);
  await packOf("contoso");
  await packOf("fabrikam");
  await signIn(page, readers.owner);
  const imported = await importFile(page);
  const places = { PACK: await packOf("contoso"), ...imported, ...(await findPlaces(page)) };
  Object.assign(
    places,
    await photographedStates(product.dataDir),
    await handOut(product.dataDir, places.PACK, command),
  );
  const packFile = path.join(product.dataDir, "look.zip");
  await command("download", places.PACK, "--output", packFile, "--as", "owner@demo.example");
  const stage = { places, readers, packFile };
  await writeFile(notes, JSON.stringify(stage));
  return stage;
}

/** Signs in through the form. */
export async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((at) => !at.pathname.startsWith("/sign-in"));
}

async function addReaders(
  { demoPassword }: Product,
  command: (...args: string[]) => Promise<{ password?: string; owner?: { password?: string } }>,
): Promise<Stage["readers"]> {
  const ownerOf = async (slug: string, name: string, email: string) => {
    const made = await command("workspace", "add", "--slug", slug, "--name", name, "--owner", email);
    return { email, password: made.password ?? made.owner?.password ?? "" };
  };
  const newcomer = await ownerOf("new-team", "New team", "newcomer@example.com");
  const starter = await ownerOf("small-team", "Small team", "starter@example.com");
  await command("tenant", "add", "--workspace", "small-team", "--name", "Northwind", "--as", starter.email);
  const demo = (name: string) => ({ email: `${name}@demo.example`, password: demoPassword });
  return { owner: demo("owner"), readonly: demo("readonly"), newcomer, starter };
}

/** What the demo data has none of: conditional access and Secure Score. */
async function importAnswers(dataDir: string, command: (...args: string[]) => Promise<unknown>): Promise<void> {
  const at = "https://graph.microsoft.com/v1.0/$metadata#";
  const policy = (displayName: string, state: string, control: string, users: object) => ({
    id: displayName,
    displayName,
    state,
    conditions: { users, applications: { includeApplications: ["All"] } },
    grantControls: { operator: "OR", builtInControls: [control] },
  });
  const everybody = { includeUsers: ["All"], excludeGroups: ["break-glass"] };
  const answers = {
    policies: {
      "@odata.context": `${at}identity/conditionalAccess/policies`,
      value: [
        policy("Everybody signs in with a second factor", "enabled", "mfa", everybody),
        policy("Old protocols are blocked", "enabled", "block", everybody),
        policy("Managed devices for administrators", "enabledForReportingButNotEnforced", "compliantDevice", {
          includeRoles: ["a", "b"],
        }),
        policy("Guests accept the terms", "disabled", "mfa", { includeUsers: ["GuestsOrExternalUsers"] }),
      ],
    },
    scores: {
      "@odata.context": `${at}security/secureScores`,
      value: [
        {
          id: "score",
          createdDateTime: new Date(Date.now() - 86_400_000).toISOString(),
          currentScore: 61.5,
          maxScore: 104,
          averageComparativeScores: [{ basis: "AllTenants", averageScore: 44 }],
          controlScores: [
            { controlName: "AdminMFAV2", controlCategory: "Identity", score: 10 },
            { controlName: "BlockLegacyAuthentication", controlCategory: "Identity", score: 2.5 },
            { controlName: "SafeLinks", controlCategory: "Apps", score: 0 },
          ],
        },
      ],
    },
    profiles: {
      "@odata.context": `${at}security/secureScoreControlProfiles`,
      value: [
        { id: "AdminMFAV2", title: "Administrators use a second factor", controlCategory: "Identity", maxScore: 10 },
        { id: "BlockLegacyAuthentication", title: "Block old protocols", controlCategory: "Identity", maxScore: 8 },
        { id: "SafeLinks", title: "Check links in mail", controlCategory: "Apps", maxScore: 9 },
      ],
    },
  };
  for (const [name, answer] of Object.entries(answers)) {
    const file = path.join(dataDir, `look-${name}.json`);
    await writeFile(file, JSON.stringify(answer));
    await command("import", "--tenant", "contoso", file);
  }
}

/** One file imported, and an upload that waits for a decision. */
async function importFile(page: Page): Promise<Record<string, string>> {
  const choose = async (...files: [name: string, text: string][]) => {
    await page.goto("/tenants/contoso/import");
    const chosen = files.map(([name, text]) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) }));
    await page.getByLabel("Files").setInputFiles(chosen);
    await page.waitForURL(/\/import\/preview\/\d+/);
    await page.getByRole("button", { name: "Import", exact: true }).waitFor();
    return page.url().split("/").at(-1) ?? "";
  };
  await choose(["scan.ocsf.json", prowlerFile(3, new Date(Date.now() - 3_600_000))]);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByRole("main").locator('[data-status="completed"]').first().waitFor();
  const preview = await choose(
    ["scan.ocsf.json", prowlerFile(5, new Date())],
    ["controls.csv", scubaCsv("1.1")],
    ["broken.json", "[{"],
    ["unknown.json", '{"value":[{"name":"something"}]}'],
  );
  return { PREVIEW: preview };
}

/** Share links, one of them with a passphrase, and an API token. */
async function handOut(dataDir: string, packId: string, command: (...args: string[]) => Promise<HandedOut>) {
  const as = ["--as", "owner@demo.example"];
  const passphraseFile = path.join(dataDir, "look-passphrase");
  await writeFile(passphraseFile, "a passphrase for the pictures\n");
  const shared = await command("share", packId, "--for", "Yearly review", "--days", "30", ...as);
  const guarded = await command(
    "share",
    packId,
    "--for",
    "Insurer",
    "--uses",
    "3",
    "--passphrase-file",
    passphraseFile,
    ...as,
  );
  const made = ["token", "create", "--workspace", "demo", "--name", "Nightly scan", "--can", "import.manage"];
  const { apiToken } = await command(...made, ...as);
  const invite = ["user", "invite", "new.person@example.com", "--workspace", "demo", "--role", "operator"];
  const { invitation, url } = await command(...invite, ...as);
  const token = ({ url }: { url: string }) => url.split("/").at(-1) ?? "";
  return {
    SHARED: token(shared),
    GUARDED: token(guarded),
    LINK: shared.id,
    TOKEN: apiToken.id,
    INVITATION: invitation.id,
    INVITED: token({ url }),
  };
}

interface HandedOut {
  id: string;
  url: string;
  apiToken: { id: string };
  invitation: { id: string };
}

/** The first of each thing that has a page, and a run over the fleet. */
async function findPlaces(page: Page): Promise<Record<string, string>> {
  const firstOf = async (address: string, prefix: string) => {
    await page.goto(address);
    const links = page.locator(`main a[href^="${prefix}"]`);
    return (await links.first().getAttribute("href"))?.split("/").at(-1)?.split("?")[0] ?? "";
  };
  const in_ = "/tenants/contoso";
  const places = {
    IMPORT: await firstOf(`${in_}/import`, `${in_}/import/`),
    FINDING: await firstOf(`${in_}/findings`, `${in_}/findings/`),
    OPERATION: await firstOf(`${in_}/operations`, `${in_}/operations/`),
    ASSESSMENT: await firstOf(`${in_}/reports`, `${in_}/reports/assessment`),
  };
  await page.goto("/settings/members");
  const remove = await page.getByRole("link", { name: /^Remove Demo readonly/i }).getAttribute("href");
  const member = new URLSearchParams(remove?.replace(/^.*\?/, "")).get("user") ?? "";
  await page.goto("/");
  await page.getByLabel("Choose Contoso").check();
  await page.getByLabel("Choose Fabrikam").check();
  await page.getByRole("button", { name: "Generate review packs" }).click();
  await page.waitForURL(/\/fleet\/\d+$/);
  return { ...places, MEMBER: member, FLEET: page.url().split("/").at(-1) ?? "" };
}

/** Packs of Fabrikam in states that pass too quickly, or come too seldom, to wait for. */
async function photographedStates(dataDir: string): Promise<Record<string, string>> {
  const { databaseUrl } = JSON.parse((await runTenantpilot(dataDir, ["status", "--json"])).stdout);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const add = async () => {
    const { rows } = await client.query(
      `INSERT INTO review_packs (workspace_id, tenant_id, fingerprint, options, initiated_by_name)
       SELECT workspace_id, id, encode(sha256(random()::text::bytea), 'hex'), '{"include_pii":true,"include_operations":true}', 'Manager'
       FROM tenants WHERE slug = 'fabrikam' RETURNING id`,
    );
    await client.query(
      `UPDATE review_packs SET status = 'generating', claim_token = gen_random_uuid(), lease_expires_at = now() + interval '1 day', progress = $2
       WHERE id = $1`,
      [rows[0].id, { step: "collect", rowsDone: 31_000, rowsExpected: 50_000, at: new Date().toISOString() }],
    );
    return rows[0].id as string;
  };
  const failed = await add();
  await client.query(
    `UPDATE review_packs SET status = 'failed', failure_code = 'content_changed',
       failure_reason = 'The findings changed while they were read. Ask for a new pack.' WHERE id = $1`,
    [failed],
  );
  const generating = await add();
  await connectFabrikam(client);
  await client.end();
  return { FAILED: failed, GENERATING: generating };
}

/** Fabrikam as if it were connected to Microsoft Graph, with a credential that ends soon and a fetch that failed. */
async function connectFabrikam(client: pg.Client): Promise<void> {
  await client.query(
    `INSERT INTO graph_connections (tenant_id, workspace_id, entra_tenant_id, client_id, credential_kind, sealed_key_id, sealed_credential,
       certificate_thumbprint, credential_expires_at, fetch_every, next_fetch_at, connected_by_name)
     SELECT id, workspace_id, entra_tenant_id, gen_random_uuid(), 'certificate', 'none', '', encode(sha256('look'), 'hex'),
       now() + interval '9 days', 'day', now() + interval '20 hours', 'Demo owner' FROM tenants WHERE slug = 'fabrikam'`,
  );
  await client.query(
    `INSERT INTO operation_runs (workspace_id, tenant_id, type, status, outcome, failure_reason, initiated_by_name, started_at, completed_at)
     SELECT workspace_id, id, 'tenant.graph_fetch', 'completed', 'failed',
       'Microsoft does not know the certificate. Add it to the application in Entra, under Certificates & secrets.', 'TenantPilot', now(), now()
     FROM tenants WHERE slug = 'fabrikam'`,
  );
}
