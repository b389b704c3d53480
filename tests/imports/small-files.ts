import { cellsOf, csvOf } from "@/tests/imports/prowler-csv-file";
import { hoursAgo, jsonOf, scanOf } from "@/tests/imports/scan";

// One small file of each format, in the shape that its tool gives it; everything in it is made up.

const tenantId = "11111111-2222-4333-8444-555555555555";
const at = hoursAgo(24).toISOString();

const prowler = scanOf(hoursAgo(24), [
  { check: "entra_a", detail: 'é "x"; \n' },
  { check: "entra_b", status: "PASS" },
]);

const maester = {
  TotalCount: 2,
  PassedCount: 0,
  FailedCount: 1,
  SkippedCount: 1,
  ExecutedAt: "2026-11-22T12:00:00.4608481+11:00",
  TenantId: tenantId,
  TenantName: "Example",
  Account: "runner@example.com",
  SystemInfo: { MachineName: "RUNNER-1" },
  CurrentVersion: "1.3.0",
  Tests: [
    {
      Id: "EIDSCA.AP01",
      Title: "Self-service",
      Name: "EIDSCA.AP01: Self-service",
      HelpUrl: "https://example.com/AP01",
      Severity: "High",
      Tag: ["EIDSCA", "EIDSCA.AP01"],
      Result: "Failed",
      ScriptBlockFile: "/Users/runner/tests/a.ps1",
      ErrorRecord: [{ Exception: { Message: "Expected $true at C:\\Users\\runner\\a.ps1:7" } }],
      Block: "EIDSCA",
      ResultDetail: {
        TestResult: "| a | b |",
        TestDescription: "Why.\n\n#### Remediation action:\n\nDo it.",
        Severity: "",
      },
    },
    { Index: 2, Name: "Old test without an id", Tag: null, Result: "Skipped", Block: "Old", ResultDetail: null },
  ],
  Blocks: [{ Name: "EIDSCA" }],
};

const zeroTrust = {
  ExecutedAt: "2026-11-22T08:21:38.163451+10:00",
  TenantId: tenantId,
  TenantName: "Example",
  CurrentVersion: "2.1.8",
  TestResultSummary: { IdentityPassed: 1, IdentityTotal: 2 },
  IsDemo: "true",
  Tests: [
    {
      TestId: 21770,
      TestTitle: "Applications",
      TestRisk: "High",
      TestStatus: "Failed",
      TestPillar: "Identity",
      TestDescription: "Why.\n\n**Remediation action**\n\n- Do it.",
      TestResult: "found",
      TestMinimumLicense: "P1",
      TestTags: null,
    },
    {
      TestId: "21771",
      TestTitle: "b",
      TestRisk: "Low",
      TestStatus: "Planned",
      TestPillar: null,
      TestMinimumLicense: ["P2"],
    },
  ],
};

const control = (id: string, result: string) => ({
  "Control ID": id,
  Requirement: "Blocked.<div class='policy-indicators'>x</div>",
  Result: result,
  Criticality: "Shall",
  Details: "found:<br/>one",
  OmittedEvaluationResult: "N/A",
});
const group = {
  GroupName: "g",
  GroupReferenceURL: "https://example.com/g",
  Controls: [control("MS.AAD.1.1v1", "Fail"), control("MS.AAD.1.2v1", "Pass")],
};
const sections = {
  privileged_users: { [tenantId]: { DisplayName: "Jane", roles: ["Reader"] } },
  privileged_roles: [
    {
      DisplayName: "Reader",
      RoleTemplateId: "t",
      Assignments: [{ PrincipalId: tenantId, EndDateTime: "/Date(1777406310050)/" }],
    },
  ],
  risky_applications: [
    { ObjectId: { Application: "o" }, AppId: "a", DisplayName: "App", KeyCredentials: { KeyId: "k" }, Permissions: [] },
  ],
  conditional_access_policies: [],
  total_user_count: -1,
};

const ocsf = {
  activity_id: 1,
  category_uid: 2,
  class_uid: 2004,
  type_uid: 200401,
  metadata: { product: { name: "Acme" }, version: "1.5.0" },
  severity_id: 3,
  time: hoursAgo(24).getTime(),
  finding_info: { uid: "a", title: "Open port", first_seen_time: hoursAgo(48).getTime() },
  resources: [{ uid: "r" }],
};
const compliance = {
  ...ocsf,
  class_uid: 2003,
  type_uid: 200301,
  compliance: { standards: ["CMMC-2.0"], requirements: ["AC.1"], status_id: 3, checks: [{ uid: "c", name: "check" }] },
};

const fingerprint = "ab".repeat(32);
const finding = {
  check_id: "entra_a",
  compliance: ["CIS-6.0: 1.3.3"],
  evidence: { detail: "x" },
  fingerprint,
  first_seen_at: at,
  id: "1",
  last_seen_at: at,
  remediation: "",
  resource_id: "r",
  resource_name: "r",
  resource_type: "",
  scope: "prowler/m365",
  severity: "high",
  source: "prowler",
  status: "resolved",
  title: "t",
};
const ownOcsf = {
  ...ocsf,
  finding_info: {
    ...ocsf.finding_info,
    uid: fingerprint,
    last_seen_time: hoursAgo(24).getTime(),
    analytic: { uid: "c" },
    data_sources: ["prowler"],
  },
  metadata: { product: { name: "TenantPilot" } },
  severity: "High",
  status_id: 1,
  resources: [{ uid: "r", name: "r", type: "" }],
  remediation: { desc: "" },
  unmapped: { compliance: [], evidence: {}, id: "1", scope: "s" },
};

const oscal = {
  "assessment-results": {
    uuid: tenantId,
    metadata: { title: "Assessment" },
    results: [
      {
        title: "June",
        start: at,
        observations: [{ uuid: "o1", description: "seen" }],
        findings: [
          {
            uuid: "f1",
            title: "Not least privilege",
            target: { type: "objective-id", "target-id": "ac-6.1_obj", status: { state: "not-satisfied" } },
            "related-observations": [{ "observation-uuid": "o1" }],
          },
        ],
      },
    ],
  },
};

const csv = (...lines: string[][]) =>
  Buffer.from(lines.map((cells) => `${cells.map((cell) => `"${cell}"`).join(",")}\r\n`).join(""));

/** A small file of each format, by the name of its importer. */
export const smallFiles: Readonly<Record<string, Buffer>> = {
  "prowler-ocsf": jsonOf(prowler),
  "prowler-csv": csvOf(prowler.map((record) => cellsOf(record))),
  "scubagear-json": jsonOf({
    MetaData: { Tool: "ScubaGear", ToolVersion: "1.8.0", TimestampZulu: at, TenantId: tenantId },
    Results: { AAD: [group] },
    Raw: sections,
  }),
  "scubagear-csv": csv(
    ["Control ID", "Requirement", "Result", "Criticality", "Details"],
    ["MS.AAD.1.1v1", "Blocked.", "Fail", "Shall", "two\nlines"],
  ),
  "scubagear-action-plan-csv": csv(
    ["Control ID", "Requirement", "Result", "Criticality", "Details", "Non-Compliance Reason", "Justification"],
    ["MS.AAD.1.1v1", "Blocked.", "Fail", "Shall", "two\nlines", "Not yet", " "],
  ),
  "scubagear-report": Buffer.from(
    `\ufeff${JSON.stringify([
      {
        ReportSummary: { Date: "11/22/2026 17:15:48 Coordinated Universal Time", AnnotatedFailedPolicies: {} },
        Results: [group],
        MetaData: { "Tenant Display Name": "Example", "Report Date": "11/22/2026 17:15:48 Coordinated Universal Time" },
      },
    ])}`,
    "utf16le",
  ),
  "scubagear-settings": jsonOf({
    baseline_version: "1",
    module_version: "1.8.0",
    timestamp_zulu: at,
    tenant_details: [{ TenantId: tenantId }],
    ...sections,
  }),
  "scubagear-section": jsonOf(sections.privileged_users),
  "maester-json": jsonOf(maester),
  "zero-trust-assessment-json": jsonOf(zeroTrust),
  "m365-assess-csv": csv(
    ["Category", "Setting", "CurrentValue", "RecommendedValue", "Status", "CheckId", "Remediation"],
    ["Sharing", "Level", "Anyone", "Nobody", "Fail", "SPO-1.1", "Run: it"],
    ["Sharing", "Sync", "x", "y", "Info", "", ""],
  ),
  "m365-assess-roles": csv(
    ["RoleName", "RoleId", "MemberDisplayName", "MemberUPN", "MemberType", "MemberId"],
    ["Reader", "r", "Jane", "jane@example.com", "User", "m"],
  ),
  "m365-assess-score": csv(
    ["CurrentScore", "MaxScore", "Percentage", "CreatedDateTime", "AverageComparativeScore"],
    ["75", "123", "60.98", "3/14/2026 12:00:00 AM", "0"],
  ),
  "m365-assess-actions": csv(["ActionName", "ScoreImpact", "ImplementationStatus"], ["OneAdmin", "100", "You have 4."]),
  "tenantpilot-json": jsonOf([finding]),
  "tenantpilot-ocsf": jsonOf([ownOcsf]),
  "ocsf-detection": jsonOf([ocsf]),
  "ocsf-compliance": jsonOf([compliance]),
  "oscal-assessment-results": jsonOf(oscal),
  "graph-roles": jsonOf({ value: [{ principalId: "p", roleDefinitionId: "r", directoryScopeId: "/" }] }),
};
