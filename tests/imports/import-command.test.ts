import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { buildTenant, buildUser } from "@/tests/factories";
import { findingsOf, hoursAgo, jsonOf, scanOf } from "@/tests/imports/scan";
import { runCommand } from "@/tests/support/run-command";

// Through the real command, in a process of its own, on this test's database.

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tenantpilot-command-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Imported {
  files: Record<string, unknown>[];
  failed?: { file: string; message: string; next: string }[];
}

const command = (args: string[], input?: Uint8Array) => runCommand<Imported>(["import", ...args], input);

async function file(name: string, content: Uint8Array): Promise<string> {
  const at = path.join(folder, name);
  await writeFile(at, content);
  return at;
}

describe("the import command", () => {
  it("imports files, says what it did, and reads standard input", async () => {
    const tenant = await buildTenant();
    const first = await file("first.txt", jsonOf(scanOf(hoursAgo(48), [{ check: "entra_a" }])));
    const dry = await command(["--tenant", tenant.slug, "--dry-run", first]);
    expect(dry).toMatchObject({ code: 0, json: { files: [{ file: first, rows: 1, created: 1, importId: null }] } });
    expect(await findingsOf(tenant.id)).toEqual([]);
    const done = await command(
      ["--tenant", tenant.slug, first, "-"],
      jsonOf(scanOf(hoursAgo(24), [{ check: "entra_a", status: "PASS" }])),
    );
    expect(done.code).toBe(0);
    expect(done.json.files).toMatchObject([
      {
        file: first,
        format: "prowler-ocsf",
        tool: "prowler",
        rows: 1,
        created: 1,
        changed: 0,
        resolved: 0,
        reopened: 0,
        unchanged: 0,
      },
      {
        file: "-",
        format: "prowler-ocsf",
        tool: "prowler",
        rows: 1,
        created: 0,
        changed: 0,
        resolved: 1,
        reopened: 0,
        unchanged: 0,
      },
    ]);
    const begun = await inSystem((tx) =>
      tx.import.findMany({ where: { tenantId: tenant.id }, orderBy: { id: "asc" }, select: { createdAt: true } }),
    );
    // Each is dated by its own beginning: what comes after a long one is not taken for one that was left.
    const [one, two] = begun.map(({ createdAt }) => createdAt.getTime());
    expect(two).toBeGreaterThan(one ?? Number.NaN);
  }, 60_000);

  it("exits with 1 when one file fails, with the others imported and the reason said", async () => {
    const tenant = await buildTenant();
    const good = await file("good.json", jsonOf(scanOf(hoursAgo(24), [{}])));
    const bad = await file("bad.json", Buffer.from("[{"));
    const ended = await command(["--tenant", tenant.slug, bad, good]);
    expect(ended.code).toBe(1);
    expect(ended.json.files).toMatchObject([{ file: good, created: 1 }]);
    expect(ended.json.failed).toMatchObject([{ file: bad, message: expect.stringContaining("cut off") }]);
    expect(ended.stderr).toContain("bad.json: ");
  }, 60_000);

  it("asks the same policy as the pages", async () => {
    const tenant = await buildTenant();
    const reader = await buildUser({ role: "readonly", tenant });
    const good = await file("good2.json", jsonOf(scanOf(hoursAgo(24), [{}])));
    const ended = await command(["--tenant", tenant.slug, "--as", reader.email, good]);
    expect(ended.code).toBe(1);
    expect(ended.json).toMatchObject({ error: { code: "forbidden" } });
    expect(await findingsOf(tenant.id)).toEqual([]);
  }, 60_000);
});
