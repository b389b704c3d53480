import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { browseAudit, getAuditPlace, listAuditChoices } from "@/lib/audit/browse";
import { listAuditEvents, listCustody } from "@/lib/audit/queries";
import { AppError } from "@/lib/errors";
import { countFindings, getFinding, listFindings, listFindingTools } from "@/lib/findings/queries";
import { getFleet, listFleets, mayFollowFleet } from "@/lib/fleet/queries";
import { listSchedules } from "@/lib/fleet/schedules";
import { getGraphStanding, listGraphStandings } from "@/lib/graph/queries";
import { listImportChanges } from "@/lib/imports/import-changes";
import { getPreview, listOpenPreviews } from "@/lib/imports/previews/queries";
import { getImport, listImports } from "@/lib/imports/queries";
import { countUnread, listNotifications, openNotification, readUnread } from "@/lib/notifications/queries";
import { getOperationDetail } from "@/lib/operation-control/get-operation-detail";
import { getOperation, listOperations } from "@/lib/operations/queries";
import { getTenantOverview } from "@/lib/overview/tenant-overview";
import { listTenantSummaries } from "@/lib/overview/tenant-summaries";
import { getReport, getReportOfType, listReportHistory, listReports } from "@/lib/reports/queries";
import { getLineage } from "@/lib/review-packs/lineage";
import {
  listChangedFindings,
  listChangedFindingsSince,
  listChangedPermissions,
  listChangedRoles,
} from "@/lib/review-packs/pack-changes";
import { previewPack } from "@/lib/review-packs/preview-pack";
import { countPacks, getPack, getPackById, listPacks } from "@/lib/review-packs/queries";
import { findSinceLastPack } from "@/lib/review-packs/since-last-pack";
import { getPace } from "@/lib/review-packs/time-left";
import { search } from "@/lib/search/search";
import { listShareLinks } from "@/lib/share-links/list";
import { getExpectedSources } from "@/lib/sources/manage-expectations";
import { getTenantAccess } from "@/lib/tenants/access";
import { listWorkspaceTenants } from "@/lib/tenants/manage-tenants";
import { getTenant, listTenants } from "@/lib/tenants/tenants";
import { getApiToken, listApiTokens } from "@/lib/workspaces/api-tokens";
import { getLogo } from "@/lib/workspaces/branding";
import { getInvitation, listInvitations } from "@/lib/workspaces/invitations";
import { getMember, listMembers } from "@/lib/workspaces/members";
import { getWorkspaceSettings } from "@/lib/workspaces/settings";
import { getWorkspaceAccess, getWorkspaceRights, listWorkspaces } from "@/lib/workspaces/workspaces";
import { type Heard, hear, heards } from "../support/hearing";
import { buildWalledPlace, type WalledPlace } from "../support/walled-place";

const now = new Date();
const calls: Record<string, (place: WalledPlace) => Promise<unknown>> = {
  getAuditPlace: ({ owner, workspace }) => getAuditPlace(owner, workspace),
  browseAudit: ({ owner, workspace }) => browseAudit(owner, { workspace }),
  listAuditChoices: ({ owner, workspace }) => listAuditChoices(owner, workspace),
  listAuditEvents: ({ owner, tenant }) => listAuditEvents(owner, { tenant: tenant.slug }),
  listCustody: ({ owner, tenant, ids }) => listCustody(owner, tenant.slug, ids.pack),
  listFindings: ({ owner, tenant, mark }) => listFindings(owner, tenant.slug, { text: mark }),
  getFinding: ({ owner, tenant, ids }) => getFinding(owner, tenant.slug, ids.finding),
  countFindings: ({ owner, tenant }) => countFindings(owner, tenant.slug),
  listFindingTools: ({ owner, tenant }) => listFindingTools(owner, tenant.slug),
  listFleets: ({ owner }) => listFleets(owner),
  getFleet: ({ owner, ids }) => getFleet(owner, ids.fleet),
  mayFollowFleet: ({ owner, ids }) => mayFollowFleet(owner, BigInt(ids.fleet)),
  listSchedules: ({ owner, workspace }) => listSchedules(owner, workspace, now),
  getGraphStanding: ({ owner, tenant }) => getGraphStanding(owner, tenant.slug, now),
  listGraphStandings: ({ owner, workspace }) => listGraphStandings(owner, workspace, now),
  listImportChanges: ({ owner, tenant, ids }) =>
    listImportChanges(owner, tenant.slug, { importId: ids.import, kind: "created" }),
  getPreview: ({ owner, tenant, ids }) => getPreview(owner, tenant.slug, ids.preview, now),
  listOpenPreviews: ({ owner, tenant }) => listOpenPreviews(owner, tenant.slug, now),
  getImport: ({ owner, tenant, ids }) => getImport(owner, tenant.slug, ids.import),
  listImports: ({ owner, tenant }) => listImports(owner, tenant.slug),
  countUnread: ({ owner }) => countUnread(owner),
  listNotifications: ({ owner }) => listNotifications(owner),
  readUnread: ({ owner }) => readUnread(owner),
  openNotification: ({ owner, ids }) => openNotification(owner, ids.notification, now),
  getOperationDetail: ({ owner, tenant, ids }) => getOperationDetail(owner, tenant.slug, ids.run, now),
  getOperation: ({ owner, tenant, ids }) => getOperation(owner, tenant.slug, ids.run),
  listOperations: ({ owner, tenant }) => listOperations(owner, tenant.slug),
  getTenantOverview: ({ owner, tenant }) => getTenantOverview(owner, tenant.slug, now),
  listTenantSummaries: ({ owner }) => listTenantSummaries(owner, now),
  getReport: ({ owner, tenant, ids }) => getReport(owner, tenant.slug, ids.report),
  getReportOfType: ({ owner, tenant }) => getReportOfType(owner, tenant.slug, "entra_admin_roles"),
  listReportHistory: ({ owner, tenant }) => listReportHistory(owner, tenant.slug, "entra_admin_roles"),
  listReports: ({ owner, tenant }) => listReports(owner, tenant.slug, now),
  getLineage: ({ owner, tenant, ids }) => getLineage(owner, tenant.slug, ids.pack),
  listChangedFindings: ({ owner, tenant, ids }) =>
    listChangedFindings(owner, tenant.slug, ids.pack, { kind: "new", page: 1 }),
  listChangedFindingsSince: ({ owner, tenant, ids }) =>
    listChangedFindingsSince(owner, tenant.slug, ids.pack, { kind: "new", page: 1 }),
  listChangedPermissions: ({ owner, tenant, ids }) => listChangedPermissions(owner, tenant.slug, ids.pack),
  listChangedRoles: ({ owner, tenant, ids }) => listChangedRoles(owner, tenant.slug, ids.pack),
  findSinceLastPack: ({ owner, tenant }) => findSinceLastPack(owner, tenant.slug, now),
  previewPack: ({ owner, tenant }) => previewPack(owner, tenant.slug, now),
  countPacks: ({ owner, tenant }) => countPacks(owner, tenant.slug),
  getPack: ({ owner, tenant, ids }) => getPack(owner, tenant.slug, ids.pack),
  getPackById: ({ owner, ids }) => getPackById(owner, ids.pack),
  listPacks: ({ owner, tenant }) => listPacks(owner, tenant.slug),
  getPace: ({ owner, tenant, ids }) => getPace(owner, tenant.slug, ids.pack),
  listShareLinks: ({ owner, tenant, ids }) => listShareLinks(owner, tenant.slug, ids.pack, now),
  search: ({ owner, mark }) => search(owner, mark, now),
  getExpectedSources: ({ owner, tenant }) => getExpectedSources(owner, tenant.slug),
  getTenantAccess: ({ owner, tenant }) => getTenantAccess(owner, tenant.slug, "finding.view"),
  listWorkspaceTenants: ({ owner, workspace }) => listWorkspaceTenants(owner, workspace),
  getTenant: ({ owner, tenant }) => getTenant(owner, tenant.slug, "finding.view"),
  listTenants: ({ owner }) => listTenants(owner),
  getApiToken: ({ owner, workspace, ids }) => getApiToken(owner, workspace, ids.token, now),
  listApiTokens: ({ owner, workspace }) => listApiTokens(owner, workspace, now),
  getInvitation: ({ owner, workspace, ids }) => getInvitation(owner, workspace, ids.invitation, now),
  listInvitations: ({ owner, workspace }) => listInvitations(owner, workspace, now),
  getLogo: ({ owner, workspace }) => getLogo(owner, workspace),
  getMember: ({ owner, workspace }) => getMember(owner, workspace, { userId: String(owner.userId), tenant: undefined }),
  listMembers: ({ owner, workspace }) => listMembers(owner, workspace),
  getWorkspaceSettings: ({ owner, workspace }) => getWorkspaceSettings(owner, workspace),
  getWorkspaceAccess: ({ owner, workspace }) => getWorkspaceAccess(owner, workspace, "review_pack.view"),
  getWorkspaceRights: ({ owner }) => getWorkspaceRights(owner),
  listWorkspaces: ({ owner }) => listWorkspaces(owner),
};

// They find out in which workspaces somebody may look, or look into all of those at once, and say that they are the system:
// here the policy and their own conditions are the only wall.
const acrossWorkspaces = [
  ...["getAuditPlace", "getWorkspaceAccess", "getWorkspaceRights", "listWorkspaces"],
  ...["getTenantAccess", "getTenant", "listTenants", "listTenantSummaries", "search"],
  ...["listFleets", "getFleet", "mayFollowFleet"],
  ...["listNotifications", "openNotification", "countUnread", "readUnread"],
];

interface Outcome {
  text: string;
  isRefused: boolean;
}

let place: WalledPlace;
const outcomes = new Map<string, Outcome>();
const outcomeOf = (name: string, heard: Heard) => outcomes.get(`${name}, ${heard}`) ?? { text: "", isRefused: false };

beforeAll(async () => {
  const another = await buildWalledPlace("another");
  place = await buildWalledPlace("walled");
  for (const heard of heards) {
    await hear(heard, another.workspaceId);
    for (const name of Object.keys(calls)) outcomes.set(`${name}, ${heard}`, await outcome(name));
  }
});

const known = /walled[ -](tenant|owner)|"text":"walled"|"access":\{"workspace":\{[^}]*\}/g;

/** What a call gave, as text without what was asked for and what authorisation itself knows; or how it was refused. */
async function outcome(name: string): Promise<Outcome> {
  try {
    const result = await calls[name]?.(place);
    const text = JSON.stringify(result, (_, value) => (typeof value === "bigint" ? String(value) : value)) ?? "";
    return { text: text.replaceAll(known, ""), isRefused: false };
  } catch (error) {
    return { text: error instanceof AppError ? error.code : String(error), isRefused: true };
  }
}

// A pack whose changes were not recorded answers not_found either way.
const givesSomething = (name: string) => !name.startsWith("listChanged");

describe("each function that reads for somebody", () => {
  it("is called here", () => {
    expect(Object.keys(calls).sort()).toEqual(readersOf("lib").sort());
  });

  it.each(Object.keys(calls))("%s gets nothing when the workspace is not said", (name) => {
    const seen = outcomeOf(name, "the truth");
    expect(seen.isRefused).toBe(!givesSomething(name));
    const { text, isRefused } = outcomeOf(name, "nothing");
    if (isRefused) expect(text).toMatch(/^(not_found|forbidden)$/);
    else expect(text).not.toBe(seen.text);
    expect(text).not.toContain("walled");
  });

  it.each(Object.keys(calls).filter((name) => !acrossWorkspaces.includes(name)))(
    "%s gets nothing when another workspace is said",
    (name) => {
      const { text } = outcomeOf(name, "another workspace");
      if (givesSomething(name)) expect(text).not.toBe(outcomeOf(name, "the truth").text);
      expect(text).not.toMatch(/walled|another/);
    },
  );
});

/** The exported functions below a folder that take the actor and only look, by their names. */
function readersOf(folder: string): string[] {
  const reader =
    /^export (?:async )?function ((?:list|get|find|count|browse|search|readUnread|mayFollow|openNotification|previewPack)\w*)\(\s*actor: Actor\b/gm;
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) =>
      [...readFileSync(path.join(folder, file), "utf8").matchAll(reader)].map((match) => match[1] ?? ""),
    );
}
