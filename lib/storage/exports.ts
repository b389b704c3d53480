import path from "node:path";
import { type Environment, env } from "@/lib/env";
import { azureStore } from "@/lib/storage/azure";
import { diskStorage } from "@/lib/storage/disk";
import { type ObjectRule, objectStorage, usualRule } from "@/lib/storage/object-storage";
import { s3Store } from "@/lib/storage/s3";
import type { Storage } from "@/lib/storage/storage";

let current: { of: Environment; storage: Storage } | undefined;

/**
 * The private disk `exports` (data-model.md, Storage), wherever STORAGE puts it: published packs, and what one step leaves for the
 * next, which may run on another machine.
 */
export function exportsStorage(): Storage {
  const of = env();
  if (current?.of !== of) current = { of, storage: openExports(of) };
  return current.storage;
}

/** The disk `exports` of an environment. `rule` is how an object store is used; tests and the check at the start have their own. */
export function openExports(of: Environment, rule: ObjectRule = usualRule): Storage {
  if (of.STORAGE === "s3") return objectStorage(s3Store(s3Settings(of), rule.patience), rule);
  if (of.STORAGE === "azure") {
    const connectionString = of.AZURE_STORAGE_CONNECTION_STRING ?? "";
    return objectStorage(azureStore({ connectionString, container: of.AZURE_STORAGE_CONTAINER ?? "" }), rule);
  }
  // Below the data folder, where no web server looks.
  return diskStorage(path.join(/*turbopackIgnore: true*/ of.TENANTPILOT_DATA_DIR, "storage", "exports"));
}

function s3Settings(of: Environment) {
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = of;
  return {
    bucket: of.S3_BUCKET ?? "",
    region: of.S3_REGION,
    endpoint: of.S3_ENDPOINT,
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
    isPathStyle: of.S3_PATH_STYLE === undefined ? of.S3_ENDPOINT !== undefined : of.S3_PATH_STYLE === "true",
  };
}
