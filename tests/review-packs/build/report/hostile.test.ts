import { beforeAll, describe, expect, it } from "vitest";
import { readMaterial } from "@/lib/review-packs/build/report/material-file";
import { buildFinding, buildOperationRun, buildReport, buildTenant, buildWorkspace } from "../../../factories";
import { asOwner } from "../../../support/owner";
import { buildClaim } from "../pack-claim";
import { htmlText, makeReport, pdfInfo, pdfText, type StagedReport } from "./staged-report";

const hostile = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "'><svg/onload=alert(1)>",
  "</style><style>*{display:none}</style>",
  "</title></head><body onload=alert(1)>",
  "javascript:alert(1)",
  "&lt;b&gt;&amp;&#60;",
  "{{7*7}} #{7*7} <%= 7*7 %>",
  "\u202Egpj.exe\u202C \u2066isolated\u2069 \u200Fmark",
  "\u0001\u0007\u001b[31m\u009b",
  "emoji 😀👩‍👩‍👧‍👦🏳️‍🌈 and 🔒",
  "שלום עולם و مرحبا بالعالم",
  "管理者アカウント 관리자 ",
  "Z\u0351\u036B\u0343a\u0363\u0323l\u0348g\u0353o\u0321",
  "private \ue000\uf8ff and \u{10fffd}",
  ") Tj ET Q /Launch <</S/JavaScript>> endstream endobj",
  "x".repeat(5_000),
  "word ".repeat(2_000),
];

const ended = { status: "completed", outcome: "failed", completedAt: new Date() };
let report: StagedReport;

beforeAll(async () => {
  const all = hostile.join(" ");
  const workspace = await buildWorkspace({ name: `${hostile[0]}${hostile[9]}${hostile[8]}` });
  const tenant = await buildTenant({
    workspaceId: workspace.id,
    name: hostile[4] ?? "",
    rbacGroupId: "x",
    rbacGroupName: all,
    rbacStatusReason: all,
    rbacLastCheckedAt: new Date(),
    rbacLastWarnings: hostile,
  });
  for (const [at, text] of hostile.entries()) {
    const severity = at < 9 ? "critical" : "high";
    await buildFinding({ tenant, severity, title: text, checkId: text, resourceName: text, source: text.slice(0, 60) });
  }
  const principal = { displayName: all, userPrincipalName: all };
  const roles = hostile.map((role, at) => ({
    principalId: `${at}`,
    roleDefinitionId: role,
    principal,
    directoryScopeId: role,
  }));
  await buildReport({ tenant, source: "graph/roleAssignments", payload: { value: roles } });
  const grants = hostile.map((clientId) => ({
    clientId,
    consentType: "Principal",
    principalId: all,
    resourceId: all,
    scope: all,
  }));
  await buildReport({
    tenant,
    type: "permission_posture",
    source: "graph/oauth2PermissionGrants",
    payload: { value: grants },
  });
  const policies = hostile.map((displayName) => ({
    displayName,
    state: displayName,
    conditions: {},
    grantControls: { builtInControls: hostile },
  }));
  await buildReport({ tenant, type: "conditional_access", source: "graph/policies", payload: { value: policies } });
  // PostgreSQL's json keeps what its text cannot hold: NUL and half a surrogate pair, as escapes.
  const checks = hostile.map((title) => ({ id: title, title, severity: title, passed: 1, failed: 0 }));
  const escaped = JSON.stringify({ tool: all, toolVersion: all, checks }).replaceAll("word ", "\\u0000\\ud800");
  const { id } = await buildReport({ tenant, type: "assessment.prowler", source: "prowler", payload: {} });
  await asOwner((client) => client.query("UPDATE stored_reports SET payload = $2::json WHERE id = $1", [id, escaped]));
  await buildOperationRun({ tenant, ...ended, initiatedByName: all, failureReason: all });
  report = await makeReport(await buildClaim({ tenant }));
}, 120_000);

// Everything that the report's own templates write.
const tags = new Set(
  "html head meta title style body svg defs pattern path header div img p h1 h2 h3 dl dt dd nav ol ul li a span main section b table caption colgroup col thead tbody tr th td rect pre code wbr footer".split(
    " ",
  ),
);
const attributes = new Set(
  "lang charset http-equiv content name class aria-hidden aria-label aria-labelledby id width height patternUnits d x alt src href scope role data-name".split(
    " ",
  ),
);

/** The tags of a document with their attributes, as a parser of HTML sees them after the doctype. */
function elements(html: string): { tag: string; attributes: [string, string][] }[] {
  return [...html.matchAll(/<\/?([a-z][^\s/>]*)((?:\s+[^\s=/>]+(?:="[^"]*")?)*)\s*\/?>/gi)].map(
    ([, tag = "", rest = ""]) => ({
      tag,
      attributes: [...rest.matchAll(/([^\s=]+)(?:="([^"]*)")?/g)].map(([, name = "", value = ""]): [string, string] => [
        name,
        value,
      ]),
    }),
  );
}

describe("hostile names and texts in report.html", () => {
  it("make no element and no attribute", () => {
    const found = elements(report.html.replace(/^<!doctype html>\n/, ""));
    expect(found.length).toBeGreaterThan(500);
    expect(new Set(found.map(({ tag }) => tag).filter((tag) => !tags.has(tag)))).toEqual(new Set());
    const names = found.flatMap((element) => element.attributes.map(([name]) => name));
    expect(new Set(names.filter((name) => !attributes.has(name)))).toEqual(new Set());
    for (const { attributes } of found) {
      for (const [name, value] of attributes) {
        if (name === "href") expect(value).toMatch(/^#[a-z-]+$/);
        if (name === "src") expect(value).toMatch(/^data:image\/png;base64,[A-Za-z0-9+/=]+$/);
      }
    }
    // Whatever is no tag holds no "<".
    expect(report.html.replace(/^<!doctype html>/, "").replaceAll(/<\/?[a-z][^<>]*>/gi, "")).not.toMatch(
      /[<>](?![^{}]*})/,
    );
  });

  it("meet a policy that forbids scripts and requests, with the one style that it has", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(report.html)?.[1];
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; img-src data:; base-uri 'none'; form-action 'none'$/,
    );
    expect(report.html.match(/<style>/g)).toHaveLength(1);
    expect(report.html).not.toMatch(/ style=/);
  });

  it("are shown: turned, hidden and controlling characters by their code, long ones cut with a note", () => {
    const text = htmlText(report.html);
    expect(text).toContain("<script>alert(1)</script>");
    expect(text).toContain("⟨U+202E⟩gpj.exe");
    expect(text).toContain("⟨U+0001⟩⟨U+0007⟩⟨U+001B⟩[31m⟨U+009B⟩");
    expect(text).toContain("⟨U+0000⟩\ufffd");
    expect(text).toContain("管理者アカウント");
    expect(text).toMatch(/xxx … \([\d,]+ more characters\)/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(report.html).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
    expect(report.html.length).toBeLessThan(1_000_000);
  });
});

describe("hostile names and texts in report.pdf", () => {
  it("are shown in a document that a reader opens without complaint", async () => {
    expect(await pdfInfo(report.pdf)).toMatch(/JavaScript: +no/);
    const text = await pdfText(report.pdf);
    expect(text).toContain("<script>alert(1)</script>");
    expect(text).toContain("⟨U+202E⟩");
    expect(text).toContain("/Launch <</S/JavaScript>>");
    expect(text).toContain("<U+10FFFD>");
    expect(text).toContain("管理者");
    expect(text).toContain("😀");
    expect(text).toMatch(/more characters/);
  });

  it("make no action and no link out of the document", () => {
    const raw = report.pdf.toString("latin1");
    expect(raw).not.toMatch(/\/(JavaScript|JS|Launch|URI|SubmitForm|EmbeddedFile)\b/);
  });

  it("take bounded room", () => {
    expect(report.pdf.length).toBeLessThan(2_000_000);
  });
});

describe("a name of 10 MB", () => {
  it("costs the report nothing", async () => {
    const tenant = await buildTenant();
    const long = "n".repeat(10_000_000);
    await buildFinding({ tenant, title: long, resourceName: "\u202E".repeat(1000) + long });
    const { collected, html, pdf } = await makeReport(await buildClaim({ tenant }));
    expect(html).toContain("more characters");
    expect(html.length).toBeLessThan(100_000);
    expect(pdf.length).toBeLessThan(300_000);
    expect(Buffer.byteLength(JSON.stringify(await readMaterial(collected)))).toBeLessThan(20_000);
  });
});
