import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/capabilities";
import { hashGivenPassword } from "@/lib/auth/passwords";
import { inSystem, type Tx } from "@/lib/db";
import {
  appRoleAssignedTo,
  permissionGrants,
  roleAssignments,
  roleDefinitions,
} from "@/lib/embedded/demo/graph-answers";
import { type DemoTenant, generatedScan, prowlerScan } from "@/lib/embedded/demo/prowler-scan";
import { scubaResults } from "@/lib/embedded/demo/scuba-results";
import { importFile } from "@/lib/imports/import-file";

/** What seeding needs: the moment that dates are counted back from, the password of all demo people, how many findings the tenant with many of them gets, and who hears of it. */
export interface DemoPlan {
  now: Date;
  password: string;
  generatedFindings?: number;
  onProgress(line: string): void;
}

/** Who can sign in afterwards. */
export interface DemoPeople {
  people: { email: string; role: string }[];
}

const operator: Actor = { kind: "operator", name: "Demo data" };
const dayMs = 86_400_000;
const usualFindings = 50_000;

const contoso = tenant("contoso", "Contoso", "1");
const fabrikam = tenant("fabrikam", "Fabrikam", "2");
const tailspin = tenant("tailspin", "Tailspin Toys", "3");
const adatum = tenant("adatum", "Adatum", "4");
const northwind = tenant("northwind", "Northwind", "5");

const roles: readonly Role[] = ["owner", "manager", "operator", "readonly"];

/**
 * Makes the demo workspace (imports.md, demo data): tenants and people that nobody is, and evidence that goes in through
 * the importers, from files in the tools' formats that we make ourselves. Continues where it was cut off; again it changes nothing.
 */
export async function seedDemo({
  now,
  password,
  generatedFindings = usualFindings,
  onProgress,
}: DemoPlan): Promise<DemoPeople> {
  const passwordHash = await hashGivenPassword(password);
  await inSystem((tx) => addPlaces(tx, now, passwordHash));
  const files = evidence(now, generatedFindings);
  for (const [index, file] of files.entries()) {
    onProgress(`${file.tenant.name}: ${file.name} (${index + 1} of ${files.length})`);
    const bytes = typeof file.content === "string" ? once(file.content) : file.content();
    const options = file.isUndated ? { capturedAt: file.at } : {};
    const { importId } = await importFile(
      operator,
      { tenant: file.tenant.slug, fileName: file.name, source: bytes, options },
      now,
    );
    if (importId !== null) await dateBack(BigInt(importId), file.at);
  }
  return {
    people: [
      ...roles.map((role) => ({ email: `${role}@demo.example`, role })),
      { email: "stranger@other.example", role: "owner of another workspace" },
    ],
  };
}

function tenant(slug: string, name: string, digit: string): DemoTenant {
  return { slug, name, entraTenantId: `0000000${digit}-0000-4000-8000-000000000000` };
}

async function addPlaces(tx: Tx, now: Date, passwordHash: string): Promise<void> {
  if (await tx.workspace.findUnique({ where: { slug: "demo" } })) return;
  const demo = await tx.workspace.create({ data: { slug: "demo", name: "Demo" } });
  const other = await tx.workspace.create({ data: { slug: "other", name: "Other" } });
  for (const place of [contoso, fabrikam, tailspin, adatum]) {
    await tx.tenant.create({ data: { ...place, ...hardeningOf(place, now), workspaceId: demo.id } });
  }
  await tx.tenant.create({ data: { ...northwind, workspaceId: other.id } });
  const people = [
    ...roles.map((role) => ({ email: `${role}@demo.example`, name: `Demo ${role}`, role, workspaceId: demo.id })),
    { email: "stranger@other.example", name: "Other owner", role: "owner", workspaceId: other.id },
  ];
  for (const { email, name, role, workspaceId } of people) {
    await tx.user.create({ data: { email, name, passwordHash, memberships: { create: { workspaceId, role } } } });
  }
}

/** Contoso is hardened but for one warning, Fabrikam half; of the others nothing is known. */
function hardeningOf(place: DemoTenant, now: Date) {
  if (place !== contoso && place !== fabrikam) return {};
  const isWhole = place === contoso;
  return {
    rbacStatus: isWhole ? "configured" : "partial",
    rbacStatusReason: isWhole ? null : "The role is not assigned to the group.",
    rbacScopeMode: "all_devices",
    rbacGroupId: "00000000-0000-4000-9000-000000000001",
    rbacGroupName: "TenantPilot operators",
    rbacRoleDefinitionId: "00000000-0000-4000-9000-000000000002",
    rbacRoleDisplayName: "Policy and profile manager",
    rbacRoleAssignmentId: isWhole ? "00000000-0000-4000-9000-000000000003" : null,
    rbacLastSetupAt: daysBefore(now, 120),
    rbacLastCheckedAt: daysBefore(now, isWhole ? 2 : 61),
    rbacLastWarnings: isWhole ? ["The group has no owner."] : ["The role is not assigned.", "The group has no owner."],
  };
}

interface EvidenceFile {
  tenant: DemoTenant;
  name: string;
  content: string | (() => AsyncIterable<Uint8Array>);
  at: Date;
  /** The format has no date of its own. */
  isUndated?: boolean;
}

/** Every file, oldest scan first. Fabrikam has no permission grants, and nothing that is younger than 60 days. */
function evidence(now: Date, generatedFindings: number): EvidenceFile[] {
  const scan = (place: DemoTenant, days: number, round: number): EvidenceFile => {
    const at = daysBefore(now, days);
    return {
      tenant: place,
      at,
      name: fileName("prowler", place, at, "ocsf.json"),
      content: prowlerScan({ tenant: place, at, round }),
    };
  };
  const baseline = (place: DemoTenant, days: number, round: number): EvidenceFile => {
    const at = daysBefore(now, days);
    return {
      tenant: place,
      at,
      name: fileName("ScubaResults", place, at, "json"),
      content: scubaResults({ tenant: place, at, round }),
    };
  };
  const answer = (place: DemoTenant, days: number, name: string, content: string): EvidenceFile => {
    const at = daysBefore(now, days);
    return { tenant: place, at, name: fileName(name, place, at, "json"), content, isUndated: true };
  };
  return [
    scan(contoso, 62, 0),
    baseline(contoso, 62, 0),
    answer(contoso, 62, "role-assignments", roleAssignments(contoso, 0)),
    scan(contoso, 31, 1),
    baseline(contoso, 31, 1),
    answer(contoso, 12, "permission-grants", permissionGrants(contoso)),
    answer(contoso, 12, "app-role-assignments", appRoleAssignedTo(contoso)),
    scan(contoso, 3, 2),
    baseline(contoso, 3, 2),
    answer(contoso, 3, "role-definitions", roleDefinitions()),
    answer(contoso, 3, "role-assignments", roleAssignments(contoso, 1)),
    scan(fabrikam, 60, 0),
    answer(fabrikam, 60, "role-assignments", roleAssignments(fabrikam, 0)),
    largeScan(adatum, daysBefore(now, 1), generatedFindings),
  ];
}

function largeScan(place: DemoTenant, at: Date, findings: number): EvidenceFile {
  return {
    tenant: place,
    at,
    name: "generated-findings.ocsf.json",
    content: () => generatedScan(place, at, findings),
  };
}

function fileName(what: string, place: DemoTenant, at: Date, ending: string): string {
  return `${what}-${place.slug}-${at.toISOString().slice(0, 10)}.${ending}`;
}

/** The import looks as if it had been made when its scan was: an hour after it. */
async function dateBack(importId: bigint, at: Date): Promise<void> {
  const begun = new Date(at.getTime() + dayMs / 24);
  const ended = new Date(begun.getTime() + 4_000);
  await inSystem(async (tx) => {
    const { operationRunId } = await tx.import.update({
      where: { id: importId },
      data: { createdAt: begun, completedAt: ended },
    });
    if (operationRunId === null) return;
    await tx.operationRun.update({
      where: { id: operationRunId },
      data: { createdAt: begun, startedAt: begun, completedAt: ended },
    });
  });
}

/** Six in the morning UTC, so many days ago. */
function daysBefore(now: Date, days: number): Date {
  return new Date(Math.floor(now.getTime() / dayMs) * dayMs - days * dayMs + dayMs / 4);
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
