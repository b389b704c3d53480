import { randomUUID } from "node:crypto";
import { mkdir, utimes } from "node:fs/promises";
import { userInfo } from "node:os";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { inSystem } from "@/lib/db";
import { env } from "@/lib/env";
import { exportsStorage } from "@/lib/storage/exports";
import { buildPack, buildTenant, buildUser } from "../factories";
import { runCommand } from "../support/run-command";

// Through the real command, in a process of its own, on this test's database.

vi.setConfig({ testTimeout: 180_000 });

const command = (...args: string[]) => runCommand(args);

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
const namesOf = async (subjectId: string) => {
  const events = await inSystem((tx) => tx.auditEvent.findMany({ where: { subjectId }, orderBy: { id: "asc" } }));
  return events.map(({ action, actorKind, actorName }) => [action, actorKind, actorName]);
};
const operator = ["operator", userInfo().username];

describe("the operator who keeps house", () => {
  it("is named in the audit by prune; a file that cannot be deleted is a problem, and ends with 1", async () => {
    const due = { generatedAt: daysAgo(91), expiresAt: daysAgo(1) };
    const [pack, stuck] = [await buildPack(due), await buildPack(due)];
    await mkdir(path.join(env().TENANTPILOT_DATA_DIR, "storage/exports", stuck.filePath ?? ""), { recursive: true });
    const { code, json } = await command("prune");
    expect([code, json]).toEqual([
      1,
      {
        checked: 2,
        problems: [{ kind: "undeleted_file", id: String(stuck.id), detail: expect.stringContaining("packs/") }],
        done: ["expired: 2", "filesDeleted: 1"],
      },
    ]);
    expect(await namesOf(String(pack.id))).toEqual([
      ["review_pack.expired", ...operator],
      ["review_pack.file_deleted", ...operator],
    ]);
    expect(await namesOf(String(stuck.id))).toEqual([["review_pack.expired", ...operator]]);
  });

  it("is named in the audit by reap and by reconcile --fix", async () => {
    const pack = await buildPack({ status: "generating", leaseExpiresAt: daysAgo(1), resends: 3 });
    expect(await command("reap")).toMatchObject({ code: 0, json: { failed: 1 } });
    expect(await namesOf(String(pack.id))).toEqual([["review_pack.failed", ...operator]]);
    const stray = `packs/${randomUUID()}.zip`;
    await exportsStorage().write(
      stray,
      (async function* () {
        yield Buffer.from("zip");
      })(),
    );
    await utimes(path.join(env().TENANTPILOT_DATA_DIR, "storage/exports", stray), daysAgo(2), daysAgo(2));
    expect((await command("reconcile", "--fix")).json.done).toContain(`deleted ${stray}`);
    expect(await namesOf(stray)).toEqual([["stored_file.deleted", ...operator]]);
  });

  it("is named in the audit for a signing key that was not known", async () => {
    expect(await command("keys", "list")).toMatchObject({ code: 0 });
    expect(await namesOf("s1")).toEqual([["signing_key.added", ...operator]]);
  });
});

describe("a page of packs", () => {
  it.each(["nonsense", "0"])("after --cursor %s is wrong use", async (cursor) => {
    const tenant = await buildTenant();
    const ended = await command("packs", "--tenant", tenant.slug, `--cursor=${cursor}`);
    expect(ended).toMatchObject({ code: 2, json: { error: { code: "usage" } } });
    expect(ended.stderr).toContain(`--cursor ${cursor} is no cursor.`);
  });

  it("after a cursor are the older ones, as the person sees them who is acted for", async () => {
    const tenant = await buildTenant();
    const { email } = await buildUser({ role: "readonly", tenant });
    const [older, newer] = [await buildPack({ tenant }), await buildPack({ tenant })];
    const page = await command("packs", "--tenant", tenant.slug, "--cursor", String(newer.id), "--as", email);
    expect(page).toMatchObject({ code: 0, json: { packs: [{ id: String(older.id) }], next: null } });
  });
});
