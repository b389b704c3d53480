import { randomUUID } from "node:crypto";
import type pg from "pg";
import { canonicalJson } from "@/lib/archive/canonical-json";
import { withConnection } from "@/lib/db";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import {
  type Collected,
  collectedSchema,
  type SectionFacts,
  type SigningFacts,
} from "@/lib/review-packs/build/collected";
import { copyRows } from "@/lib/review-packs/build/copy-rows";
import { openRedactor } from "@/lib/review-packs/build/redact/open-redactor";
import type { ReportMaterial } from "@/lib/review-packs/build/report/material";
import { stageMaterial } from "@/lib/review-packs/build/report/material-file";
import { collectedSections } from "@/lib/review-packs/build/sections";
import { inSnapshot, type Snapshot } from "@/lib/review-packs/build/snapshot";
import { once } from "@/lib/review-packs/build/staging";
import type { PackClaim } from "@/lib/review-packs/claim";
import { fingerprintOf, type PackInputs, type Query, readInputs } from "@/lib/review-packs/fingerprint";
import { rememberSigningKeys } from "@/lib/signing/known-keys";
import { exportsStorage } from "@/lib/storage/exports";
import { StorageError } from "@/lib/storage/storage";

/** What collect tells while it works. `onProgress` may throw, for example when the claim is lost: then nothing is collected. */
export interface CollectHooks {
  now: () => Date;
  onProgress(rowsDone: number, rowsExpected: number): Promise<void>;
}

/**
 * Reads everything that goes into the pack at one point in time and stages it (generation.md, collect). Asked again by a
 * retry whose first answer was lost, it gives the first answer and reads nothing. Asked twice at once (a queue that died
 * asks again while the first call still works), both give the answer of the one that was done first.
 * @throws {StorageError} full, failed; whatever the database throws; an Error when a source cannot be read.
 */
export async function collectPack(claim: PackClaim, hooks: CollectHooks): Promise<Collected> {
  const done = await findCollected(claim);
  if (done) return done;
  const folder = `${claim.staging}/${randomUUID()}`;
  const signing = await chooseKey();
  const collected = await withConnection((client) => collectAll({ client, claim, folder, signing }, hooks));
  return (await isFirst(claim, collected)) ? collected : ((await findCollected(claim)) ?? collected);
}

/** The key that signs now. Its public part is written down before anything is signed with it. */
async function chooseKey(): Promise<SigningFacts> {
  const { id, fingerprint } = await rememberSigningKeys();
  return { keyId: id, fingerprint, issuer: env().APP_URL };
}

/** Records what was read, unless another call for the same claim has recorded what it read. */
async function isFirst(claim: PackClaim, collected: Collected): Promise<boolean> {
  try {
    await exportsStorage().write(collectedPath(claim), once(canonicalJson(collected)), { isNew: true });
    return true;
  } catch (error) {
    if (error instanceof StorageError && error.code === "exists") return false;
    throw error;
  }
}

const collectedPath = (claim: Pick<PackClaim, "staging">) => `${claim.staging}/collected.json`;

/** What was collected for a claim; null when it did not come to that. @throws {StorageError} failed. */
export async function findCollected(claim: Pick<PackClaim, "staging">): Promise<Collected | null> {
  try {
    const file = await exportsStorage().open(collectedPath(claim));
    const text = await new Response(file.stream()).text();
    return collectedSchema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof StorageError && error.code === "missing") return null;
    throw error;
  }
}

interface Reading {
  client: pg.PoolClient;
  claim: PackClaim;
  folder: string;
  signing: SigningFacts;
}

function collectAll({ client, claim, folder, signing }: Reading, hooks: CollectHooks): Promise<Collected> {
  return inSnapshot(client, claim.tenant.workspaceId, async (asOf, query) => {
    const inputs = await readInputs(query, claim.tenant.id, claim.options, asOf);
    const progress = throttled(hooks, inputs.findings.count);
    const rows: Snapshot["rows"] = (sql, values) => copyRows(client, sql, values);
    const open = await openRedactor(query, claim, folder);
    const redactor = open?.redactor ?? null;
    try {
      const facts = await collectSections({ claim, asOf, inputs, folder, query, rows, progress, redactor });
      const read = asRead(claim, inputs, facts);
      return collectedSchema.parse({
        folder,
        asOf: asOf.toISOString(),
        fingerprint: fingerprintOf(read),
        inputs: redactor ? { ...read, expectations: redactor.expectations(read.expectations) } : read,
        signing,
        auditHead: await readAuditHead(query, claim.tenant.workspaceId),
        // The last of all: whatever is redacted before may meet values.
        personalValues: open && (await open.personal.end()),
        ...facts,
      });
    } catch (error) {
      await open?.personal.abort();
      throw error;
    }
  });
}

async function readAuditHead(query: Query, workspaceId: bigint): Promise<Collected["auditHead"]> {
  const [head] = await query<{ seq: string; hash: string }>(
    "SELECT seq::text AS seq, hash FROM audit_heads WHERE workspace_id = $1 AND seq > 0",
    [workspaceId],
  );
  return head ? { seq: Number(head.seq), hash: head.hash } : null;
}

async function collectSections(snapshot: Snapshot): Promise<Omit<SectionFacts, "report"> & { reportMaterial: string }> {
  const all: SectionFacts = { entries: [] };
  const material: Partial<ReportMaterial> = {};
  for (const section of collectedSections) {
    const { entries, report, ...facts } = await section.collect(snapshot, all);
    Object.assign(all, facts);
    Object.assign(material, report);
    all.entries.push(...entries);
  }
  return { ...all, reportMaterial: await stageMaterial(snapshot.folder, material) };
}

/**
 * The inputs with the findings' digest taken from the rows themselves. The database's own sum should be the same; if it
 * is not, the pack is right and the sum needs a look.
 */
function asRead(claim: PackClaim, inputs: PackInputs, facts: Pick<SectionFacts, "findings">): PackInputs {
  const { rows = 0, digest = "" } = facts.findings ?? {};
  if (digest !== inputs.findings.digest || rows !== inputs.findings.count) {
    log("review-packs").warn(
      { packId: String(claim.packId), tenantId: String(claim.tenant.id) },
      "the findings' sum differs from the findings",
    );
  }
  return { ...inputs, findings: { ...inputs.findings, count: rows, digest } };
}

const progressEveryMs = 300;

function throttled(hooks: CollectHooks, rowsExpected: number): Snapshot["progress"] {
  let saidAt = 0;
  return async (rowsDone) => {
    const now = hooks.now().getTime();
    if (rowsDone < rowsExpected && Math.abs(now - saidAt) < progressEveryMs) return;
    saidAt = now;
    await hooks.onProgress(rowsDone, rowsExpected);
  };
}
