import { closeDatabase, inSystem } from "@/lib/db";
import { assemblePack } from "@/lib/review-packs/build/assemble";
import { collectPack } from "@/lib/review-packs/build/collect";
import { type Collected, collectedSchema } from "@/lib/review-packs/build/collected";
import { renderPack } from "@/lib/review-packs/build/render";
import { exportsStorage } from "@/lib/storage/exports";
import { buildClaim, quiet } from "./pack-claim";

// In a process with a locale of its own, in one time zone after the other: collects a tenant anew, and renders and assembles
// a snapshot that was collected before. Prints the hashes. usage: rebuild-child.ts TENANT_ID PATH_OF_COLLECTED_JSON ZONE...

const [tenantId = "", collectedPath = "", ...zones] = process.argv.slice(2);
const tenant = await inSystem((tx) => tx.tenant.findUniqueOrThrow({ where: { id: BigInt(tenantId) } }));
const rebuilt = [];
for (const zone of zones) {
  process.env.TZ = zone;
  rebuilt.push(await rebuild());
}
await closeDatabase();
console.log(JSON.stringify(rebuilt));

async function rebuild() {
  const claim = await buildClaim({ tenant });
  const anew = await collectPack(claim, quiet);
  const stored = await exportsStorage().open(collectedPath);
  const snapshot = collectedSchema.parse(JSON.parse(await new Response(stored.stream()).text())) as Collected;
  await renderPack(claim, snapshot);
  const { sha256 } = await assemblePack(claim, snapshot);
  return {
    zone: new Date(0).getTimezoneOffset(),
    locale: Intl.DateTimeFormat().resolvedOptions().locale,
    entries: anew.entries,
    sha256,
  };
}
