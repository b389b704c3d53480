import { describe, expect, it } from "vitest";
import { POST as upload } from "@/app/(app)/tenants/[slug]/import/upload/route";
import { POST as download } from "@/app/(app)/tenants/[slug]/review-packs/[id]/download/route";
import { refusal } from "@/app/form-route";
import { AppError, forbidden, notFound } from "@/lib/errors";

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

describe("a route that a form posts to", () => {
  const page = "/tenants/contoso/review-packs/1";
  const tooOften = new AppError("rate_limited", "That was asked for too often.", {
    next: "Wait 50 seconds and try again.",
    retryAfterSeconds: 50,
  });

  it.each([
    ["that does not exist for them", notFound("The review pack 1"), 404, null],
    ["that their role does not include", forbidden("review_pack.manage"), 403, null],
    ["that has gone", new AppError("gone", "It has expired."), 410, null],
    ["that they did too often", tooOften, 429, "50"],
  ])("refuses a program what is asked for %s with the status, in words", async (_what, error, status, retryAfter) => {
    for (const headers of [{}, { accept: "*/*" }, { accept: "application/json" }]) {
      const response = refusal(request(headers as Record<string, string>), page, error);
      expect(response.status).toBe(status);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(response.headers.get("retry-after")).toBe(retryAfter);
      expect(response.headers.get("set-cookie")).toBeNull();
      expect(await response.json()).toMatchObject({ status, code: error.code, detail: error.message });
    }
  });

  it("sends a browser back to the page, which says why", () => {
    const response = refusal(request({ accept: "text/html,application/xhtml+xml,*/*;q=0.8" }), page, tooOften);
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toMatch(/^\/tenants\/contoso\/review-packs\/1\?refused=\d+$/);
    const [, cookie = ""] = /^tenantpilot-refusal=([\w-]+);/.exec(response.headers.get("set-cookie") ?? "") ?? [];
    expect(JSON.parse(Buffer.from(cookie, "base64url").toString())).toMatchObject({ message: tooOften.message });
  });
});
