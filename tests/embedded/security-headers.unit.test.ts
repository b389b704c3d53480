import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { plainRefusals } from "@/lib/embedded/plain-refusals";
import { type DoorSetting, guardBrowser } from "@/lib/embedded/security-headers";

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

const local: DoorSetting = { appUrl: "http://localhost:3000", formTargets: [], isDevelopment: false };

async function ask(handler: RequestListener, path = "/", setting: Partial<DoorSetting> = {}, init: RequestInit = {}) {
  server?.close();
  server = createServer((request, response) => {
    guardBrowser(request, response, { ...local, ...setting });
    plainRefusals(request, response);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, init);
  return { headers: answer.headers, text: await answer.text() };
}

/** Answers with what the application was told of the policy, as Next reads it. */
const page =
  (status = 200): RequestListener =>
  (request, response) => {
    response.statusCode = status;
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(String(request.headers["content-security-policy"]));
  };
const policyOf = (headers: Headers) => headers.get("content-security-policy") ?? "";

describe("a page", () => {
  it("runs what carries the nonce of this one answer, which the application is told and nobody can choose", async () => {
    const theirs = { headers: { "content-security-policy": "script-src 'nonce-chosen'" } };
    const answers = [await ask(page(), "/", {}, theirs), await ask(page(), "/", {}, theirs)];
    const nonces = answers.map(({ headers, text }) => {
      expect(text).toBe(policyOf(headers));
      return /script-src 'nonce-([A-Za-z0-9+/]{24})' 'strict-dynamic';/.exec(policyOf(headers))?.[1];
    });
    expect(nonces).not.toContain(undefined);
    expect(new Set(nonces).size).toBe(2);
  });

  it("lets nothing else in: no inline style, no frame, no other base, no form to elsewhere", async () => {
    const policy = policyOf((await ask(page())).headers);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    for (const rule of [
      "default-src 'none'",
      "style-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ])
      expect(policy.split("; ")).toContain(rule);
  });

  it("may send a form on to where Microsoft signs people in, if that is set up", async () => {
    const { headers } = await ask(page(), "/", { formTargets: ["https://login.microsoftonline.com"] });
    expect(policyOf(headers)).toContain("form-action 'self' https://login.microsoftonline.com;");
  });

  it("that is refused carries the hash of its one style, and no nonce", async () => {
    const policy = policyOf((await ask(page(404), "/nothing")).headers);
    expect(policy).toMatch(/^default-src 'none'.*style-src 'sha256-[A-Za-z0-9+/]{43}='/);
    expect(policy).not.toContain("nonce");
  });
});

describe("every answer", () => {
  const csv: RequestListener = (_, response) => {
    response.setHeader("content-type", "text/csv");
    response.write("a,b\n");
    response.end();
  };

  it("says what browsers may not do with it, also where the application says nothing", async () => {
    for (const { headers } of [await ask(page()), await ask(csv, "/audit/export")]) {
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("permissions-policy")).toContain("camera=()");
    }
  });

  it("that is no page may load and run nothing, but our own scripts' files can be a worker's", async () => {
    const { headers } = await ask(csv, "/audit/export");
    expect(policyOf(headers)).toBe("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    expect(policyOf((await ask(csv, "/_next/static/chunks/a.js")).headers)).toContain("script-src 'self'");
  });

  it("keeps what the application has said itself", async () => {
    const { headers } = await ask((_, response) => {
      response.setHeader("Content-Security-Policy", "sandbox");
      response.setHeader("Referrer-Policy", "no-referrer");
      response.end();
    });
    expect([policyOf(headers), headers.get("referrer-policy")]).toEqual(["sandbox", "no-referrer"]);
  });

  it("insists on https where we have it, and nowhere else", async () => {
    expect((await ask(page())).headers.has("strict-transport-security")).toBe(false);
    const { headers } = await ask(page(), "/", { appUrl: "https://packs.example.com" });
    expect(headers.get("strict-transport-security")).toBe("max-age=63072000; includeSubDomains");
    expect(policyOf(headers)).toContain("upgrade-insecure-requests");
  });

  it("leaves out what a browser ignores with an error in its console: plain http by a name", async () => {
    const { headers } = await ask(page(), "/", { appUrl: "http://packs.example.com" });
    expect(headers.has("cross-origin-opener-policy")).toBe(false);
  });
});
