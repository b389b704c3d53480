import { describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import type { Importable } from "@/lib/imports/previews/found";
import type { PreviewView } from "@/lib/imports/previews/queries";
import { buildUploader, stagedFiles, tracesOf } from "@/tests/imports/preview";
import { cellsOf, csvOf } from "@/tests/imports/prowler-csv-file";
import { bringScan, findingsOf, hoursAgo, jsonOf, scanOf, stateOf } from "@/tests/imports/scan";

const importable = (preview: PreviewView, index = 0): Importable => {
  const found = preview.files[index]?.found;
  if (found?.kind !== "importable") throw new Error(`not importable: ${JSON.stringify(found)}`);
  return found;
};
const importedCounts = (preview: PreviewView) => preview.files.map((file) => file.import?.counts);
const previewedCounts = (preview: PreviewView) =>
  preview.files.map((file) => (file.found?.kind === "importable" ? file.found.counts : undefined));
const many = Array.from({ length: 12 }, (_, i) => ({ check: `entra_${String(i).padStart(2, "0")}` }));

describe("the preview of an upload", () => {
  it("says what the file is and what it would do, and the import then does just that", async () => {
    const { tenant, upload, confirm, importAll } = await buildUploader();
    await bringScan(tenant.slug, scanOf(hoursAgo(72), [...many.slice(0, 6), { check: "entra_98", status: "FAIL" }]));
    await bringScan(tenant.slug, scanOf(hoursAgo(48), [...many.slice(0, 6), { check: "entra_98", status: "PASS" }]));
    const next = scanOf(hoursAgo(24), [
      { check: "entra_00" },
      { check: "entra_01", severityId: 5 },
      { check: "entra_02", isMuted: true },
      { check: "entra_03", status: "PASS" },
      { check: "entra_98", status: "FAIL" },
      { check: "entra_99", severityId: 5 },
    ]);
    const preview = await upload(["scan.json", jsonOf(next)]);
    const found = importable(preview);
    expect(found).toMatchObject({
      format: "prowler-ocsf",
      label: "Prowler (OCSF JSON)",
      toolVersion: "5.40.0",
      scannedAt: hoursAgo(24).toISOString(),
      isScannedAtAssumed: false,
      otherTenant: null,
      reports: ["assessment.prowler"],
      counts: { rows: 6, created: 1, changed: 2, reopened: 1, resolved: 3, unchanged: 1, accepted: 1 },
      changes: { gone: 2, left: 0, isOlder: false, newBySeverity: { critical: 1 } },
    });
    expect(found.changes.examples.map(({ kind, title }) => [kind, title])).toEqual(
      expect.arrayContaining([
        ["created", "Title of entra_99"],
        ["reopened", "Title of entra_98"],
        ["accepted", "Title of entra_02"],
        ["changed", "Title of entra_01"],
        ["resolved", "Title of entra_03"],
      ]),
    );
    await confirm(preview);
    const done = await importAll(preview.id);
    expect(done.files[0]?.import?.status).toBe("completed");
    expect(importedCounts(done)).toEqual(previewedCounts(preview));
  });

  it("of several files takes each on top of those before it, as the import does", async () => {
    const { tenant, upload, confirm, importAll } = await buildUploader();
    const first = scanOf(hoursAgo(48), many);
    const second = scanOf(hoursAgo(24), [{ check: "entra_00", status: "PASS" }, ...many.slice(1, 10)]);
    const preview = await upload(
      ["first.json", jsonOf(first)],
      ["broken.json", Buffer.from('[{"class_uid":2004')],
      ["second.json", jsonOf(second)],
      ["third.csv", csvOf(second.map((record) => cellsOf(record)))],
    );
    expect(previewedCounts(preview)).toMatchObject([
      { created: 12 },
      undefined,
      { rows: 10, created: 0, resolved: 3, unchanged: 9 },
      { created: 0, resolved: 0 },
    ]);
    expect(preview.files[1]?.found).toMatchObject({ kind: "refused", message: expect.stringContaining("cut off") });
    await confirm(preview);
    const done = await importAll(preview.id);
    expect(done.files.map((file) => file.import?.status)).toEqual(["completed", undefined, "completed", "completed"]);
    expect(importedCounts(done)).toEqual(previewedCounts(preview));
    expect((await findingsOf(tenant.id)).filter((finding) => finding.status === "open")).toHaveLength(9);
    expect(await stagedFiles()).toEqual([]);
  });

  it("writes nothing: no finding, no history, no report, no import, no run, no audit event, no notification", async () => {
    const { tenant, upload } = await buildUploader();
    await bringScan(tenant.slug, scanOf(hoursAgo(48), many));
    const [state, traces] = [await stateOf(tenant.id), await tracesOf(tenant.id)];
    const preview = await upload(["scan.json", jsonOf(scanOf(hoursAgo(24), [{ check: "entra_00" }]))]);
    expect(preview.status).toBe("ready");
    expect(await stateOf(tenant.id)).toBe(state);
    expect(await tracesOf(tenant.id)).toEqual(traces);
  });

  it("stays true to what really happens when the tenant changes before it is confirmed", async () => {
    const { tenant, upload, confirm, importAll } = await buildUploader();
    const preview = await upload(["scan.json", jsonOf(scanOf(hoursAgo(24), many))]);
    expect(importable(preview).counts.created).toBe(12);
    await bringScan(tenant.slug, scanOf(hoursAgo(48), many.slice(0, 10)));
    await confirm(preview);
    const done = await importAll(preview.id);
    expect(importedCounts(done)).toMatchObject([{ created: 2, unchanged: 10 }]);
    expect(await findingsOf(tenant.id)).toHaveLength(12);
  });

  it("tells of a scan that is older, of one that ran a few of the checks, and of one that is known", async () => {
    const { tenant, upload } = await buildUploader();
    const newest = scanOf(hoursAgo(24), many);
    await bringScan(tenant.slug, newest);
    const preview = await upload(
      ["older.json", jsonOf(scanOf(hoursAgo(48), many))],
      ["few.json", jsonOf(scanOf(hoursAgo(12), many.slice(0, 1)))],
      ["known.json", jsonOf(newest)],
      ["few-again.json", jsonOf(scanOf(hoursAgo(12), many.slice(0, 1)))],
    );
    expect(importable(preview, 0).changes).toMatchObject({ isOlder: true });
    expect(importable(preview, 1).changes).toMatchObject({ isOlder: false, gone: 0, left: 11 });
    expect(preview.files[2]?.found).toMatchObject({ kind: "known" });
    expect(preview.files[3]?.found).toEqual({ kind: "twice", fileName: "few.json" });
  });

  it("of a report says which, how many rows, that it is incomplete, and that its date would be assumed", async () => {
    const { upload } = await buildUploader();
    const answer = {
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies",
      "@odata.nextLink": "https://graph.microsoft.com/v1.0/identity/conditionalAccess/policies?$skiptoken=x",
      value: [{ id: "1" }, { id: "2" }],
    };
    const preview = await upload(["answer.json", jsonOf(answer)]);
    expect(importable(preview)).toMatchObject({
      reports: ["conditional_access"],
      isIncomplete: true,
      times: "undated",
      isScannedAtAssumed: true,
      counts: { rows: 2, created: 2 },
    });
    expect(preview.files[0]?.questions).toEqual(["capturedAt"]);
  });

  it("burns no row of the database that anybody could see, whatever the file holds", async () => {
    const { tenant, upload } = await buildUploader();
    await upload(["scan.json", jsonOf(scanOf(hoursAgo(24), many))]);
    const [{ count } = { count: 0n }] = await inSystem(
      (tx) => tx.$queryRaw<{ count: bigint }[]>`SELECT count(*) AS count FROM imports WHERE file_name = 'rehearsal'`,
    );
    expect(count).toBe(0n);
    expect(await findingsOf(tenant.id)).toEqual([]);
  });
});
