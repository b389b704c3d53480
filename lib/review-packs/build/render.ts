import { z } from "zod";
import { canonicalJson } from "@/lib/archive/canonical-json";
import { byEntryName } from "@/lib/archive/entry-names";
import { type Collected, stagedEntrySchema } from "@/lib/review-packs/build/collected";
import { readMaterial } from "@/lib/review-packs/build/report/material-file";
import { renderedSections } from "@/lib/review-packs/build/sections";
import { once, type StagedEntry, stagedPath, stageEntry } from "@/lib/review-packs/build/staging";
import type { PackClaim } from "@/lib/review-packs/claim";
import { exportsStorage } from "@/lib/storage/exports";

/**
 * Writes the small entries from what collect recorded, and the list of all entries. Nothing here reads the clock or the
 * database: repeating it gives the same bytes.
 * @returns how many entries the pack has.
 * @throws {StorageError} full, failed.
 */
export async function renderPack(claim: PackClaim, collected: Collected): Promise<{ entries: number }> {
  const material = await readMaterial(collected);
  const { tenant, slug, entraTenantId, workspace } = material.cover;
  // The names as they were read, whatever they are by now.
  const asRead = { ...claim, tenant: { ...claim.tenant, slug, name: tenant, entraTenantId }, workspaceName: workspace };
  let entries: StagedEntry[] = [...collected.entries];
  for (const { path, mediaType, render } of renderedSections) {
    entries.sort((a, b) => byEntryName(a.path, b.path));
    const content = await render({ claim: asRead, collected, material, entries });
    entries = [...entries, await stageEntry(collected.folder, { path, mediaType, rows: null }, content)];
  }
  entries.sort((a, b) => byEntryName(a.path, b.path));
  await exportsStorage().write(stagedPath(collected.folder, renderedFile), once(canonicalJson(entries)));
  return { entries: entries.length };
}

// Beside the entries, but no entry itself: no name on the allowlist begins with a dot.
const renderedFile = ".rendered.json";

/** The list of all entries that renderPack left. @throws {StorageError} missing when it did not run. */
export async function readRendered(collected: Collected): Promise<StagedEntry[]> {
  const file = await exportsStorage().open(stagedPath(collected.folder, renderedFile));
  return z.array(stagedEntrySchema).parse(JSON.parse(await new Response(file.stream()).text()));
}
