import { expect, it } from "vitest";
import { custodyColumns, exportCustody } from "@/lib/audit/export-custody";
import { listAuditEvents } from "@/lib/audit/queries";
import { recordAudit } from "@/lib/audit/record";
import { inSystem } from "@/lib/db";
import { mintLink } from "@/lib/download-links/links";
import { setLegalHold } from "@/lib/review-packs/legal-hold";
import { buildPack, buildTenant, buildUser } from "../factories";

const from = { ip: "192.0.2.7", userAgent: '=HYPERLINK("http://example.com")' };

async function textOf(lines: AsyncGenerator<string>): Promise<string> {
  let text = "";
  for await (const piece of lines) text += piece;
  return text;
}

it("a pack's custody as CSV: holds and links, newest first, nothing of other packs, formulas inert", async () => {
  const tenant = await buildTenant();
  const manager = await buildUser({ role: "manager", tenant });
  const [pack, other] = [await buildPack({ tenant }), await buildPack({ tenant })];
  await setLegalHold(manager, tenant.slug, pack.id, true, new Date());
  await mintLink(manager, { tenant: tenant.slug, packId: String(pack.id) }, from, new Date());
  await mintLink(manager, { tenant: tenant.slug, packId: String(other.id) }, from, new Date());
  const reader = await buildUser({ role: "readonly", tenant });
  const { fileName, lines } = await exportCustody(reader, tenant.slug, String(pack.id), from, new Date());
  expect(fileName).toMatch(new RegExp(`^custody_review-pack-${pack.id}_\\d{4}-\\d\\d-\\d\\d\\.csv$`));
  const [head, ...rows] = (await textOf(lines)).trimEnd().split("\n");
  expect(head).toBe(custodyColumns.map((column) => `"${column}"`).join(","));
  expect(rows.map((row) => row.split(",")[2])).toEqual(['"review_pack.link_minted"', '"review_pack.held"']);
  expect(rows[0]).toContain(`"'=HYPERLINK`);
  expect(rows[0]).toContain('"192.0.2.7"');
  expect(rows.map((row) => row.split(",")[4])).toEqual([`"${pack.id}"`, `"${pack.id}"`]);
});

it("longer than a page it goes on to the end, and that it was exported is an event of the audit", async () => {
  const tenant = await buildTenant();
  const owner = await buildUser({ role: "owner", tenant });
  const { workspaceId, id: tenantId } = tenant;
  await inSystem(async (tx) => {
    for (let i = 0; i < 250; i++)
      await recordAudit(tx, {
        workspaceId,
        tenantId,
        action: "review_pack.download_started",
        subject: { type: "review_pack", id: 7n },
        actor: { kind: "link", id: "l", name: "somebody" },
      });
  });
  const { lines } = await exportCustody(owner, tenant.slug, "7", from, new Date());
  expect((await textOf(lines)).trimEnd().split("\n")).toHaveLength(251);
  const { events } = await listAuditEvents(owner, { tenant: tenant.slug, limit: 1 });
  expect(events[0]).toMatchObject({ action: "review_pack.custody_exported", subject: { id: "7" } });
});

it("is closed to strangers, and tells nobody the same file too often", async () => {
  const tenant = await buildTenant();
  const stranger = await buildUser({ role: "owner", tenant: await buildTenant() });
  await expect(exportCustody(stranger, tenant.slug, "7", from, new Date())).rejects.toMatchObject({
    code: "not_found",
  });
  const reader = await buildUser({ role: "readonly", tenant });
  const now = new Date();
  for (let i = 0; i < 10; i++) await exportCustody(reader, tenant.slug, "7", from, now);
  await expect(exportCustody(reader, tenant.slug, "7", from, now)).rejects.toMatchObject({ code: "rate_limited" });
});
