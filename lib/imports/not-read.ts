import type { Sample } from "@/lib/imports/importer";
import { objectAt } from "@/lib/imports/record";

/** A file that is known by sight and is not evidence: what it is, and what to import instead. */
export interface NotRead {
  recognises(sample: Sample): boolean;
  what: string;
  next: string;
}

const firstHas = (sample: Sample, ...names: string[]) =>
  sample.kind === "json" && sample.shape !== "members" && names.every((name) => name in objectAt(sample.first));

const hasMembers = (sample: Sample, ...names: string[]) =>
  sample.kind === "json" && sample.shape === "members" && names.every((name) => sample.members.has(name));

const hasColumns = (sample: Sample, ...names: string[]) =>
  sample.kind === "csv" && names.every((name) => sample.header.includes(name));

const otherOscal = [
  "assessment-plan",
  "system-security-plan",
  "plan-of-action-and-milestones",
  "component-definition",
  "catalog",
  "profile",
];

/** Every file that is refused by name. They are asked after the importers. */
export const notRead: readonly NotRead[] = [
  {
    recognises: (sample) => firstHas(sample, "PolicyId", "RequirementMet"),
    what: "This is the raw output of ScubaGear's policy engine (TestResults.json). It is not for findings.",
    next: "Import ScubaResults_….json of the same run.",
  },
  ...otherOscal.map((name) => ({
    recognises: (sample: Sample) => hasMembers(sample, name),
    what: `This is OSCAL, but not assessment results: its content is ${name === "assessment-plan" ? "an" : "a"} ${name}.`,
    next: "Import the file that has assessment-results at the top.",
  })),
  {
    recognises: (sample) => hasColumns(sample, "UserPrincipalName", "IsMfaRegistered", "MethodsRegistered"),
    what: "This is M365-Assess's list of people and their sign-in methods. No report here keeps it.",
    next: "Import the files of checks (…-Config.csv), Admin-Roles.csv, Secure-Score.csv or Improvement-Actions.csv.",
  },
  {
    recognises: (sample) => hasColumns(sample, "Section", "Collector", "FileName", "Status", "Items"),
    what: "This is M365-Assess's own log of what it collected. It says nothing about the tenant.",
    next: "Import the files that it names: checks (…-Config.csv), Admin-Roles.csv, Secure-Score.csv or Improvement-Actions.csv.",
  },
  {
    recognises: (sample) => hasColumns(sample, "id", "fingerprint", "source", "check_id", "first_seen_at"),
    what: "This is findings.csv of a review pack. Its cells are made safe for spreadsheets, so it is not the findings as they were.",
    next: "Import findings.json or findings.ocsf.json of the same pack.",
  },
];
