import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listZip } from "@/lib/archive/read-zip";
import { inSystem } from "@/lib/db";
import { env } from "@/lib/env";
import { notifyEnd } from "@/lib/review-packs/notify-end";
import { openStoredFile } from "@/lib/storage/disk-file";
import type { Prisma } from "@/prisma/client/client";
import { buildOperationRun, buildReport, buildTenant, buildUser, sha256 } from "../../../factories";
import { type Entries, readEntries } from "../../../support/forged-pack";
import { finishPack } from "../../finished-pack";
import { canaries, canariesIn, encodings } from "./canaries";

const run = promisify(execFile);
const all = canaries();
/** The canary and the way it is written at a place: over all places every canary is written in every way. */
const at = (place: number, field: number) => {
  const { value } = all[place % all.length] ?? { value: "" };
  return (encodings[(place + field) % encodings.length] ?? String)(value);
};
const spoken = (place: number, field: number) =>
  `The setting of ${at(place, field)} was changed, see ${at(place, field + 1)}.`;

let folder = "";
let zip: string;
let entries: Entries;
let stored: string;

/** Each member of a report that is known, and some that are not, holds a canary. */
const members =
  `id principalId displayName userPrincipalName mail givenName surname mailNickname description state title scope assignmentType
  roleDefinitionId directoryScopeId createdDateTime @odata.type includeUsers ipRanges deviceName unheardOf name roles actionName
  service basis MemberUPN MemberDisplayName RoleName KeyId`.split(/\s+/);

function holding(place: number): Prisma.InputJsonObject {
  const row = Object.fromEntries(members.map((name, field) => [name, at(place, field)]));
  return { ...row, [at(place, 3)]: at(place, 4), nested: { [at(place, 5)]: [at(place, 6)] }, members: [at(place, 7)] };
}

beforeAll(async () => {
  const tenant = await buildTenant({
    rbacStatus: "partial",
    rbacStatusReason: spoken(1, 0),
    rbacScopeMode: at(2, 0),
    rbacScopeId: at(3, 0),
    rbacGroupId: at(4, 0),
    rbacGroupName: at(5, 0),
    rbacRoleDefinitionId: at(6, 0),
    rbacRoleDisplayName: at(7, 0),
    rbacRoleAssignmentId: at(8, 0),
    rbacLastWarnings: [spoken(9, 0), { [at(10, 0)]: at(11, 0) }],
  });
  const actor = await buildUser({
    role: "manager",
    tenant,
    name: all[0]?.value ?? "",
    email: (all[1]?.value ?? "").toLowerCase(),
  });
  const seen = { firstSeenAt: new Date(), lastSeenAt: new Date() };
  const finding = (place: number, more = {}) => ({
    workspaceId: tenant.workspaceId,
    tenantId: tenant.id,
    fingerprint: sha256(`${place}`),
    source: "prowler",
    scope: at(place, 0),
    checkId: at(place, 1),
    title: spoken(place, 2),
    severity: "high",
    status: "open",
    resourceType: at(place, 3),
    resourceId: at(place, 4),
    resourceName: at(place, 5),
    remediation: spoken(place, 6),
    compliance: [at(place, 7), `CIS-6.0: ${at(place, 8)}`],
    evidence: {
      ...Object.fromEntries(
        "detail description risk account region service categories tags message provider group uid ocsf"
          .split(" ")
          .map((key, field) => [key, spoken(place, field)]),
      ),
      [at(place, 2)]: { [at(place, 3)]: [at(place, 4)] },
    },
    ...seen,
    ...more,
  });
  await inSystem((tx) => tx.finding.createMany({ data: all.map((_, place) => finding(place)) }));
  const ended = { status: "completed", outcome: "failed", completedAt: new Date() };
  for (let place = 0; place < 24; place++)
    await buildOperationRun({
      tenant,
      ...ended,
      initiatedByName: at(place, 1),
      failureReason: spoken(place, 2),
      summaryCounts: { [at(place, 3)]: 1, note: at(place, 4) },
    });
  const report = (from: number): Prisma.InputJsonObject => ({
    parts: {
      roleAssignments: {
        answer: {
          "@odata.context": `https://graph.microsoft.com/v1.0/$metadata#x('${at(from, 0)}')`,
          value: all.map((_, place) => ({
            ...holding(place + from),
            principal: holding(place + from),
            roleDefinitionId: "62e90394-69f5-4237-9190-012177145e10",
          })),
        },
      },
      privileged_users: {
        answer: Object.fromEntries(all.slice(0, 60).map(({ value }, place) => [value, holding(place)])),
      },
    },
  });
  await buildReport({ tenant, payload: report(0), capturedAt: new Date(Date.now() - 1000), rowCount: 1 });
  const permissions = {
    value: all.map((_, place) => ({
      ...holding(place),
      clientId: at(place, 0),
      consentType: at(place, 1),
      resourceId: at(place, 2),
      principalType: "User",
      principalDisplayName: at(place, 3),
    })),
  };
  await buildReport({
    tenant,
    type: "permission_posture",
    source: "graph/appRoleAssignedTo",
    payload: permissions,
    rowCount: 1,
    capturedAt: new Date(Date.now() - 1000),
  });
  await buildReport({
    tenant,
    type: "conditional_access",
    source: "graph/policies",
    payload: {
      value: all.map((_, place) => ({ ...holding(place), conditions: holding(place), grantControls: holding(place) })),
    },
  });
  await buildReport({
    tenant,
    type: "assessment.prowler",
    source: "prowler",
    payload: {
      tool: at(1, 1),
      checks: all.map((_, place) => ({
        id: at(place, 0),
        title: spoken(place, 1),
        severity: "high",
        scope: at(place, 2),
        passed: 1,
        failed: 0,
        accepted: 0,
        notAssessed: 0,
      })),
    },
  });
  // A pack with people's data, and then changes: the one without them compares itself with it.
  await finishPack(actor, tenant);
  await buildReport({ tenant, payload: report(5), rowCount: 1 });
  await inSystem(async (tx) => {
    await tx.tenant.update({
      where: { id: tenant.id },
      data: { rbacGroupName: at(40, 1), rbacStatusReason: spoken(41, 0) },
    });
    const [one] = await tx.finding.findMany({ where: { tenantId: tenant.id }, take: 1, omit: { contentHash: true } });
    if (one)
      await tx.findingEvent.create({
        data: {
          workspaceId: tenant.workspaceId,
          tenantId: tenant.id,
          findingId: one.id,
          kind: "severity_changed",
          fromSeverity: "low",
          toSeverity: "high",
          occurredAt: new Date(),
        },
      });
  });
  const id = BigInt(await finishPack(actor, tenant, { includePii: false, includeOperations: true }));
  await notifyEnd(id, new Date());
  const pack = await inSystem((tx) => tx.reviewPack.findUniqueOrThrow({ where: { id } }));
  zip = path.join(env().TENANTPILOT_DATA_DIR, "storage", "exports", pack.filePath ?? "");
  entries = await readEntries(zip);
  const notes = await inSystem((tx) => tx.notification.findMany({ where: { tenantId: tenant.id } }));
  const audit = await inSystem((tx) =>
    tx.auditEvent.findMany({ where: { subjectId: String(id) }, select: { details: true } }),
  );
  const texts = notes.map(({ title, body, href }) => [title, body, href]);
  stored = JSON.stringify([pack.summary, pack.reason, pack.filePath, pack.failureReason, texts, audit]);
  folder = await mkdtemp(path.join(tmpdir(), "canaries-"));
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("of more than 200 people, addresses and devices, each written in eight ways into every field that can hold it,", () => {
  it("none is in any entry", () => {
    expect(all.length).toBeGreaterThanOrEqual(200);
    expect([...entries.keys()]).toContain("reports/entra_admin_roles.json");
    for (const [name, bytes] of entries) expect(canariesIn(bytes, all), name).toEqual([]);
  });

  it("none is in a name, a comment or the summary, a notification or the audit", async () => {
    const file = await openStoredFile(zip, zip);
    const { directory } = await listZip(file);
    const pieces: Uint8Array[] = [];
    for await (const piece of file.chunks({ start: directory.start, end: file.bytes - 1 })) pieces.push(piece);
    await file.close();
    expect(canariesIn(Buffer.concat(pieces), all)).toEqual([]);
    expect(canariesIn(Buffer.from(stored), all)).toEqual([]);
  });

  it("none is in the text of report.pdf", async () => {
    const pdf = path.join(folder, "report.pdf");
    await writeFile(pdf, entries.get("report.pdf") ?? "");
    const { stdout } = await run("pdftotext", [pdf, "-"], { maxBuffer: 1 << 26 });
    expect(stdout).toContain("Pseudonymised");
    // Lines are broken where the page ends: what is compared has no white space.
    const squeezed = all.map((one) => ({ ...one, value: one.value.replace(/\s/g, "") }));
    expect(canariesIn(Buffer.from(stdout.replace(/\s/g, "")), squeezed)).toEqual([]);
  });

  it("the same person is the same token in findings, roles and changes", () => {
    const changes = JSON.parse(String(entries.get("changes.json")));
    const roles = String(entries.get("reports/entra_admin_roles.json"));
    const [added] = changes.role_assignments.added;
    expect(changes.role_assignments.state).toBe("compared");
    expect(added.holder).toMatch(/^person-[0-9a-z]{12}$/);
    expect(roles).toContain(added.holder);
  });
});
