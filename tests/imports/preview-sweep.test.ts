import { utimes } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { begin, inSystem, withConnection } from "@/lib/db";
import { env } from "@/lib/env";
import { takeUp } from "@/lib/imports/at-work";
import { listOpenPreviews } from "@/lib/imports/previews/queries";
import { recoverPreviews, sweepPreviews } from "@/lib/imports/previews/sweep-previews";
import { reconcile } from "@/lib/review-packs/reconcile";
import { buildUploader, stagedFiles } from "@/tests/imports/preview";
import { hoursAgo, jsonOf, now, scanOf } from "@/tests/imports/scan";

const scan = jsonOf(scanOf(hoursAgo(24), [{}]));
const hoursLater = (hours: number) => new Date(now.getTime() + hours * 3_600_000);

/** The uploads of this test began at `now`, its files a moment ago: they are made as old as they say. */
async function dateFiles(): Promise<void> {
  for (const file of await stagedFiles()) {
    await utimes(path.join(env().TENANTPILOT_DATA_DIR, "storage/exports", file), now, now);
  }
}

it("an upload that nobody decides about waits a day; then nobody can, reconcile names its file, and the sweep removes it", async () => {
  const { tenant, user, upload, confirm, see } = await buildUploader();
  const preview = await upload(["scan.json", scan]);
  await dateFiles();
  expect(await sweepPreviews(hoursLater(23))).toEqual({ abandoned: 0, filesDeleted: 0, rowsDeleted: 0 });
  expect((await reconcile(hoursLater(23))).problems).toEqual([]);
  expect(await listOpenPreviews(user, tenant.slug, hoursLater(23))).toHaveLength(1);

  const late = hoursLater(25);
  expect((await see(preview.id, late)).status).toBe("discarded");
  expect(await listOpenPreviews(user, tenant.slug, late)).toEqual([]);
  const { confirmPreview } = await import("@/lib/imports/previews/confirm-preview");
  const ref = { tenant: tenant.slug, previewId: preview.id, round: preview.round };
  await expect(confirmPreview(user, ref, {}, late)).rejects.toMatchObject({ code: "gone" });
  const [staged] = await stagedFiles();
  expect((await reconcile(late)).problems).toMatchObject([{ kind: "stray_file", id: staged }]);

  expect(await Promise.all([sweepPreviews(late), sweepPreviews(late)])).toEqual(
    expect.arrayContaining([expect.objectContaining({ abandoned: 1 }), expect.objectContaining({ abandoned: 0 })]),
  );
  expect(await stagedFiles()).toEqual([]);
  expect((await reconcile(late)).problems).toEqual([]);
  expect((await sweepPreviews(hoursLater(31 * 24))).rowsDeleted).toBe(1);
  await expect(see(preview.id)).rejects.toMatchObject({ code: "not_found" });
  await expect(confirm(preview)).rejects.toMatchObject({ code: "not_found" });
});

it("what is confirmed is left to its import, and its preview is kept for a month", async () => {
  const { upload, confirm, importAll } = await buildUploader();
  const preview = await upload(["scan.json", scan]);
  await confirm(preview);
  expect(await sweepPreviews(hoursLater(25))).toEqual({ abandoned: 0, filesDeleted: 0, rowsDeleted: 0 });
  expect((await importAll(preview.id)).files[0]?.import?.status).toBe("completed");
  expect((await sweepPreviews(hoursLater(31 * 24))).rowsDeleted).toBe(1);
});

it("files of an ended preview that were not removed at its end are removed by the sweep", async () => {
  const { upload } = await buildUploader();
  const preview = await upload(["scan.json", scan]);
  // As if the process had ended between the two.
  await inSystem((tx) => tx.importPreview.update({ where: { id: BigInt(preview.id) }, data: { status: "discarded" } }));
  expect(await sweepPreviews(now)).toMatchObject({ filesDeleted: 1 });
  expect(await stagedFiles()).toEqual([]);
});

it("a reading that nobody does, however long another takes, is asked for again, once per quarter of an hour", async () => {
  const { tenant, upload } = await buildUploader();
  const preview = await upload(["scan.json", scan]);
  await inSystem((tx) => tx.importPreview.update({ where: { id: BigInt(preview.id) }, data: { status: "reading" } }));
  expect(await recoverPreviews(hoursLater(0.2))).toEqual({ sentAgain: 0 });
  await withConnection(async (client) => {
    await begin(client, tenant);
    await takeUp(client, "import preview", BigInt(preview.id));
    expect(await recoverPreviews(hoursLater(1))).toEqual({ sentAgain: 0 });
    await client.query("ROLLBACK");
  });
  await recoverPreviews(hoursLater(1));
  await recoverPreviews(hoursLater(1));
  const events = await inSystem((tx) =>
    tx.outboxEvent.findMany({ where: { eventId: { startsWith: `import-preview-${preview.id}-1-again-` } } }),
  );
  expect(events.map(({ data }) => data)).toEqual([{ previewId: preview.id, round: 1 }]);
});
