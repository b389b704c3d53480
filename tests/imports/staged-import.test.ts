import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { failImport } from "@/lib/imports/close-import";
import { getImport, listImports } from "@/lib/imports/queries";
import { requestImport } from "@/lib/imports/request-import";
import { runImport } from "@/lib/imports/run-import";
import { exportsStorage } from "@/lib/storage/exports";
import { buildTenant, buildUser } from "@/tests/factories";
import { findingsOf, hoursAgo, jsonOf, now, scanOf, stateOf, streamOf } from "@/tests/imports/scan";

async function setUp() {
  const tenant = await buildTenant();
  const user = await buildUser({ role: "operator", tenant });
  const upload = (bytes: Uint8Array, fileName = "scan.json") =>
    requestImport(user, { tenant: tenant.slug, fileName, source: streamOf(bytes) }, now);
  return { tenant, user, upload };
}

const scan = (check = "entra_a") => jsonOf(scanOf(hoursAgo(24), [{ check }]));

async function stagedFiles(): Promise<string[]> {
  const files: string[] = [];
  for await (const file of exportsStorage().list("imports")) files.push(file.path);
  return files;
}

describe("an upload", () => {
  it("is staged, with run, audit, notification and event, and imported by its run", async () => {
    const { tenant, user, upload } = await setUp();
    const answer = await upload(scan());
    expect(answer).toMatchObject({ outcome: "queued", file: "scan.json" });
    expect(await getImport(user, tenant.slug, answer.importId)).toMatchObject({
      status: "queued",
      fileName: "scan.json",
      initiatedByName: user.name,
    });
    const event = await inSystem((tx) =>
      tx.outboxEvent.findUniqueOrThrow({ where: { eventId: `import-requested-${answer.importId}` } }),
    );
    expect(event).toMatchObject({ name: "import/requested", data: { importId: answer.importId } });

    const result = await runImport(BigInt(answer.importId), "run-1", now);
    expect(result).toEqual({ importId: answer.importId, status: "completed", reason: null });
    expect(await findingsOf(tenant.id)).toHaveLength(1);
    const view = await getImport(user, tenant.slug, answer.importId);
    expect(view).toMatchObject({
      status: "completed",
      format: "prowler-ocsf",
      counts: { rows: 1, created: 1 },
      scannedAt: hoursAgo(24).toISOString(),
    });
    const run = await inSystem((tx) =>
      tx.operationRun.findUniqueOrThrow({ where: { id: BigInt(view.operationRunId ?? 0) } }),
    );
    expect(run).toMatchObject({
      type: "tenant.import",
      outcome: "succeeded",
      inngestRunId: "run-1",
      summaryCounts: { created: 1 },
    });
    const notes = await inSystem((tx) =>
      tx.notification.findMany({ where: { userId: user.userId }, orderBy: { id: "asc" } }),
    );
    expect(notes.map((note) => note.kind)).toEqual(["operation.queued", "operation.completed"]);
    expect(notes[1]?.body).toBe("1 row: 1 new");
    const audit = await inSystem((tx) =>
      tx.auditEvent.findMany({ where: { tenantId: tenant.id }, orderBy: { id: "asc" } }),
    );
    expect(audit.map((entry) => [entry.action, entry.actorName])).toEqual([
      ["import.requested", user.name],
      ["import.completed", user.name],
    ]);
    expect(await stagedFiles()).toEqual([]);
  });

  it("run twice, or replayed later, is imported once and notified once", async () => {
    const { tenant, user, upload } = await setUp();
    const { importId } = await upload(scan());
    const id = BigInt(importId);
    await Promise.all([runImport(id, "run-1", now), runImport(id, "run-1", now)]);
    const before = await stateOf(tenant.id);
    expect(await runImport(id, "run-2", now)).toMatchObject({ status: "completed" });
    await failImport(id, "too late", now);
    expect(await stateOf(tenant.id)).toBe(before);
    expect(
      await inSystem((tx) => tx.notification.count({ where: { userId: user.userId, kind: "operation.completed" } })),
    ).toBe(1);
    expect(
      await inSystem((tx) => tx.notification.count({ where: { userId: user.userId, kind: "operation.failed" } })),
    ).toBe(0);
    expect(
      await inSystem((tx) => tx.auditEvent.count({ where: { tenantId: tenant.id, action: "import.completed" } })),
    ).toBe(1);
  });

  it("that was interrupted after it was written is only closed by the next try", async () => {
    const { tenant, user, upload } = await setUp();
    const { importId } = await upload(scan());
    const { startImport } = await import("@/lib/imports/import-record");
    const { performImport } = await import("@/lib/imports/perform-import");
    const { storedSource } = await import("@/lib/imports/source");
    const row = await inSystem((tx) => tx.import.findUniqueOrThrow({ where: { id: BigInt(importId) } }));
    await startImport(row.id, "run-1", now);
    const source = await storedSource(exportsStorage(), row.stagedPath ?? "");
    await performImport(row.id, { tenant, source, options: {} }, now);
    await source.close();
    expect(await runImport(row.id, "run-1", now)).toMatchObject({ status: "completed" });
    expect(await findingsOf(tenant.id)).toHaveLength(1);
    expect(
      await inSystem((tx) => tx.notification.count({ where: { userId: user.userId, kind: "operation.completed" } })),
    ).toBe(1);
    expect(await stagedFiles()).toEqual([]);
  });

  it("with a broken file fails in words: in the import, in the run and in the notification", async () => {
    const { tenant, user, upload } = await setUp();
    const { importId } = await upload(Buffer.from('[{"class_uid":2004'), "broken.json");
    const result = await runImport(BigInt(importId), "run-1", now);
    expect(result).toMatchObject({ status: "failed", reason: expect.stringMatching(/^broken\.json: .*cut off/) });
    const note = await inSystem((tx) =>
      tx.notification.findFirstOrThrow({ where: { userId: user.userId, kind: "operation.failed" } }),
    );
    expect(note.body).toBe(result.reason);
    expect((await getImport(user, tenant.slug, importId)).problem).toBe(result.reason);
    expect(await stateOf(tenant.id)).toBe("");
    expect(await stagedFiles()).toEqual([]);
  });

  it("whose file is gone says so", async () => {
    const { upload } = await setUp();
    const { importId } = await upload(scan());
    for (const file of await stagedFiles()) await exportsStorage().remove(file);
    expect(await runImport(BigInt(importId), "run-1", now)).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("Upload the file again"),
    });
  });

  it("of bytes that are waiting or known is not taken again", async () => {
    const { tenant, user, upload } = await setUp();
    const first = await upload(scan());
    expect(await upload(scan(), "copy.json")).toEqual({
      outcome: "already_in_progress",
      importId: first.importId,
      file: "copy.json",
    });
    await runImport(BigInt(first.importId), "run-1", now);
    expect(await upload(scan())).toMatchObject({ outcome: "already_imported", importId: first.importId });
    expect((await listImports(user, tenant.slug)).imports).toHaveLength(1);
    expect(await stagedFiles()).toEqual([]);
  });

  it("that is too large leaves nothing behind", async () => {
    const { setEnvironment } = await import("@/lib/env");
    const { tenant, user, upload } = await setUp();
    setEnvironment({ TENANTPILOT_IMPORT_BYTES_MAX: "100" });
    try {
      await expect(upload(scan())).rejects.toMatchObject({
        code: "invalid_input",
        message: expect.stringContaining("larger than 100 bytes"),
      });
    } finally {
      setEnvironment({ TENANTPILOT_IMPORT_BYTES_MAX: "" });
    }
    expect(await stagedFiles()).toEqual([]);
    expect((await listImports(user, tenant.slug)).imports).toEqual([]);
  });

  it("keeps its options until it runs", async () => {
    const { tenant, user } = await setUp();
    const options = { confirmOtherTenant: true, capturedAt: hoursAgo(5) };
    await inSystem((tx) =>
      tx.tenant.update({ where: { id: tenant.id }, data: { entraTenantId: "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee" } }),
    );
    const { importId } = await requestImport(
      user,
      { tenant: tenant.slug, fileName: "../../etc/scan\n.json", source: streamOf(scan()), options },
      now,
    );
    expect(await runImport(BigInt(importId), "run-1", now)).toMatchObject({ status: "completed" });
    expect((await getImport(user, tenant.slug, importId)).fileName).toBe("scan.json");
  });

  it("of a tenant is not to be seen from another workspace", async () => {
    const { tenant, upload } = await setUp();
    const { importId } = await upload(scan());
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    await expect(getImport(stranger, tenant.slug, importId)).rejects.toMatchObject({ code: "not_found" });
    await expect(listImports(stranger, tenant.slug)).rejects.toMatchObject({ code: "not_found" });
  });
});
