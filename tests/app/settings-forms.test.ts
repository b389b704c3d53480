import { describe, expect, it } from "vitest";
import { auditPath, readAuditSearch } from "@/app/(app)/audit/schema";
import { readTokenForm } from "@/app/(app)/settings/api-tokens/read-token-form";
import { readLogoForm } from "@/app/(app)/settings/branding/logo/read-logo-form";
import { POST as saveLogo } from "@/app/(app)/settings/branding/logo/route";
import { settingsPath } from "@/app/(app)/settings/paths";
import {
  addMemberSchema,
  brandingSchema,
  keptInputSchema,
  readSettingsSearch,
  retentionSchema,
} from "@/app/(app)/settings/schema";
import { parseForm } from "@/lib/action";

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

const refused = expect.objectContaining({ code: "invalid_input" });

describe("the forms of the settings", () => {
  const member = { workspace: "demo", tenant: "", email: " New@Example.com ", name: "", role: "operator" };

  it("a member without a tenant is one of the whole workspace", () => {
    expect(parseForm(addMemberSchema, formOf(member))).toMatchObject({ tenant: undefined, email: "New@Example.com" });
    expect(parseForm(addMemberSchema, formOf({ ...member, tenant: "contoso" })).tenant).toBe("contoso");
  });

  it.each([
    ["a role that is none", { role: "root" }],
    ["no e-mail address", { email: "somebody" }],
    ["a field that the form does not have", { userId: "1" }],
    ["a workspace that is a path", { workspace: "../demo" }],
  ])("%s is refused", (_what, change) => {
    expect(() => parseForm(addMemberSchema, formOf({ ...member, ...change }))).toThrow(refused);
  });

  it("an empty retention is the environment's, and anything but digits is refused", () => {
    expect(parseForm(retentionSchema, formOf({ workspace: "demo", days: " " })).days).toBeNull();
    expect(parseForm(retentionSchema, formOf({ workspace: "demo", days: "30" })).days).toBe(30);
    for (const days of ["-1", "1e3", "ten", "1.5"])
      expect(() => parseForm(retentionSchema, formOf({ workspace: "demo", days }))).toThrow(refused);
  });

  it("imported files are kept for the days that are written, and not at all for none", () => {
    for (const [typed, days] of [
      ["30", 30],
      ["0", 0],
      [" ", 0],
    ])
      expect(parseForm(keptInputSchema, formOf({ workspace: "demo", days: String(typed) })).days).toBe(days);
    expect(() => parseForm(keptInputSchema, formOf({ workspace: "demo", days: "-1" }))).toThrow(refused);
  });

  it.each([
    ["", "", null],
    ["#1d4ed8", "#000000", "#1d4ed8"],
    ["custom", "#000000", "#000000"],
  ])("the accent %j with %j typed is %j", (accent, customAccent, chosen) => {
    const form = formOf({ workspace: "demo", name: "Demo", accent, customAccent });
    expect(parseForm(brandingSchema, form).accent).toBe(chosen);
  });
});

describe("the form of an API token", () => {
  const fields = { workspace: "demo", name: "Scan", scope: "chosen", days: "" };

  it("has each chosen capability and tenant, and no days for no end", () => {
    const form = formOf(fields);
    for (const capability of ["import.manage", "import.view"]) form.append("capability", capability);
    form.append("tenant", "contoso");
    expect(readTokenForm(form)).toEqual({
      ...fields,
      capabilities: ["import.manage", "import.view"],
      tenants: ["contoso"],
      days: null,
    });
  });

  it.each([
    ["a capability that no token has", { capability: "workspace.manage" }],
    ["a tenant that is a path", { tenant: "../contoso" }],
    ["days that are no number", { days: "soon" }],
    ["a field that the form does not have", { userId: "1" }],
  ])("%s is refused", (_what, change) => {
    expect(() => readTokenForm(formOf({ ...fields, ...change }))).toThrow(refused);
  });
});

describe("the logo's form", () => {
  const post = (bytes: number) => {
    const body = formOf({ workspace: "demo" });
    if (bytes > 0) body.append("logo", new File([new Uint8Array(bytes)], "logo.png"));
    return new Request("http://localhost:3000/settings/branding/logo", { method: "POST", body });
  };

  it("is read whole up to the limit, and refused above it or without a file", async () => {
    const { workspace, file } = await readLogoForm(post(1000));
    expect([workspace, file.length]).toEqual(["demo", 1000]);
    await expect(readLogoForm(post(200_000))).rejects.toMatchObject({ code: "invalid_input" });
    await expect(readLogoForm(post(0))).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("addresses", () => {
  it("of the audit leave out what is no filter, and come back as they were written", () => {
    const search = readAuditSearch({
      action: "review_pack.published",
      person: "7",
      subject: "review_pack:209",
      from: "2026-11-01",
      to: "2026-13-01",
      tenant: "../x",
      cursor: "1; DROP TABLE",
    });
    expect(auditPath(search)).toBe(
      "/audit?action=review_pack.published&person=7&subject=review_pack%3A209&from=2026-11-01",
    );
    expect(auditPath({}, "/export")).toBe("/audit/export");
  });

  it("of the settings name the workspace only when it is given", () => {
    expect(settingsPath("members", { workspace: undefined })).toBe("/settings/members");
    expect(settingsPath("members", { workspace: "demo" }, "add")).toBe("/settings/members/add?workspace=demo");
    expect(readSettingsSearch({ workspace: "a/b", user: "x", notice: "<b>" })).toEqual({});
  });
});

describe("the logo's route", () => {
  it.each([undefined, "https://evil.example", "null"])("refuses a request from the origin %s", async (origin) => {
    const headers: Record<string, string> = origin ? { origin } : {};
    const request = new Request("http://localhost:3000/settings/branding/logo", { method: "POST", headers, body: "x" });
    const response = await saveLogo(request);
    expect(response.status).toBe(403);
    expect(request.bodyUsed).toBe(false);
  });
});
