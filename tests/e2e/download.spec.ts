import { createHash } from "node:crypto";
import { rename } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import path from "node:path";
import { expect, test } from "./support/test";

// Real HTTP, through our own server: what a browser, curl and a mail scanner get.

interface Linked {
  url: string;
  pack: { id: string; sha256: string; fileSize: number; filePath: string };
}

async function linked(tenantpilot: (args: string[]) => Promise<{ stdout: string }>): Promise<Linked> {
  const { pack } = JSON.parse((await tenantpilot(["generate", "--tenant", "fabrikam", "--wait", "--json"])).stdout);
  const { url } = JSON.parse((await tenantpilot(["link", pack.id, "--json"])).stdout);
  return { url, pack };
}

test("a link gives the whole file with its length, its hash and nothing to cache", async ({ tenantpilot }) => {
  const { url, pack } = await linked(tenantpilot);
  const response = await fetch(url);
  const headers = Object.fromEntries(response.headers);
  expect(response.status).toBe(200);
  expect(headers).toMatchObject({
    "content-length": String(pack.fileSize),
    "content-type": "application/zip",
    etag: `"${pack.sha256}"`,
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy":
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
    "accept-ranges": "bytes",
  });
  expect(headers["content-disposition"]).toMatch(
    /^attachment; filename="review-pack_fabrikam_[^"]+\.zip"; filename\*=UTF-8''/,
  );
  expect(Object.keys(headers).filter((name) => name.startsWith("x-tenantpilot") || name === "set-cookie")).toEqual([]);
  expect(
    createHash("sha256")
      .update(Buffer.from(await response.arrayBuffer()))
      .digest("hex"),
  ).toBe(pack.sha256);
});

test("HEAD, ranges and conditional requests are answered as RFC 9110 says", async ({ tenantpilot }) => {
  const { url, pack } = await linked(tenantpilot);
  const head = await fetch(url, { method: "HEAD" });
  expect([head.status, head.headers.get("content-length"), (await head.arrayBuffer()).byteLength]).toEqual([
    200,
    String(pack.fileSize),
    0,
  ]);
  const part = await fetch(url, { headers: { range: "bytes=10-19" } });
  expect([part.status, part.headers.get("content-range"), part.headers.get("content-length")]).toEqual([
    206,
    `bytes 10-19/${pack.fileSize}`,
    "10",
  ]);
  expect((await part.arrayBuffer()).byteLength).toBe(10);
  const beyond = await fetch(url, { headers: { range: `bytes=${pack.fileSize}-` } });
  expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, `bytes */${pack.fileSize}`]);
  expect((await fetch(url, { headers: { "if-none-match": `"${pack.sha256}"` } })).status).toBe(304);
});

test("altered, unknown and malformed links get one identical 404", async ({ tenantpilot, baseURL }) => {
  const { url } = await linked(tenantpilot);
  const last = url.at(-1) === "0" ? "1" : "0";
  const bad = [
    url.slice(0, -1) + last,
    url.replace(/exp=\d/, "exp=9"),
    url.replace(/\/d\/./, "/d/_"),
    `${url}&x=1`,
    `${baseURL}/d/nonsense`,
  ];
  const answers = await Promise.all(
    bad.map((address) => fetch(address).then(async (r) => `${r.status} ${await r.text()}`)),
  );
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toMatch(/^404 /);
});

test("a ready pack whose file is missing answers 503 with the next step, and works again when the file is back", async ({
  tenantpilot,
  dataDir,
}) => {
  const { url, pack } = await linked(tenantpilot);
  const file = path.join(dataDir, "storage/exports", pack.filePath);
  await rename(file, `${file}.away`);
  const gone = await fetch(url);
  expect(gone.status).toBe(503);
  expect(await gone.text()).toMatch(/restore|administrator|generate/i);
  const found = JSON.parse((await tenantpilot(["doctor", "--json"])).stdout);
  expect(found.problems).toContainEqual(expect.objectContaining({ kind: "missing_file", id: pack.id }));
  await rename(`${file}.away`, file);
  expect((await fetch(url)).status).toBe(200);
});

test("a client that goes away in the middle is audited as cut off, and the server goes on", async ({
  tenantpilot,
  page,
  signIn,
}) => {
  const { pack } = JSON.parse((await tenantpilot(["generate", "--tenant", "adatum", "--wait", "--json"])).stdout);
  const { url } = JSON.parse((await tenantpilot(["link", pack.id, "--json"])).stdout);
  await new Promise<void>((resolve) => {
    const request = httpRequest(url, (response) => response.once("data", () => response.destroy()));
    request.on("close", () => resolve());
    request.on("error", () => {});
    request.end();
  });
  expect((await fetch(url, { method: "HEAD" })).status).toBe(200);
  await signIn(page, "owner@demo.example");
  await expect(async () => {
    await page.goto(`/tenants/adatum/review-packs/${pack.id}`);
    await expect(page.getByText(/cut off/i).first()).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 60_000 });
});

test("an expired pack's link says that it is gone and what to do", async ({ tenantpilot, page, signIn }) => {
  const { pack } = JSON.parse(
    (await tenantpilot(["generate", "--tenant", "fabrikam", "--no-operations", "--wait", "--json"])).stdout,
  );
  const { url } = JSON.parse((await tenantpilot(["link", pack.id, "--json"])).stdout);
  await signIn(page, "manager@demo.example");
  await page.goto(`/tenants/fabrikam/review-packs/${pack.id}/expire`);
  await page
    .getByRole("main")
    .getByRole("button", { name: /expire/i })
    .click();
  await page.waitForURL(`**/review-packs/${pack.id}?**`);
  const gone = await fetch(url);
  expect(gone.status).toBe(410);
  expect(await gone.text()).toMatch(/generate|ask/i);
});
