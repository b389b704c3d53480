import type { Imported, ImportedReport, Importer, Sample } from "@/lib/imports/importer";
import { readJson, readMembers } from "@/lib/imports/json-reader";
import { momentOfIso, momentOfNamedZone } from "@/lib/imports/moments";
import { fileProblem } from "@/lib/imports/problem";
import { listAt, objectAt, tenantIdAt, textAt } from "@/lib/imports/record";
import { rowsOfAnswer } from "@/lib/imports/report-parts";
import type { ImportSource } from "@/lib/imports/source";

const sectionBytesMax = 64 * 1024 * 1024;

/** Which stored report a section of ScubaGear's raw settings belongs to (import-formats.md, 7). */
const typeOfSection: Readonly<Record<string, string>> = {
  privileged_users: "entra_admin_roles",
  privileged_roles: "entra_admin_roles",
  privileged_service_principals: "entra_admin_roles",
  risky_applications: "permission_posture",
  risky_third_party_service_principals: "permission_posture",
  conditional_access_policies: "conditional_access",
};

const failedCommands = "aad_unsuccessful_commands";

/** The sections of raw settings, each as it came. One whose commands failed is no complete list. */
export async function* readSections(
  source: ImportSource,
  within: "Raw" | null,
  capturedAt: Date | null,
): AsyncGenerator<ImportedReport> {
  const name = (section: string) => (within ? `${within}.${section}` : section);
  const inside = within ? { into: within } : {};
  const { [name(failedCommands)]: failed } = await readMembers(source, [name(failedCommands)], inside);
  const sections = new Map(Object.keys(typeOfSection).map((section) => [name(section), section]));
  const limits = {
    ...inside,
    skip: (member: string) => !sections.has(member),
    whole: () => true,
    bytesMax: sectionBytesMax,
  };
  for await (const { member, value } of readJson(source, "members", limits)) {
    const part = sections.get(member ?? "");
    if (part === undefined || value === null) continue;
    yield toReport(part, value, { capturedAt, isComplete: listAt(failed).length === 0 });
  }
}

function toReport(
  part: string,
  payload: unknown,
  about: Pick<ImportedReport, "capturedAt" | "isComplete">,
): ImportedReport {
  const rows = rowsOfAnswer(payload).length;
  return { kind: "report", type: typeOfSection[part] ?? "", part, payload, rows, ...about };
}

/** ScubaGear's ProviderSettingsExport.json: raw settings of the tenant, of which the sections that are reports are stored. */
export const scubagearSettings: Importer = {
  format: "scubagear-settings",
  tool: "scubagear",
  label: "ScubaGear (ProviderSettingsExport JSON)",
  times: "undated",
  recognises: (sample) =>
    sample.kind === "json" &&
    sample.shape === "members" &&
    ["baseline_version", "module_version", "tenant_details"].every((name) => sample.members.has(name)),
  async *read({ source, timeZone }): AsyncGenerator<Imported> {
    const facts = await readMembers(source, [
      "tenant_details",
      "tenant_id",
      "module_version",
      "timestamp_zulu",
      "date",
    ]);
    const details = objectAt(listAt(facts.tenant_details)[0]);
    yield {
      kind: "facts",
      toolVersion: textAt(facts.module_version) || undefined,
      entraTenantId: tenantIdAt(details.TenantId) ?? tenantIdAt(facts.tenant_id),
    };
    let sections = 0;
    for await (const section of readSections(source, null, momentOf(facts, timeZone))) {
      sections++;
      yield section;
    }
    if (sections === 0)
      throw fileProblem(
        `None of the sections that are reports is in the file: ${Object.keys(typeOfSection).join(", ")}.`,
        "Nothing was imported. Run ScubaGear with the product aad.",
      );
  },
};

function momentOf(facts: Record<string, unknown>, timeZone: string): Date | null {
  if (textAt(facts.timestamp_zulu) !== "") return momentOfIso(facts.timestamp_zulu, "$", "timestamp_zulu");
  return textAt(facts.date) === "" ? null : momentOfNamedZone(facts.date, timeZone, "$", "date");
}

/** One section of it, saved in a file of its own: without tenant and date. */
export const scubagearSection: Importer = {
  format: "scubagear-section",
  tool: "scubagear",
  label: "ScubaGear (one section of the settings, JSON)",
  times: "undated",
  recognises: (sample) => sectionOf(sample) !== undefined,
  async *read({ source, sample }) {
    const part = sectionOf(sample);
    if (part === undefined)
      throw fileProblem(`This is none of the sections that are reports: ${Object.keys(typeOfSection).join(", ")}.`);
    for await (const { index, value } of readJson(source, "lines", { bytesMax: sectionBytesMax })) {
      if (index !== 0)
        throw fileProblem("The file holds more than one section.", "Save each section in a file of its own.");
      yield toReport(part, value, { capturedAt: null, isComplete: true });
    }
  },
};

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** By the names of its members, which are PascalCase; Microsoft Graph's own are camelCase. */
function sectionOf(sample: Sample): string | undefined {
  if (sample.kind !== "json") return undefined;
  if (sample.shape === "members") {
    const [name = "", first] = [...sample.members][0] ?? [];
    const has = (member: string) => member in objectAt(first);
    if (!guid.test(name) || !has("roles") || !has("DisplayName")) return undefined;
    return has("ServicePrincipalId") || has("AppId") ? "privileged_service_principals" : "privileged_users";
  }
  const has = (...names: string[]) => names.every((member) => member in objectAt(sample.first));
  if (has("RoleTemplateId", "Assignments")) return "privileged_roles";
  if (has("Conditions", "State", "GrantControls")) return "conditional_access_policies";
  if (!has("ObjectId", "AppId", "Permissions")) return undefined;
  return has("AppOwnerOrganizationId") || has("SignInAudience")
    ? "risky_third_party_service_principals"
    : "risky_applications";
}
