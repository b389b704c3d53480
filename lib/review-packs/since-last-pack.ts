import type { Actor } from "@/lib/auth/actor";
import { inWorkspace } from "@/lib/db";
import {
  type ChangedFindings,
  changedWords,
  countChanged,
  differencesFrom,
  sentenceOf,
} from "@/lib/review-packs/changes-since";
import { type PackInputs, type Query, readInputs } from "@/lib/review-packs/fingerprint";
import { findPreviousPack, type PreviousPack, type RecordedInputs } from "@/lib/review-packs/previous-pack";
import { getTenant } from "@/lib/tenants/tenants";

/** How a tenant differs from its newest finished pack. */
export interface SinceLastPack {
  packId: string;
  /** When that pack was made, ISO 8601 UTC. */
  madeAt: string;
  /** "14 findings changed, hardening changed since #209." */
  sentence: string;
  /** The findings alone: "14 findings changed", "no finding changed"; null when it is not known. */
  findingsWords: string | null;
  /** Null when none differs, or it is not known. */
  findings: ChangedFindings | null;
}

/**
 * What has changed since the newest finished pack, by index look-ups and a bounded part of the history whatever the number
 * of findings and packs; null while there is none.
 * @throws {AppError} not_found, forbidden (review_pack.view).
 */
export async function findSinceLastPack(actor: Actor, slug: string, now: Date): Promise<SinceLastPack | null> {
  const tenant = await getTenant(actor, slug, "review_pack.view");
  return inWorkspace(tenant.workspaceId, async (tx) => {
    const query: Query = (sql, values) => tx.$queryRawUnsafe(sql, ...values);
    const last = await findPreviousPack(query, tenant.id);
    if (!last?.generatedAt) return null;
    const inputs = await readInputs(query, tenant.id, tenantAlone, now);
    const previous = { ...last, inputs: last.inputs && ofTenant(last.inputs) };
    const findings = await countChanged(query, previous, inputs);
    return {
      packId: String(last.id),
      madeAt: last.generatedAt.toISOString(),
      sentence: words(previous, inputs, findings),
      findingsWords: previous.inputs && (findings ? changedWords(findings) : "no finding changed"),
      findings,
    };
  });
}

// What is compared is the tenant: what a pack left out when it was asked for is nothing that changed, and neither is that its
// window of operations moves on every day.
const tenantAlone = { includePii: true, includeOperations: false };

const ofTenant = (inputs: RecordedInputs): RecordedInputs => ({ ...inputs, options: tenantAlone, operations: null });

function words(previous: PreviousPack, inputs: PackInputs, findings: ChangedFindings | null): string {
  if (!previous.inputs) return `It is not known what has changed since #${previous.id}: an earlier version made it.`;
  return differencesFrom(previous.inputs, inputs, findings).length === 0
    ? `Nothing has changed since #${previous.id}.`
    : sentenceOf(previous, inputs, findings);
}
