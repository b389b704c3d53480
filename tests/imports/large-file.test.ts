import { expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { generatedScan } from "@/lib/embedded/demo/prowler-scan";
import { importFile } from "@/lib/imports/import-file";
import { buildTenant } from "@/tests/factories";
import { hoursAgo, now, operator } from "@/tests/imports/scan";

const rows = 50_000;
const megabyte = 1024 * 1024;

it("50,000 findings are imported in bounded memory", { timeout: 180_000 }, async () => {
  const tenant = await buildTenant();
  const place = { slug: "large", name: "Large", entraTenantId: "11111111-2222-4333-8444-555555555555" };
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 10);
  const request = { tenant: tenant.slug, fileName: "large.json", source: generatedScan(place, hoursAgo(24), rows) };
  expect(await importFile(operator, request, now)).toMatchObject({ rows, created: rows });
  clearInterval(watch);
  // The file has 75 MB as text and several times that as objects.
  expect((peak - before) / megabyte).toBeLessThan(250);
  expect(await inSystem((tx) => tx.findingEvent.count({ where: { tenantId: tenant.id } }))).toBe(rows);
  const content = await inSystem((tx) => tx.tenantContent.findUniqueOrThrow({ where: { tenantId: tenant.id } }));
  expect(content.findingsCount).toBe(BigInt(rows));
});
