import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { setEnvironment } from "@/lib/env";
import { answerPreview } from "@/lib/imports/previews/confirm-preview";
import { discardPreview, leaveOut } from "@/lib/imports/previews/discard-preview";
import { getPreview, listOpenPreviews } from "@/lib/imports/previews/queries";
import { giveUpReading, readPreview } from "@/lib/imports/previews/read-preview";
import { requestPreview } from "@/lib/imports/previews/request-preview";
import { stageFile } from "@/lib/imports/previews/stage-file";
import { buildTenant, buildUser } from "@/tests/factories";
import { buildUploader, stagedFiles, tracesOf, uploading } from "@/tests/imports/preview";
import { bringScan, findingsOf, hoursAgo, jsonOf, now, scanOf, streamOf } from "@/tests/imports/scan";

const scan = (check = "entra_a", hours = 24) => jsonOf(scanOf(hoursAgo(hours), [{ check }]));
const theirs = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
const controls = (...lines: string[]) =>
  Buffer.from(`"Control ID","Requirement","Result","Criticality","Details"\n${lines.join("\n")}\n`);

describe("confirming a preview", () => {
  it("twice at once imports each file once, with one run, one audit event and one notification", async () => {
    const { tenant, upload, confirm, importAll } = await buildUploader();
    const preview = await upload(["a.json", scan("entra_a")], ["b.json", scan("entra_b")]);
    expect(await Promise.all([confirm(preview), confirm(preview)])).toEqual(["confirmed", "confirmed"]);
    expect(await tracesOf(tenant.id)).toEqual({ imports: 2, runs: 2, audit: 2, notifications: 2 });
    expect(await inSystem((tx) => tx.outboxEvent.count({ where: { eventId: `import-confirmed-${preview.id}` } }))).toBe(
      1,
    );
    await Promise.all([importAll(preview.id), importAll(preview.id)]);
    expect(await findingsOf(tenant.id)).toHaveLength(2);
    expect(await confirm(preview)).toBe("confirmed");
    expect((await tracesOf(tenant.id)).imports).toBe(2);
  });

  it("of the same files, uploaded twice and confirmed by two people, imports them once", async () => {
    const { tenant, upload, confirm, importAll } = await buildUploader();
    const other = uploading(tenant, await buildUser({ role: "manager", tenant }));
    const [mine, others] = [await upload(["a.json", scan()]), await other.upload(["a.json", scan()])];
    expect(mine.id).not.toBe(others.id);
    await Promise.all([confirm(mine), other.confirm(others)]);
    await Promise.all([importAll(mine.id), other.importAll(others.id)]);
    const ended = [await other.see(mine.id), await other.see(others.id)].map((preview) => preview.files[0]?.import);
    expect(ended.map((one) => one?.status)).toEqual(["completed", "completed"]);
    expect(ended[0]?.id).toBe(ended[1]?.id);
    expect((await tracesOf(tenant.id)).imports).toBe(1);
    expect(await stagedFiles()).toEqual([]);
  });

  it("imports what can be imported and leaves the rest", async () => {
    const { tenant, upload, confirm, importAll } = await buildUploader();
    const preview = await upload(["a.json", scan()], ["broken.json", Buffer.from("[{")]);
    await confirm(preview);
    await importAll(preview.id);
    expect((await tracesOf(tenant.id)).imports).toBe(1);
    expect(await stagedFiles()).toEqual([]);
  });

  it("of nothing that can be imported is refused in words", async () => {
    const { upload, confirm } = await buildUploader();
    const preview = await upload(["broken.json", Buffer.from("[{")]);
    await expect(confirm(preview)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("nothing to import"),
    });
  });

  it("that was seen in an older round, is being read, or was discarded is refused", async () => {
    const { user, upload, confirm, refOf, see } = await buildUploader();
    const preview = await upload(["a.json", scan()]);
    await answerPreview(user, refOf(preview), {}, now);
    await expect(confirm(preview)).rejects.toMatchObject({ code: "conflict" });
    await expect(confirm(await see(preview.id))).rejects.toMatchObject({ code: "conflict" });
    await discardPreview(user, refOf(preview), now);
    await expect(confirm(await see(preview.id))).rejects.toMatchObject({ code: "gone" });
  });
});

describe("another tenant's data", () => {
  it("is shown with what it would do, and imported only when it is confirmed", async () => {
    const { tenant, upload, confirm, importAll } = await buildUploader({ entraTenantId: theirs });
    const preview = await upload(["a.json", scan()]);
    const [file] = preview.files;
    expect(file?.found).toMatchObject({ kind: "importable", counts: { created: 1 } });
    expect(file?.found).toMatchObject({ otherTenant: expect.stringContaining("11111111-2222-4333-8444-555555555555") });
    expect(file?.questions).toEqual(["confirmOtherTenant"]);
    await expect(confirm(preview)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("11111111-2222-4333-8444-555555555555"),
    });
    expect((await tracesOf(tenant.id)).imports).toBe(0);
    expect(await confirm(preview, { [file?.id ?? ""]: { confirmOtherTenant: true } })).toBe("confirmed");
    expect((await importAll(preview.id)).files[0]?.import?.status).toBe("completed");
  });

  it("cannot be confirmed for a file that did not ask", async () => {
    const { upload, confirm, see } = await buildUploader();
    const preview = await upload(["a.json", scan()]);
    await confirm(preview, { [preview.files[0]?.id ?? ""]: { confirmOtherTenant: true, isPartial: true } });
    expect((await see(preview.id)).files[0]?.options).toEqual({});
  });
});

describe("an answer that changes what would happen", () => {
  it("a date is read with, shown, and not imported before it was seen", async () => {
    const { tenant, upload, confirm, read, importAll } = await buildUploader();
    const pass = '"MS.AAD.1.1v1","Legacy","Pass","Shall","Fine"';
    const fail = '"MS.AAD.1.1v1","Legacy","Fail","Shall","Not fine"';
    const more = '"MS.AAD.1.2v1","Risk","Pass","Shall","Fine"';
    await importAll((await confirmed(await upload(["old.csv", controls(fail, more)]))).id);
    const preview = await upload(["new.csv", controls(pass, more)]);
    const [file] = preview.files;
    expect(file?.questions).toEqual(["capturedAt"]);
    expect(file?.found).toMatchObject({ isScannedAtAssumed: true });
    const capturedAt = hoursAgo(3);
    expect(await confirm(preview, { [file?.id ?? ""]: { capturedAt } })).toBe("read_again");
    expect((await tracesOf(tenant.id)).imports).toBe(1);
    const again = await read(preview.id);
    expect(again.round).toBe(2);
    expect(again.files[0]?.found).toMatchObject({ scannedAt: capturedAt.toISOString(), isScannedAtAssumed: false });
    expect(await confirm(again, { [file?.id ?? ""]: { capturedAt } })).toBe("confirmed");
    expect((await importAll(preview.id)).files[0]?.import).toMatchObject({
      status: "completed",
      scannedAt: capturedAt.toISOString(),
    });

    async function confirmed<T extends Awaited<ReturnType<typeof upload>>>(one: T): Promise<T> {
      await confirm(one);
      return one;
    }
  });

  it("a partial scan resolves nothing by absence, and the answer can be taken back", async () => {
    const { tenant, user, upload, read, refOf } = await buildUploader();
    await bringScan(tenant.slug, scanOf(hoursAgo(48), [{ check: "entra_a" }, { check: "entra_b" }]));
    const preview = await upload(["a.json", scan("entra_a")]);
    const id = preview.files[0]?.id ?? "";
    expect(preview.files[0]).toMatchObject({ questions: ["isPartial"], found: { changes: { gone: 1 } } });
    await answerPreview(user, refOf(preview), { [id]: { isPartial: true } }, now);
    const partial = await read(preview.id);
    expect(partial.files[0]).toMatchObject({
      questions: ["isPartial"],
      found: { counts: { resolved: 0 }, changes: { gone: 0, left: 1 } },
    });
    await answerPreview(user, refOf(partial), { [id]: { isPartial: false } }, now);
    expect((await read(preview.id)).files[0]?.found).toMatchObject({ counts: { resolved: 1 } });
  });

  it("a format that is not known by sight is asked for; a wrong one is said to be wrong", async () => {
    const { tenant, user, upload, read, refOf, confirm, importAll } = await buildUploader();
    const preview = await upload(["answer.json", jsonOf({ value: [{ id: "1", name: "something" }] })]);
    const id = preview.files[0]?.id ?? "";
    expect(preview.files[0]).toMatchObject({
      questions: ["format"],
      found: { kind: "refused", isFormatUnknown: true },
    });
    await answerPreview(user, refOf(preview), { [id]: { format: "prowler-csv" } }, now);
    const wrong = await read(preview.id);
    expect(wrong.files[0]?.found).toMatchObject({
      kind: "refused",
      message: "Nothing in the file can be read as Prowler (CSV).",
      isFormatUnknown: true,
    });
    await answerPreview(user, refOf(wrong), { [id]: { format: "graph-conditional-access" } }, now);
    const right = await read(preview.id);
    expect(right.files[0]?.found).toMatchObject({ kind: "importable", reports: ["conditional_access"] });
    await confirm(right);
    await importAll(preview.id);
    const report = await inSystem((tx) => tx.storedReport.findFirstOrThrow({ where: { tenantId: tenant.id } }));
    expect(report).toMatchObject({ type: "conditional_access", source: "graph/answer", rowCount: 1 });
  });

  it("leaving a file out shows what the others do without it", async () => {
    const { user, upload, read, refOf } = await buildUploader();
    const before = (await stagedFiles()).length;
    const preview = await upload(["a.json", scan("entra_a", 48)], ["b.json", scan("entra_a", 24)]);
    expect(preview.files.map((file) => file.found)).toMatchObject([
      { counts: { created: 1 } },
      { counts: { unchanged: 1 } },
    ]);
    expect(await leaveOut(user, refOf(preview), preview.files[0]?.id ?? "", now)).toBe(true);
    const without = await read(preview.id);
    expect(without.files.map((file) => file.found)).toMatchObject([{ counts: { created: 1 } }]);
    expect(await stagedFiles()).toHaveLength(before + 1);
    expect(await leaveOut(user, refOf(without), without.files[0]?.id ?? "", now)).toBe(false);
    expect(await stagedFiles()).toHaveLength(before);
  });

  it("is not mixed with what an older reading finds", async () => {
    const { user, upload, refOf, see } = await buildUploader();
    const preview = await upload(["a.json", scan()]);
    await answerPreview(user, refOf(preview), {}, now);
    expect(await readPreview(BigInt(preview.id), 1, now)).toMatchObject({ status: "overtaken" });
    expect((await see(preview.id)).status).toBe("reading");
    await giveUpReading(BigInt(preview.id), 2);
    expect((await see(preview.id)).files[0]?.found).toMatchObject({ kind: "refused" });
  });
});

describe("an upload", () => {
  it("of a file that is too large is refused by itself; the others are looked at", async () => {
    setEnvironment({ TENANTPILOT_IMPORT_BYTES_MAX: "2000" });
    try {
      const { upload } = await buildUploader();
      const preview = await upload(
        ["large.json", jsonOf(scanOf(hoursAgo(24), [{}, {}, {}]))],
        ["a.json", scan().subarray(0, 10)],
      );
      expect(preview.files.map((file) => file.found)).toMatchObject([
        { kind: "refused", message: "The file is larger than 2000 bytes." },
        { kind: "refused", message: expect.stringContaining("cut off") },
      ]);
    } finally {
      setEnvironment({ TENANTPILOT_IMPORT_BYTES_MAX: "" });
    }
  });

  it("sent twice is one preview, and one set of staged files", async () => {
    const { upload } = await buildUploader();
    const before = (await stagedFiles()).length;
    const [first, second] = await Promise.all([upload(["a.json", scan()]), upload(["a.json", scan()])]);
    expect(first.id).toBe(second.id);
    expect(await stagedFiles()).toHaveLength(before + 1);
  });

  it("by somebody whose role does not include it, or who is no member, leaves nothing behind", async () => {
    const tenant = await buildTenant();
    const before = await stagedFiles();
    for (const [actor, code] of [
      [await buildUser({ role: "readonly", tenant }), "forbidden"],
      [await buildUser({ role: "owner", tenant: await buildTenant() }), "not_found"],
    ] as const) {
      const staged = [await stageFile("a.json", streamOf(scan()))];
      await expect(requestPreview(actor, tenant.slug, staged, now)).rejects.toMatchObject({ code });
    }
    expect(await stagedFiles()).toEqual(before);
  });

  it("is seen by those who may see imports, decided about by those who may import, and by no stranger", async () => {
    const { tenant, upload, refOf } = await buildUploader();
    const preview = await upload(["a.json", scan()]);
    const reader = await buildUser({ role: "readonly", tenant });
    const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
    expect((await getPreview(reader, tenant.slug, preview.id, now)).files).toHaveLength(1);
    expect(await listOpenPreviews(reader, tenant.slug, now)).toHaveLength(1);
    for (const decide of [
      discardPreview,
      (...[actor, ref, at]: Parameters<typeof discardPreview>) => answerPreview(actor, ref, {}, at),
    ]) {
      await expect(decide(reader, refOf(preview), now)).rejects.toMatchObject({ code: "forbidden" });
      await expect(decide(stranger, refOf(preview), now)).rejects.toMatchObject({ code: "not_found" });
    }
    await expect(uploading(tenant, reader).confirm(preview)).rejects.toMatchObject({ code: "forbidden" });
    await expect(uploading(tenant, stranger).confirm(preview)).rejects.toMatchObject({ code: "not_found" });
    await expect(getPreview(stranger, tenant.slug, preview.id, now)).rejects.toMatchObject({ code: "not_found" });
  });
});
