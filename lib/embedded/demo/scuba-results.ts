import { dice, guidOf } from "@/lib/embedded/demo/chance";
import type { DemoScan, DemoTenant } from "@/lib/embedded/demo/prowler-scan";

type Control = [id: string, criticality: "Shall" | "Should", requirement: string];

const groups: readonly { product: string; name: string; number: string; controls: readonly Control[] }[] = [
  {
    product: "AAD",
    name: "Sign-in",
    number: "1",
    controls: [
      ["MS.AAD.1.1v1", "Shall", "Clients that know no second factor SHALL be blocked."],
      ["MS.AAD.2.1v1", "Shall", "People at high risk SHALL be blocked."],
      ["MS.AAD.2.3v1", "Shall", "Sign-ins at high risk SHALL be blocked."],
      ["MS.AAD.3.1v1", "Shall", "A phishing-resistant factor SHALL be required of all people."],
      ["MS.AAD.3.7v1", "Should", "Managed devices SHOULD be required."],
    ],
  },
  {
    product: "AAD",
    name: "Privileged roles",
    number: "7",
    controls: [
      ["MS.AAD.7.1v1", "Shall", "Between two and eight people SHALL hold the highest role."],
      ["MS.AAD.7.3v1", "Shall", "Privileged people SHALL have accounts of the cloud only."],
      ["MS.AAD.7.4v1", "Shall", "Privileged roles SHALL NOT be held permanently."],
      ["MS.AAD.7.6v1", "Shall", "Activating the highest role SHALL need approval."],
      ["MS.AAD.7.9v1", "Should", "Activating other privileged roles SHOULD raise an alert."],
    ],
  },
  {
    product: "EXO",
    name: "Mail",
    number: "1",
    controls: [
      ["MS.EXO.1.1v2", "Shall", "Automatic forwarding to outside domains SHALL be off."],
      ["MS.EXO.3.1v1", "Should", "DKIM SHOULD be on for all domains."],
      ["MS.EXO.4.2v1", "Shall", "The DMARC policy SHALL be to reject."],
      ["MS.EXO.13.1v1", "Shall", "Mailboxes SHALL be audited."],
    ],
  },
  {
    product: "SHAREPOINT",
    name: "Sharing",
    number: "1",
    controls: [
      ["MS.SHAREPOINT.1.1v1", "Shall", "Sharing SHALL be limited to known guests, or to nobody."],
      ["MS.SHAREPOINT.3.1v1", "Shall", "Links for anybody SHALL end after 30 days or less."],
      ["MS.SHAREPOINT.2.1v1", "Should", "Files SHOULD be shared with named people by default."],
    ],
  },
  {
    product: "TEAMS",
    name: "Meetings",
    number: "1",
    controls: [
      ["MS.TEAMS.1.2v2", "Shall", "Anonymous people SHALL NOT begin a meeting."],
      ["MS.TEAMS.1.3v1", "Should", "Anonymous people SHOULD wait in the lobby."],
      ["MS.TEAMS.2.1v2", "Shall", "Outside domains SHALL be allowed one by one."],
    ],
  },
];

/** A result of ScubaGear as it writes it, with a byte order mark. Each round fixes some and breaks some. */
export function scubaResults({ tenant, at, round }: DemoScan): string {
  const products = [...new Set(groups.map((group) => group.product))];
  const file = {
    MetaData: {
      TenantId: tenant.entraTenantId,
      DisplayName: tenant.name,
      DomainName: `${tenant.slug}.example.com`,
      ProductSuite: "Microsoft 365",
      ProductsAssessed: products,
      Tool: "ScubaGear",
      ToolVersion: "1.8.0",
      TimestampZulu: at.toISOString(),
      ReportUUID: guidOf("scuba", tenant.slug, at.toISOString()),
    },
    Summary: {},
    AnnotatedFailedPolicies: {},
    Results: Object.fromEntries(products.map((product) => [product, groupsOf(tenant, product, round)])),
    Raw: {},
  };
  return `\ufeff${JSON.stringify(file, null, 1)}`;
}

function groupsOf(tenant: DemoTenant, product: string, round: number) {
  return groups
    .filter((group) => group.product === product)
    .map((group) => ({
      GroupName: group.name,
      GroupNumber: group.number,
      GroupReferenceURL: `https://example.com/baselines/${product.toLowerCase()}#${group.number}`,
      Controls: group.controls.map((control) => controlOf(tenant, control, round)),
    }));
}

function controlOf(tenant: DemoTenant, [id, criticality, requirement]: Control, round: number) {
  const wasBad = dice("scuba", tenant.slug, id) % 2 === 0;
  const turnsIn = 1 + (dice("scuba turns", tenant.slug, id) % 4);
  const breaks = dice("scuba breaks", tenant.slug, id) % 5 < 2;
  const isBad = round >= turnsIn ? !wasBad && breaks : wasBad;
  const result = isBad ? (criticality === "Shall" ? "Fail" : "Warning") : "Pass";
  return {
    "Control ID": id,
    Requirement: requirement,
    Result: result,
    Criticality: criticality,
    Details: isBad ? "Requirement not met." : "Requirement met.",
    OmittedEvaluationResult: "N/A",
    OmittedEvaluationDetails: "N/A",
    IncorrectResult: "N/A",
    IncorrectResultDetails: "N/A",
    OriginalResult: result,
    OriginalDetails: isBad ? "Requirement not met." : "Requirement met.",
    Comments: [],
    ResolutionDate: null,
  };
}
