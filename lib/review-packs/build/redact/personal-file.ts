import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "@/lib/archive/canonical-json";
import type { Personal } from "@/lib/review-packs/build/redact/personal";
import { once, stagedPath } from "@/lib/review-packs/build/staging";
import { exportsStorage } from "@/lib/storage/exports";

// Beside the entries, but no entry itself, and gone with the staging. Not in collect's answer: that goes through the queue.
const personalFile = ".personal.json";

const personalSchema = z.strictObject({ isComplete: z.boolean(), values: z.array(z.string()) });

/** What the finished pack is searched for. */
export type PersonalValues = z.infer<typeof personalSchema>;

/** Stages the values that were met. @returns the file's SHA-256. @throws {StorageError} full, failed. */
export async function stagePersonal(folder: string, personal: Personal): Promise<string> {
  const text = canonicalJson({ isComplete: personal.isComplete, values: personal.values() });
  return (await exportsStorage().write(stagedPath(folder, personalFile), once(text))).sha256;
}

/** What stagePersonal left. @throws {StorageError} missing, failed; an Error when it is not what was staged. */
export async function readPersonal(folder: string, sha256: string): Promise<PersonalValues> {
  const file = await exportsStorage().open(stagedPath(folder, personalFile));
  const text = await new Response(file.stream()).text();
  if (createHash("sha256").update(text).digest("hex") !== sha256)
    throw new Error("What was staged to search the pack for is not what was collected.");
  return personalSchema.parse(JSON.parse(text));
}
