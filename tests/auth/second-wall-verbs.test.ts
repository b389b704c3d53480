import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { beforeAll, describe, expect, it } from "vitest";
import { exportAudit } from "@/lib/audit/export-csv";
import { addUser, removeMember, setRole } from "@/lib/auth/users";
import { mintLink, mintLinkById } from "@/lib/download-links/links";
import { recordRefusal } from "@/lib/download-links/refused-mint";
import { requestPacks } from "@/lib/fleet/request-packs";
import { addSchedule, deleteSchedule, pauseSchedule } from "@/lib/fleet/schedules";
import { disconnectGraph } from "@/lib/graph/connections";
import { importFile } from "@/lib/imports/import-file";
import { discardPreview } from "@/lib/imports/previews/discard-preview";
import { requestPreview } from "@/lib/imports/previews/request-preview";
import { requestImport } from "@/lib/imports/request-import";
import { deletePack } from "@/lib/review-packs/delete-pack";
import { setLegalHold } from "@/lib/review-packs/legal-hold";
import { cancelPack, expirePack } from "@/lib/review-packs/lifecycle";
import { requestPack } from "@/lib/review-packs/request-pack";
import { createShareLink } from "@/lib/share-links/create";
import { revokeShareLink } from "@/lib/share-links/revoke";
import { setExpectations } from "@/lib/sources/manage-expectations";
import { addTenant, changeTenant } from "@/lib/tenants/manage-tenants";
import { createApiToken, revokeApiToken } from "@/lib/workspaces/api-tokens";
import { removeLogo, setBranding } from "@/lib/workspaces/branding";
import { inviteMember, revokeInvitation } from "@/lib/workspaces/invitations";
import { setKeptInputDays } from "@/lib/workspaces/kept-input";
import { setRetention } from "@/lib/workspaces/retention";
import { buildUser, sha256, type UserActor } from "../factories";
import { hoursAgo, scanOf } from "../imports/scan";
import { hear } from "../support/hearing";
import { asOwner } from "../support/owner";
import { buildWalledPlace, type WalledPlace } from "../support/walled-place";

const now = new Date();
const from = { ip: null, userAgent: null };
const scan = () => JSON.stringify(scanOf(hoursAgo(2), [{}]));
const bytesOf = (text: string) => Readable.from([Buffer.from(text)]);
const options = { includePii: true, includeOperations: true };

type Place = WalledPlace & { member: UserActor };

async function placeWith(mark: string): Promise<Place> {
  const place = await buildWalledPlace(mark);
  return { ...place, member: await buildUser({ role: "readonly", tenant: place.tenant }) };
}

/** Each finds out as the system where its actor may act, and acts as one who sees that workspace only. */
const verbs: Record<string, (place: Place) => Promise<unknown>> = {
  requestPack: ({ owner, tenant }) => requestPack(owner, { tenant: tenant.slug, options }, now),
  cancelPack: ({ owner, tenant, ids }) => cancelPack(owner, tenant.slug, BigInt(ids.pack), now),
  expirePack: ({ owner, tenant, ids }) => expirePack(owner, tenant.slug, BigInt(ids.ready), now),
  deletePack: ({ owner, tenant, ids }) => deletePack(owner, tenant.slug, BigInt(ids.ready)),
  setLegalHold: ({ owner, tenant, ids }) => setLegalHold(owner, tenant.slug, BigInt(ids.ready), true, now),
  importFile: ({ owner, tenant }) =>
    importFile(owner, { tenant: tenant.slug, fileName: "scan.json", source: bytesOf(scan()) }, now),
  requestImport: ({ owner, tenant }) =>
    requestImport(owner, { tenant: tenant.slug, fileName: "scan.json", source: bytesOf(scan()) }, now),
  requestPreview: ({ owner, tenant }) =>
    requestPreview(owner, tenant.slug, [{ fileName: "a.json", bytes: 2, sha256: sha256("a"), stagedPath: null }], now),
  requestPacks: ({ owner, tenant }) => requestPacks(owner, { tenants: [tenant.slug], options }, now),
  mintLinkById: ({ owner, ids }) => mintLinkById(owner, ids.ready, from, now),
  recordRefusal: ({ owner, ids }) =>
    recordRefusal(owner, { packId: ids.ready, purpose: "download" }, { code: "gone", from, now }),
  revokeShareLink: ({ owner, tenant, ids, mark }) =>
    revokeShareLink(owner, { tenant: tenant.slug, packId: BigInt(ids.pack), linkId: mark.padEnd(22, "A") }, from, now),
  disconnectGraph: ({ owner, tenant }) => disconnectGraph(owner, tenant.slug),
  removeLogo: ({ owner, workspace }) => removeLogo(owner, workspace),
  exportAudit: ({ owner, workspace }) => exportAudit(owner, { workspace }, from, now),
  mintLink: ({ owner, tenant, ids }) => mintLink(owner, { tenant: tenant.slug, packId: ids.ready }, from, now),
  createShareLink: ({ owner, tenant, ids }) =>
    createShareLink(
      owner,
      { tenant: tenant.slug, packId: ids.ready },
      { label: "Auditor", days: null, passphrase: null, usesMax: null },
      from,
      now,
    ),
  addTenant: ({ owner, workspace }) =>
    addTenant(owner, workspace, { name: "Further", entraTenantId: null, timeZone: "UTC" }),
  changeTenant: ({ owner, tenant }) =>
    changeTenant(owner, tenant.slug, { name: "Other", entraTenantId: null, timeZone: "UTC" }, now),
  setExpectations: ({ owner, tenant }) => setExpectations(owner, tenant.slug, { staleAfterDays: 9, sources: {} }, now),
  discardPreview: ({ owner, tenant, ids }) =>
    discardPreview(owner, { tenant: tenant.slug, previewId: ids.preview, round: 0 }, now),
  setRetention: ({ owner, workspace }) => setRetention(owner, workspace, 30, now),
  setKeptInputDays: ({ owner, workspace }) => setKeptInputDays(owner, workspace, 30, now),
  setBranding: ({ owner, workspace }) => setBranding(owner, workspace, { name: "Other", accent: null }, now),
  createApiToken: ({ owner, workspace }) =>
    createApiToken(owner, { workspace, name: "New", capabilities: ["tenant.view"], tenants: "all", days: null }, now),
  revokeApiToken: ({ owner, workspace, ids }) => revokeApiToken(owner, { workspace, id: ids.token }, now),
  inviteMember: ({ owner, workspace }) =>
    inviteMember(owner, { workspace, email: "guest@example.com", name: "Guest", role: "readonly" }, now),
  revokeInvitation: ({ owner, workspace, ids }) => revokeInvitation(owner, { workspace, id: ids.invitation }, now),
  addUser: ({ owner, workspace }) =>
    addUser(owner, { workspace, email: "new@example.com", name: "New", role: "readonly" }, now),
  setRole: ({ owner, workspace, member }) => setRole(owner, { workspace, email: member.email, role: "manager" }, now),
  removeMember: ({ owner, workspace, member }) => removeMember(owner, { workspace, email: member.email }, now),
  addSchedule: ({ owner, workspace }) =>
    addSchedule(
      owner,
      { workspace, rule: { cadence: "monthly", dayOfMonth: 1, hourUtc: 3 }, options, tenants: "all" },
      now,
    ),
  pauseSchedule: ({ owner, ids }) => pauseSchedule(owner, ids.schedule),
  deleteSchedule: ({ owner, ids }) => deleteSchedule(owner, ids.schedule),
};

/** What is not called here, and why. */
const notHere: Record<string, string[]> = {
  "of a person, wherever they are a member": [
    ...["acceptSignedIn", "endOwnSession", "setPassword", "changePassword", "markRead"],
  ],
  "of the machine": ["addWorkspace", "rememberSigningKeys"],
  "changes nothing of a workspace": ["checkWorkspaceChain", "previewImport"],
  "calls others that are let through by the policy in their own transaction": [
    ...["cancelOperation", "replayOperation", "replayPack", "makeAgain"],
  ],
  "needs what no place has ready; let through by the policy in its transaction, as its neighbours here": [
    ...["revokeLink", "retryFleet", "resumeSchedule", "connectGraph", "cancelFetch", "requestFetch", "sendFetchAgain"],
    ...["cancelImport", "sendImportAgain", "setLogo", "confirmPreview", "answerPreview", "leaveOut", "exportCustody"],
    ...["openKeptFile"],
  ],
};

/** The exported functions of lib that act for somebody and do not only look, by their names. */
function actingFunctions(): string[] {
  const acting = /^export async function (\w+)\(\s*(?:actor|by): (?:User)?Actor\b/gm;
  const looking = /^(?:list|get|find|count|browse|search|readUnread|mayFollow|openNotification|previewPack)/;
  return readdirSync("lib", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => [...readFileSync(path.join("lib", file), "utf8").matchAll(acting)].map(([, name = ""]) => name))
    .filter((name) => !looking.test(name));
}

/** Everything that the database holds of all workspaces, as one hash for each table. */
function contents(): Promise<Record<string, string>> {
  return asOwner(async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relrowsecurity AND relkind = 'r' ORDER BY relname",
    );
    const found: Record<string, string> = {};
    for (const { name } of tables) {
      const { rows } = await client.query<{ hash: string }>(
        `SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) AS hash FROM ${name} t`,
      );
      found[name] = rows[0]?.hash ?? "";
    }
    return found;
  });
}

let place: Place;
const working: string[] = [];

beforeAll(async () => {
  const another = await buildWalledPlace("another");
  place = await placeWith("walled");
  for (const [name, verb] of Object.entries(verbs)) {
    const own = await placeWith(`truth-${name.toLowerCase()}`);
    const before = await contents();
    await verb(own).catch((error) => expect.fail(`${name}: ${error}`));
    if (JSON.stringify(await contents()) !== JSON.stringify(before)) working.push(name);
  }
  await hear("another workspace", another.workspaceId);
}, 120_000);

describe("a verb", () => {
  it("is called here, or has a reason not to be", () => {
    expect([...Object.keys(verbs), ...Object.values(notHere).flat()].sort()).toEqual(actingFunctions().sort());
  });

  it("changes something when the database hears the truth", () => {
    expect(working).toEqual(Object.keys(verbs));
  });

  it.each(Object.keys(verbs))(
    "%s changes nothing anywhere when the database hears another workspace once the policy has let somebody through",
    async (name) => {
      const before = await contents();
      expect(Object.keys(before).length).toBeGreaterThan(15);
      await verbs[name]?.(place).catch(() => {});
      expect(await contents()).toEqual(before);
    },
  );
});
