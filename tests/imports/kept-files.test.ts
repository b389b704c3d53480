import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { env } from "@/lib/env";
import { importFile } from "@/lib/imports/import-file";
import { newStagedPath, openImport } from "@/lib/imports/import-record";
import { openKeptFile } from "@/lib/imports/kept-file";
import { getImport } from "@/lib/imports/queries";
import { recoverImports } from "@/lib/imports/recover-imports";
import { requestImport } from "@/lib/imports/request-import";
import { runImport } from "@/lib/imports/run-import";
import { sweepKeptFiles } from "@/lib/imports/sweep-kept-files";
import { reconcile } from "@/lib/review-packs/reconcile";
import { exportsStorage } from "@/lib/storage/exports";
import type { TenantRef } from "@/lib/tenants/tenants";
import { setKeptInputDays } from "@/lib/workspaces/kept-input";
import { buildTenant, buildUser, sha256, type UserActor } from "@/tests/factories";
import { hoursAgo, jsonOf, now, scanOf, streamOf } from "@/tests/imports/scan";
import { asOwner } from "@/tests/support/owner";

const from = { ip: "192.0.2.7", userAgent: null };
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
/** When what lies on the disk is old enough to be called stray. */
const inThreeDays = () => new Date(Date.now() + 3 * 86_400_000);
const scan = jsonOf(scanOf(hoursAgo(24), [{}]));
const broken = scan.subarray(0, scan.length - 20);

let tenant: TenantRef;
let workspace: string;
let owner: UserActor;

beforeEach(async () => {
  tenant = await buildTenant();
  owner = await buildUser({ role: "owner", tenant });
  const { slug } = await inSystem((tx) => tx.workspace.findUniqueOrThrow({ where: { id: tenant.workspaceId } }));
  workspace = slug;
  // What the test before has left is another's.
  await exportsStorage().removeFolder("imports");
  await inSystem((tx) => tx.import.updateMany({ data: { keptPath: null } }));
});

/** Each way in; page and API take the same one. */
const ways = {
  "an upload": async (bytes: Uint8Array) => {
    const { importId } = await requestImport(
      owner,
      { tenant: tenant.slug, fileName: "scan.json", source: streamOf(bytes) },
      now,
    );
    return (await runImport(BigInt(importId), "run", now)).importId;
  },
  "standard input": async (bytes: Uint8Array) =>
    (await importFile(owner, { tenant: tenant.slug, fileName: "scan.json", source: streamOf(bytes) }, now)).importId,
  "a file of a command": async (bytes: Uint8Array) => {
    const file = path.join(env().TENANTPILOT_DATA_DIR, "scan.json");
    await writeFile(file, bytes);
    return (await importFile(owner, { tenant: tenant.slug, fileName: file, source: file }, now)).importId;
  },
};
const keep = (days: number) => setKeptInputDays(owner, workspace, days, now);
const imported = async () => (await ways["an upload"](scan)) ?? "";
const open = (id: string | null, at = now, actor = owner) => openKeptFile(actor, tenant.slug, id ?? "", from, at);

async function filesThere(): Promise<string[]> {
  const files: string[] = [];
  for await (const file of exportsStorage().list("imports")) files.push(file.path);
  return files;
}

async function bytesOf(id: string | null, at = now): Promise<string> {
  const { file } = await open(id, at);
  const pieces: Uint8Array[] = [];
  for await (const piece of file.chunks()) pieces.push(piece);
  await file.close();
  return Buffer.concat(pieces).toString();
}

describe.each(Object.entries(ways))("of %s", (_way, bringIn) => {
  it("nothing is kept by itself", async () => {
    const id = await bringIn(scan);
    expect(await filesThere()).toEqual([]);
    expect((await getImport(owner, tenant.slug, id ?? "")).keptUntil).toBeNull();
    await expect(open(id)).rejects.toMatchObject({ code: "gone" });
  });

  it("the file is kept where the workspace wants it: to its last byte, for its days", async () => {
    await keep(30);
    const id = await bringIn(scan);
    expect(await filesThere()).toHaveLength(1);
    const view = await getImport(owner, tenant.slug, id ?? "");
    expect(view).toMatchObject({ fileBytes: String(scan.length), keptUntil: inDays(30).toISOString() });
    expect(view.fileSha256).toBe(sha256(Buffer.from(scan).toString()));
    expect(await bytesOf(id)).toBe(Buffer.from(scan).toString());
  });

  it("a file that fails leaves nothing, and the same file again adds nothing", async () => {
    await keep(30);
    await bringIn(broken).catch(() => {});
    expect(await filesThere()).toEqual([]);
    await bringIn(scan);
    await bringIn(scan);
    expect(await filesThere()).toHaveLength(1);
    expect((await reconcile(inThreeDays())).problems).toEqual([]);
  });
});

it("a command that was killed leaves nothing: its import fails, and its file goes", async () => {
  await keep(30);
  const keptPath = newStagedPath();
  await exportsStorage().write(keptPath, streamOf(scan));
  const file = { fileName: "scan.json", sha256: sha256("x"), bytes: scan.length, stagedPath: null, options: {} };
  await inSystem((tx) => openImport(tx, owner, tenant, { ...file, keptPath }, hoursAgo(1)));
  expect((await reconcile(inThreeDays())).problems).toEqual([]);
  await recoverImports(inThreeDays());
  expect(await filesThere()).toEqual([]);
});

describe("a kept file", () => {
  it("is in the audit before anybody has a byte of it, and is for those who may import", async () => {
    await keep(30);
    const id = await imported();
    await (await open(id)).file.close();
    const [event] = await inSystem((tx) =>
      tx.auditEvent.findMany({ where: { tenantId: tenant.id, action: "import.file_downloaded" } }),
    );
    expect(event).toMatchObject({ actorName: owner.name, ip: "192.0.2.7", details: { bytes: scan.length } });
    const readonly = await buildUser({ role: "readonly", tenant });
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    await expect(open(id, now, readonly)).rejects.toMatchObject({ code: "forbidden" });
    await expect(open(id, now, stranger)).rejects.toMatchObject({ code: "not_found" });
    for (const none of ["0", "x", "999999"]) await expect(open(none)).rejects.toMatchObject({ code: "not_found" });
  });

  it("cannot be had ten times a minute and once more", async () => {
    await keep(30);
    const id = await imported();
    for (let times = 0; times < 10; times++) await (await open(id)).file.close();
    await expect(open(id)).rejects.toMatchObject({ code: "rate_limited" });
  });

  it("ends with its days: nobody gets it from then on, and the sweep deletes it, which is in the audit", async () => {
    await keep(30);
    const id = await imported();
    await expect(open(id, inDays(30))).rejects.toMatchObject({ code: "gone" });
    expect(await sweepKeptFiles(inDays(29.9))).toMatchObject({ filesDeleted: 0 });
    expect(await sweepKeptFiles(inDays(30))).toEqual({ filesDeleted: 1, orphansDeleted: 0, problems: [] });
    expect(await sweepKeptFiles(inDays(31))).toMatchObject({ filesDeleted: 0 });
    expect(await filesThere()).toEqual([]);
    expect((await getImport(owner, tenant.slug, id)).keptUntil).toBeNull();
    const events = await inSystem((tx) =>
      tx.auditEvent.findMany({ where: { tenantId: tenant.id, action: "import.file_deleted" } }),
    );
    expect(events.map(({ actorName }) => actorName)).toEqual(["TenantPilot"]);
  });

  it("goes when the workspace wants none any more, and sooner when it wants them for fewer days", async () => {
    await keep(30);
    const id = await imported();
    await keep(10);
    expect((await getImport(owner, tenant.slug, id)).keptUntil).toBe(inDays(10).toISOString());
    await keep(0);
    await expect(open(id)).rejects.toMatchObject({ code: "gone" });
    expect(await sweepKeptFiles(now)).toMatchObject({ filesDeleted: 1 });
    expect(await filesThere()).toEqual([]);
  });

  it.each([
    ["tenant", () => asOwner((client) => client.query("DELETE FROM tenants WHERE id = $1", [tenant.id]))],
    ["workspace", () => inSystem((tx) => tx.workspace.delete({ where: { id: tenant.workspaceId } }))],
  ])("goes with its %s", async (_what, remove) => {
    await keep(30);
    await imported();
    await remove();
    expect(await sweepKeptFiles(now)).toEqual({ filesDeleted: 0, orphansDeleted: 1, problems: [] });
    expect(await filesThere()).toEqual([]);
    expect(await sweepKeptFiles(now)).toMatchObject({ orphansDeleted: 0 });
  });

  it("that is gone or another one is named by reconcile, and answered in words", async () => {
    await keep(30);
    const id = await imported();
    const named = async (isAfterRestore = false) =>
      (await reconcile(inThreeDays(), { isAfterRestore })).problems.map((problem) => `${problem.kind} ${problem.id}`);
    expect(await named(true)).toEqual([]);
    const [kept = ""] = await filesThere();
    await exportsStorage().write(kept, streamOf(Buffer.alloc(scan.length)));
    expect([await named(), await named(true)]).toEqual([[], [`altered_input ${id}`]]);
    await exportsStorage().write(kept, streamOf(Buffer.from("x")));
    expect(await named()).toEqual([`altered_input ${id}`]);
    await expect(open(id)).rejects.toMatchObject({ code: "unavailable" });
    await rm(path.join(env().TENANTPILOT_DATA_DIR, "storage/exports", kept));
    expect(await named()).toEqual([`missing_input ${id}`]);
    await expect(open(id)).rejects.toMatchObject({ code: "unavailable" });
  });

  it("that no row owns is named by reconcile, and deleted when it is told to", async () => {
    await keep(30);
    await imported();
    const [kept = ""] = await filesThere();
    await inSystem((tx) => tx.import.updateMany({ where: { tenantId: tenant.id }, data: { keptPath: null } }));
    const { problems, done } = await reconcile(inThreeDays(), { fix: true });
    expect(problems.map(({ kind, id }) => [kind, id])).toEqual([["stray_file", kept]]);
    expect(done).toEqual([`deleted ${kept}`]);
  });
});
