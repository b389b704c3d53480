import { recordStep } from "@/lib/operations/steps";
import { assemblePack } from "@/lib/review-packs/build/assemble";
import { collectPack } from "@/lib/review-packs/build/collect";
import type { Collected } from "@/lib/review-packs/build/collected";
import { searchPack } from "@/lib/review-packs/build/redact/search-pack";
import { readRendered, renderPack } from "@/lib/review-packs/build/render";
import { coverageOf } from "@/lib/review-packs/build/sections/coverage";
import { summaryOf } from "@/lib/review-packs/build/sections/summary";
import { clearStaging, type StagedEntry } from "@/lib/review-packs/build/staging";
import { verifyPack } from "@/lib/review-packs/build/verify";
import { summariseChanges } from "@/lib/review-packs/changes-summary";
import { adoptInputs, findClaim, getClaim, leaseMs, type PackClaim, reportProgress } from "@/lib/review-packs/claim";
import { discardAttempt } from "@/lib/review-packs/discard-attempt";
import type { PackFailure } from "@/lib/review-packs/failure";
import { failPack, publishPack } from "@/lib/review-packs/lifecycle";
import type { PackStep } from "@/lib/review-packs/status";

// The steps of generation.md between claim and notify. Each looks first whether the claim is still held, keeps the lease
// while it works, and returns ids, counts and hashes only. Each can be repeated after its answer was lost.

/** What assemble made of the staging files. */
export interface Assembled {
  bytes: number;
  sha256: string;
}

/**
 * Reads everything in one snapshot into staging, and gives the pack the fingerprint of what was read. If another active
 * pack holds that already, this one fails as superseded and links to it.
 * @throws {AppError} conflict when the claim was lost. @throws {StorageError} full, failed.
 */
export async function collectStep(packId: bigint, claimToken: string): Promise<Collected | { supersededBy: string }> {
  const collected = await working(packId, claimToken, "collect", (claim) =>
    orStalled((isAlive) =>
      collectPack(claim, {
        now: () => new Date(),
        onProgress: async (rowsDone, rowsExpected) => {
          await reportProgress(packId, claimToken, { step: "collect", rowsDone, rowsExpected }, new Date());
          isAlive();
        },
      }),
    ),
  );
  const asOf = new Date(collected.asOf);
  const holder = await adoptInputs(packId, claimToken, {
    fingerprint: collected.fingerprint,
    previousFingerprint: collected.changes.previous?.fingerprint ?? null,
    inputs: collected.inputs,
    asOf,
  });
  if (holder === null) return collected;
  const failure = {
    code: "superseded",
    reason: `While this pack was being made the content became that of review pack #${holder}. Use that one.`,
    supersededById: holder,
  };
  await failPack(packId, failure, new Date(), { claimToken });
  await discardAttempt(packId);
  return { supersededBy: String(holder) };
}

/** Writes the small entries and the list of all of them. @returns every entry of the pack, a dozen or two. */
export async function renderStep(packId: bigint, claimToken: string, collected: Collected): Promise<StagedEntry[]> {
  return working(packId, claimToken, "render", async (claim) => {
    await renderPack(claim, collected);
    return readRendered(collected);
  });
}

/** Writes `packs/<claim token>.zip`. @throws {StorageError} full, failed. */
export async function assembleStep(packId: bigint, claimToken: string, collected: Collected): Promise<Assembled> {
  return working(packId, claimToken, "assemble", (claim) => assemblePack(claim, collected), collected.findings.rows);
}

/**
 * Reads the stored ZIP again, to its end, and searches one without people's data for them.
 * @throws {PackDamagedError} naming the entry. @throws {AppError} invalid_input when it still holds a personal value.
 */
export async function verifyStep(
  packId: bigint,
  claimToken: string,
  collected: Collected,
  assembled: Assembled,
): Promise<void> {
  await working(
    packId,
    claimToken,
    "verify",
    async (claim) => {
      await verifyPack(claim, assembled, collected);
      await searchPack(claim, collected);
    },
    collected.findings.rows,
  );
}

/** generating → ready; the staging files go. @returns false when somebody else owns the pack now. */
export async function publishStep(
  packId: bigint,
  claimToken: string,
  collected: Collected,
  entries: StagedEntry[],
  assembled: Assembled,
): Promise<boolean> {
  const file = { ...assembled, summary: packSummary(collected, entries) };
  const publish = () => publishPack(packId, claimToken, file, new Date());
  const claim = await findClaim(packId, claimToken);
  const isOurs = claim ? await recordStep({ ...claim, name: "publish" }, publish) : await publish();
  if (isOurs) await clearStaging({ staging: `staging/${claimToken}` });
  return isOurs;
}

/**
 * generating → failed, after the last try of the run that holds it; what it has written goes, so that a full disk is not
 * kept full. Repeated after a lost answer, it ends the same.
 */
export async function failStep(packId: bigint, runId: string, failure: PackFailure): Promise<boolean> {
  const failed = await failPack(packId, failure, new Date(), { claimRunId: runId });
  await discardAttempt(packId);
  return failed;
}

/** What the pack's page shows: summary.json's numbers, the coverage, and the list of entries (data-model.md, summary). */
function packSummary(collected: Collected, entries: StagedEntry[]) {
  const { findings, data_freshness, reports, operations } = summaryOf(collected);
  return {
    findings_total: findings.total,
    counts: { ...findings, reports, operations },
    data_freshness,
    coverage: coverageOf(collected).map(({ entry: _, note, ...row }) => ({ ...row, detail: note })),
    changes: summariseChanges(collected.changes),
    entries: entries.map(({ path, bytes, rows, sha256 }) => ({ path, bytes, rows, sha256 })),
    signed_by: { key_id: collected.signing.keyId, public_key_sha256: collected.signing.fingerprint },
  };
}

/**
 * Ends the wait for work that has said nothing for as long as a lease lasts, so that the queue tries it again: an answer of
 * the database that never comes must not keep a place in the queue for hours.
 */
async function orStalled<T>(work: (isAlive: () => void) => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error("The database has not answered for as long as a lease lasts.")),
      leaseMs(),
    );
  });
  try {
    return await Promise.race([work(() => timer?.refresh()), stalled]);
  } finally {
    clearTimeout(timer);
  }
}

/** Says which step it is, and renews the lease until the work has ended. */
async function working<T>(
  packId: bigint,
  claimToken: string,
  step: PackStep,
  work: (claim: PackClaim) => Promise<T>,
  rowsExpected = 0,
): Promise<T> {
  const claim = await getClaim(packId, claimToken);
  const report = () => reportProgress(packId, claimToken, { step, rowsDone: 0, rowsExpected }, new Date());
  await report();
  // Collect reports its own rows far more often than this; a lost claim shows at the next step.
  const heartbeat = step === "collect" ? undefined : setInterval(() => report().catch(() => {}), leaseMs() / 10);
  try {
    return await recordStep({ ...claim, name: step }, () => work(claim));
  } finally {
    clearInterval(heartbeat);
  }
}
