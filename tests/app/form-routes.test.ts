import { describe, expect, it } from "vitest";
import { POST as upload } from "@/app/(app)/tenants/[slug]/import/upload/route";
import { POST as download } from "@/app/(app)/tenants/[slug]/review-packs/[id]/download/route";

const body = () => {
  const form = new FormData();
  form.append("files", new File(["[]"], "scan.json"));
  return form;
};
const request = (headers: Record<string, string>) =>
  new Request("http://localhost:3000/route", { method: "POST", headers, body: body() });
const routes = {
  upload: (sent: Request) => upload(sent, { params: Promise.resolve({ slug: "contoso" }) }),
  download: (sent: Request) => download(sent, { params: Promise.resolve({ slug: "contoso", id: "1" }) }),
};

describe.each(Object.entries(routes))("the %s route", (_name, post) => {
  it.each([
    ["without Origin", {}],
    ["from another site", { origin: "https://evil.example" }],
    ["from a sandboxed page", { origin: "null" }],
    ["from a site whose name begins like ours", { origin: "http://localhost:3000.evil.example" }],
  ])("refuses a request %s, says so, and reads nothing of it", async (_what, headers) => {
    const sent = request(headers as Record<string, string>);
    const response = await post(sent);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("did not come from a page of TenantPilot");
    expect(sent.bodyUsed).toBe(false);
  });
});
