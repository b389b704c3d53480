import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/archive/canonical-json";
import type { Collected } from "@/lib/review-packs/build/collected";
import { type ReportMaterial, reportMaterialSchema } from "@/lib/review-packs/build/report/material";
import { once, stagedPath } from "@/lib/review-packs/build/staging";
import { exportsStorage } from "@/lib/storage/exports";

// Beside the entries, but no entry itself: no name on the allowlist begins with a dot. It is not in collect's answer,
// because that goes through the queue, and this names people.
const materialFile = ".report.json";

/** Stages what the report is made from. @returns its SHA-256. @throws {StorageError} full, failed. */
export async function stageMaterial(folder: string, material: Partial<ReportMaterial>): Promise<string> {
  const text = canonicalJson(reportMaterialSchema.parse(material));
  return (await exportsStorage().write(stagedPath(folder, materialFile), once(text))).sha256;
}

/** What stageMaterial left. @throws {StorageError} missing, failed; an Error when it is not what was staged. */
export async function readMaterial(collected: Collected): Promise<ReportMaterial> {
  const file = await exportsStorage().open(stagedPath(collected.folder, materialFile));
  const text = await new Response(file.stream()).text();
  if (createHash("sha256").update(text).digest("hex") !== collected.reportMaterial)
    throw new Error("What was staged for the report is not what was collected.");
  return reportMaterialSchema.parse(JSON.parse(text));
}
