import { beforeAll, expect, it, vi } from "vitest";
import { GET, HEAD } from "@/app/(app)/tenants/[slug]/import/[id]/file/route";
import { inSystem } from "@/lib/db";
import { importFile } from "@/lib/imports/import-file";
import { buildTenant, buildUser, type UserActor } from "../factories";
import { hoursAgo, jsonOf, scanOf, streamOf } from "../imports/scan";

let visitor: UserActor | null = null;
// Cookies are read by Next, inside a request of its own. Real sessions ask in tests/e2e (kept-file, access-matrix).
vi.mock("@/lib/auth/session", () => ({ getActor: async () => visitor }));

const scan = jsonOf(scanOf(hoursAgo(24), [{}]));
let slug: string;
let id: string;
let owner: UserActor;
let readonly: UserActor;

beforeAll(async () => {
  const tenant = await buildTenant();
  slug = tenant.slug;
  owner = await buildUser({ role: "owner", tenant });
  readonly = await buildUser({ role: "readonly", tenant });
  await inSystem((tx) => tx.workspace.update({ where: { id: tenant.workspaceId }, data: { keptInputDays: 7 } }));
  const fileName = "Prüfung „März“ <b>.html";
  id = (await importFile(owner, { tenant: slug, fileName, source: streamOf(scan) }, new Date())).importId ?? "";
});

function ask(as: UserActor | null, importId = id) {
  visitor = as;
  const request = new Request(`http://localhost:3000/tenants/${slug}/import/${importId}/file`);
  return GET(request, { params: Promise.resolve({ slug, id: importId }) });
}

it("gives the file whole, to be saved and never shown, kept by nobody on the way", async () => {
  const answer = await ask(owner);
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "application/octet-stream",
    "content-disposition":
      "attachment; filename=\"Pr_fung__M_rz___b_.html\"; filename*=UTF-8''Pr%C3%BCfung%20%E2%80%9EM%C3%A4rz%E2%80%9C%20%3Cb%3E.html",
    "content-length": String(scan.length),
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy":
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
  });
  expect(Buffer.from(await answer.arrayBuffer()).equals(scan)).toBe(true);
});

it("refuses who is not signed in, who may not import, and what is not kept, with the status", async () => {
  expect((await ask(null)).status).toBe(401);
  expect((await ask(readonly)).status).toBe(403);
  expect((await ask(owner, "999")).status).toBe(404);
  expect((await ask(await buildUser({ role: "owner", tenant: await buildTenant() }))).status).toBe(404);
  await inSystem((tx) => tx.workspace.updateMany({ data: { keptInputDays: 0 } }));
  const gone = await ask(owner);
  expect([gone.status, await gone.text()]).toEqual([410, expect.stringContaining("is not kept")]);
});

it("is not for looking at: HEAD opens nothing", () => {
  expect(HEAD().status).toBe(405);
});
