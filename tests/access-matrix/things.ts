import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { openSession } from "@/lib/auth/session-token";
import { inSystem } from "@/lib/db";
import { mintLink } from "@/lib/download-links/links";
import { addSchedule } from "@/lib/fleet/schedules";
import { createShareLink } from "@/lib/share-links/create";
import { exportsStorage } from "@/lib/storage/exports";
import { createApiToken } from "@/lib/workspaces/api-tokens";
import { inviteMember } from "@/lib/workspaces/invitations";
import { buildOperationRun, buildPack, buildSession, buildUser } from "@/tests/factories";
import type { World } from "./world";

// Made anew for each visitor who asks, because the one before may have changed or removed it.

/** The id of a pack in one of its states. */
export async function makePack(
  { tenant }: World,
  status: "ready" | "expired" | "failed",
  isHeld = false,
): Promise<string> {
  const pack = await buildPack({ tenant, status });
  if (isHeld) await inSystem((tx) => tx.reviewPack.update({ where: { id: pack.id }, data: { isLegalHold: true } }));
  return String(pack.id);
}

/** The id of a pack with a summary of what changed since one before it. */
export async function makeChangedPack({ tenant }: World): Promise<string> {
  const compared = { state: "compared", note: "" };
  const none = { added: 0, removed: 0 };
  const findings = {
    new: 0,
    resolved: 0,
    reopened: 0,
    accepted: 0,
    severity_changed: 0,
    details_changed: 0,
    new_open: 0,
  };
  const changes = {
    previous: { as_of: null, fingerprint: "0".repeat(64), pack_id: "1" },
    totals: { findings, hardening: 0, permissions: none, role_assignments: none },
    findings: { ...compared, after_event_id: null },
    role_assignments: compared,
    permissions: compared,
    hardening: { ...compared, changes: [] },
    sources: [],
  };
  return String((await buildPack({ tenant, summary: { changes } })).id);
}

/** The id of the run of a pack that was not made. */
export async function makeRun({ tenant }: World): Promise<string> {
  const run = await buildOperationRun({ tenant, type: "tenant.review_pack.generate" });
  await buildPack({ tenant, status: "failed", operationRunId: run.id });
  return String(run.id);
}

/** The id of a preview that waits for a decision. */
export async function makePreview({ tenant }: World): Promise<string> {
  const scope = { workspaceId: tenant.workspaceId, tenantId: tenant.id };
  const preview = await inSystem((tx) =>
    tx.importPreview.create({
      data: {
        ...scope,
        status: "ready",
        files: { create: { fileName: "a.json", fileSha256: "0".repeat(64), fileBytes: 1n } },
      },
    }),
  );
  return String(preview.id);
}

/** The id of an import whose file is kept. */
export async function makeKeptImport({ tenant }: World): Promise<string> {
  const { id: tenantId, workspaceId } = tenant;
  const keptPath = `imports/${randomUUID()}`;
  // Bytes of its own: the same ones are imported once.
  const { bytes, sha256 } = await exportsStorage().write(keptPath, Readable.from([Buffer.from(keptPath)]));
  const file = { fileName: "a.json", fileSha256: sha256, fileBytes: bytes, keptPath };
  const { id } = await inSystem(async (tx) => {
    await tx.workspace.update({ where: { id: workspaceId }, data: { keptInputDays: 30 } });
    return tx.import.create({ data: { workspaceId, tenantId, status: "completed", completedAt: new Date(), ...file } });
  });
  return String(id);
}

/** The id of a fleet run in which nothing is left to do. */
export async function makeFleet({ tenant }: World): Promise<string> {
  const run = await inSystem((tx) =>
    tx.fleetRun.create({
      data: {
        workspaceId: tenant.workspaceId,
        requestedByKind: "operator",
        requestedByName: "operator",
        options: { include_pii: true, include_operations: true },
        completedAt: new Date(),
        items: { create: { tenantId: tenant.id, outcome: "refused", reason: "It was refused for the test." } },
      },
    }),
  );
  return String(run.id);
}

/** The id of a schedule. */
export async function makeSchedule({ people, workspace }: World): Promise<string> {
  const rule = { cadence: "quarterly", dayOfMonth: 28, hourUtc: 3 } as const;
  const options = { includePii: true, includeOperations: true };
  return addSchedule(people.owner, { workspace, rule, options, tenants: "all" }, new Date());
}

/** The id of a session of the owner's, in another browser. */
export async function makeSession({ people }: World): Promise<string> {
  const session = await openSession(await buildSession(people.owner), new Date());
  return session?.id ?? "";
}

/** The id of an API token. */
export async function makeToken({ people, workspace }: World): Promise<string> {
  const { apiToken } = await createApiToken(
    people.owner,
    { workspace, name: `token ${randomUUID()}`, capabilities: ["tenant.view"], tenants: "all", days: 30 },
    new Date(),
  );
  return apiToken.id;
}

/** A member who may be removed. */
export async function makeMember({ tenant }: World): Promise<{ id: string; email: string }> {
  const { userId, email } = await buildUser({ role: "readonly", tenant });
  return { id: String(userId), email };
}

/** The id of an open invitation and its token; made by the operator, whom no limit counts. */
export async function makeInvitation({ workspace }: World): Promise<{ id: string; token: string }> {
  const wanted = { workspace, email: `${randomUUID()}@example.com`, name: "Somebody", role: "readonly" } as const;
  const { url, invitation } = await inviteMember({ kind: "operator", name: "operator" }, wanted, new Date());
  return { id: invitation.id, token: url.split("/").at(-1) ?? "" };
}

/** A pack, and the id of a link to it. */
export async function makeLink(world: World): Promise<{ id: string; linkId: string }> {
  const id = await makePack(world, "ready");
  const from = { ip: null, userAgent: null };
  const { url } = await mintLink(world.people.owner, { tenant: world.tenant.slug, packId: id }, from, new Date());
  return { id, linkId: new URL(url).pathname.split("/").at(-1) ?? "" };
}

/** A pack, and the id of a share link to it; made by the operator, whom no limit counts. */
export async function makeShareLink(world: World): Promise<{ packId: string; linkId: string }> {
  const packId = await makePack(world, "ready");
  const terms = { label: "An auditor", days: 7, passphrase: null, usesMax: null };
  const operator = { kind: "operator", name: "operator" } as const;
  const { id } = await createShareLink(operator, { packId }, terms, { ip: null, userAgent: null }, new Date());
  return { packId, linkId: id };
}

/** A connection to Microsoft Graph of another directory than the tenant's: a fetch ends before anybody is asked. */
export async function connectGraph({ tenant }: World): Promise<void> {
  const data = {
    entraTenantId: randomUUID(),
    clientId: randomUUID(),
    credentialKind: "secret",
    sealedKeyId: "e1",
    sealedCredential: Buffer.from("nothing"),
    fetchEvery: "never",
    connectedByName: "matrix",
  };
  const place = { workspaceId: tenant.workspaceId, tenantId: tenant.id };
  await inSystem((tx) => tx.graphConnection.createMany({ data: [{ ...place, ...data }], skipDuplicates: true }));
}
