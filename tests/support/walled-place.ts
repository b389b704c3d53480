import { randomUUID } from "node:crypto";
import { recordAudit } from "@/lib/audit/record";
import { inSystem } from "@/lib/db";
import type { TenantRef } from "@/lib/tenants/tenants";
import {
  buildFinding,
  buildOperationRun,
  buildPack,
  buildReport,
  buildTenant,
  buildUser,
  buildWorkspace,
  sha256,
  type UserActor,
} from "../factories";

/** A workspace with at least one row in every table that belongs to one, and its owner. Each text begins with `mark`. */
export interface WalledPlace {
  mark: string;
  workspaceId: bigint;
  workspace: string;
  tenant: TenantRef;
  owner: UserActor;
  ids: Record<
    | "finding"
    | "report"
    | "run"
    | "pack"
    | "ready"
    | "import"
    | "preview"
    | "notification"
    | "fleet"
    | "schedule"
    | "token"
    | "invitation",
    string
  >;
}

export async function buildWalledPlace(mark: string): Promise<WalledPlace> {
  const { id: workspaceId, slug: workspace } = await buildWorkspace({ slug: mark, name: mark });
  const tenant = await buildTenant({ workspaceId, slug: `${mark}-tenant`, name: `${mark} tenant` });
  const owner = await buildUser({ name: `${mark}-owner`, role: "owner", tenant });
  const place = { workspaceId, tenantId: tenant.id };
  const run = await buildOperationRun({ tenant, initiatedByName: mark, startedAt: new Date() });
  const finding = await buildFinding({ tenant, title: `${mark} title` });
  const report = await buildReport({ tenant, payload: { value: [mark] } });
  const pack = await buildPack({ tenant, status: "queued", initiatedByName: mark, operationRunId: run.id });
  const ready = await buildPack({ tenant, initiatedByName: mark });
  return inSystem(async (tx) => {
    const made = await tx.import.create({
      data: {
        ...place,
        fileName: mark,
        fileSha256: sha256(mark),
        fileBytes: 1n,
        status: "completed",
        operationRunId: run.id,
      },
    });
    const event = { ...place, findingId: finding.id, importId: made.id, occurredAt: new Date() };
    await tx.findingEvent.create({ data: { ...event, kind: "created", toStatus: "open" } });
    const preview = await tx.importPreview.create({ data: { ...place, createdByName: mark, status: "ready" } });
    await tx.importPreviewFile.create({ data: { previewId: preview.id, fileName: mark, fileBytes: 1n } });
    const step = { ...place, operationRunId: run.id, name: "collect", status: "running", startedAt: new Date() };
    await tx.operationStep.create({ data: step });
    await tx.graphConnection.create({
      data: {
        ...place,
        entraTenantId: mark,
        clientId: randomUUID(),
        credentialKind: "secret",
        sealedKeyId: mark,
        sealedCredential: Buffer.from(mark),
        fetchEvery: "never",
        connectedByName: mark,
      },
    });
    const read = { ...place, operationRunId: run.id, source: mark };
    await tx.graphFetchSource.create({ data: read });
    await tx.graphFetchPage.create({ data: { ...read, page: 0, rows: [mark] } });
    const told = { ...place, userId: owner.userId, kind: "operation.queued", title: mark, href: "/", dedupeKey: mark };
    const notification = await tx.notification.create({ data: told });
    const options = { include_pii: true, include_operations: true };
    const fleet = await tx.fleetRun.create({
      data: { workspaceId, requestedByKind: "user", requestedByUserId: owner.userId, requestedByName: mark, options },
    });
    await tx.fleetRunItem.create({ data: { ...place, fleetRunId: fleet.id } });
    const slot = new Date("2026-11-01T00:00:00Z");
    const schedule = await tx.packSchedule.create({
      data: {
        workspaceId,
        cadence: "monthly",
        dayOfMonth: 1,
        hourUtc: 1,
        options,
        coversAllTenants: true,
        createdByName: mark,
        effectiveFrom: slot,
      },
    });
    await tx.packScheduleTenant.create({ data: { ...place, scheduleId: schedule.id } });
    await tx.packScheduleSlot.create({
      data: { scheduleId: schedule.id, slotAt: slot, outcome: "refused", reason: mark },
    });
    const token = await tx.apiToken.create({
      data: {
        workspaceId,
        createdByUserId: owner.userId,
        name: mark,
        tokenHash: sha256(mark),
        prefix: "tp_",
        capabilities: ["review_pack.view"],
        coversAllTenants: false,
      },
    });
    await tx.apiTokenTenant.create({ data: { ...place, tokenId: token.id } });
    const answered = { tokenId: token.id, key: mark, claim: randomUUID(), leaseExpiresAt: slot, expiresAt: slot };
    await tx.apiIdempotencyKey.create({ data: answered });
    await tx.packLink.create({
      data: {
        id: mark.padEnd(22, "A"),
        workspaceId,
        packId: pack.id,
        packSha256: sha256(mark),
        purpose: "share",
        label: mark,
        tokenHash: sha256(mark),
        keyId: "k1",
        createdByKind: "operator",
        expiresAt: new Date(),
      },
    });
    const invitation = await tx.invitation.create({
      data: {
        workspaceId,
        role: "readonly",
        email: `${mark}@example.com`,
        name: mark,
        tokenHash: sha256(mark),
        invitedByUserId: owner.userId,
        invitedByName: mark,
        expiresAt: slot,
      },
    });
    await tx.workspaceLogo.create({
      data: { workspaceId, png: Buffer.from(mark), sha256: sha256(mark), width: 1, height: 1 },
    });
    const tombstone = { packId: 1_000_000n + workspaceId, ...place, status: "expired" };
    await tx.reviewPackTombstone.create({ data: tombstone });
    const subject = { type: "review_pack", id: pack.id };
    const operator = { kind: "operator", name: mark } as const;
    await recordAudit(tx, { ...place, action: "review_pack.link_minted", subject, actor: operator });
    const ids = {
      finding,
      report,
      run,
      pack,
      ready,
      import: made,
      preview,
      notification,
      fleet,
      schedule,
      token,
      invitation,
    };
    const texts = Object.entries(ids).map(([name, { id }]) => [name, String(id)]);
    return { mark, workspaceId, workspace, tenant, owner, ids: Object.fromEntries(texts) };
  });
}
