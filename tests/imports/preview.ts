import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import type { Answers } from "@/lib/imports/previews/answers";
import { type Confirmation, confirmPreview } from "@/lib/imports/previews/confirm-preview";
import { listConfirmed } from "@/lib/imports/previews/list-confirmed";
import { getPreview, type PreviewView } from "@/lib/imports/previews/queries";
import { readPreview } from "@/lib/imports/previews/read-preview";
import { requestPreview } from "@/lib/imports/previews/request-preview";
import { stageFile } from "@/lib/imports/previews/stage-file";
import type { PreviewRef } from "@/lib/imports/previews/undecided";
import { runImport } from "@/lib/imports/run-import";
import { exportsStorage } from "@/lib/storage/exports";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildTenant, buildUser } from "@/tests/factories";
import { now, streamOf } from "@/tests/imports/scan";

// The way of an upload in tests: uploaded, read, confirmed, imported, each by the same verbs as the pages and the durable functions.

/** A tenant with an operator, and what they do there. */
export async function buildUploader(overrides: { entraTenantId?: string } = {}) {
  const tenant = await buildTenant(overrides);
  const user = await buildUser({ role: "operator", tenant });
  return { tenant, user, ...uploading(tenant, user) };
}

/** What an actor does with uploads of a tenant. */
export function uploading(tenant: TenantRef, actor: Actor) {
  const see = (previewId: string, at = now) => getPreview(actor, tenant.slug, previewId, at);
  const refOf = ({ id, round }: PreviewView): PreviewRef => ({ tenant: tenant.slug, previewId: id, round });
  /** Uploads files and reads them. */
  const upload = async (...files: [name: string, bytes: Uint8Array][]): Promise<PreviewView> => {
    const staged = [];
    for (const [name, bytes] of files) staged.push(await stageFile(name, streamOf(bytes)));
    const { previewId } = await requestPreview(actor, tenant.slug, staged, now);
    return read(previewId);
  };
  const read = async (previewId: string): Promise<PreviewView> => {
    const { round } = await see(previewId);
    await readPreview(BigInt(previewId), round, now);
    return see(previewId);
  };
  const confirm = (preview: PreviewView, answers: Answers = {}): Promise<Confirmation> =>
    confirmPreview(actor, refOf(preview), answers, now);
  /** Does what the durable function does with a confirmed preview. */
  const importAll = async (previewId: string): Promise<PreviewView> => {
    for (const importId of await listConfirmed(BigInt(previewId))) await runImport(BigInt(importId), "run", now);
    return see(previewId);
  };
  return { see, refOf, upload, read, confirm, importAll };
}

/** What is staged on the exports disk. */
export async function stagedFiles(): Promise<string[]> {
  const files: string[] = [];
  for await (const file of exportsStorage().list("imports")) files.push(file.path);
  return files;
}

/** How many rows of each kind a tenant has that only a real import makes. */
export async function tracesOf(tenantId: bigint) {
  return inSystem(async (tx) => ({
    imports: await tx.import.count({ where: { tenantId } }),
    runs: await tx.operationRun.count({ where: { tenantId } }),
    audit: await tx.auditEvent.count({ where: { tenantId } }),
    notifications: await tx.notification.count({ where: { tenantId } }),
  }));
}
