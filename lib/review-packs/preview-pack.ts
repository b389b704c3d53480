import type { Actor } from "@/lib/auth/actor";
import { inWorkspace, type Tx } from "@/lib/db";
import { countChanged, sentenceOf } from "@/lib/review-packs/changes-since";
import { estimateBytes } from "@/lib/review-packs/estimate-size";
import { fingerprintOf, type PackInputs, type Query, readInputs } from "@/lib/review-packs/fingerprint";
import { findPreviousPack } from "@/lib/review-packs/previous-pack";
import { type PackView, toPackView } from "@/lib/review-packs/queries";
import { activeStatuses, type PackOptions } from "@/lib/review-packs/status";
import { readSourcesOf } from "@/lib/sources/read-sources";
import { sourceLabel } from "@/lib/sources/source-label";
import { type SourceStanding, standingsOf } from "@/lib/sources/standing";
import { getTenant } from "@/lib/tenants/tenants";

/** What Generate would do, said before it is pressed (ui.md, Generate dialog). */
export interface PackPreview {
  /** As coverage.json would name them, without the operations. */
  sources: SourceStanding[];
  /** Ended runs of the window, for a pack that includes them. */
  operations: { label: string; rows: number };
  /** Roughly how large the ZIP would be. */
  bytes: number;
  /** One for each choice of options. */
  decisions: PackDecision[];
}

/** What a press of Generate would come to. */
export interface PackDecision {
  options: PackOptions;
  /** The active pack with the same content, which one would get instead of a new one. */
  identical: PackView | null;
  sentence: string;
}

const choices: PackOptions[] = [true, false].flatMap((includePii) =>
  [true, false].map((includeOperations) => ({ includePii, includeOperations })),
);

/**
 * What a pack of the tenant would contain now, and for each choice of options whether there is one already. Writes nothing.
 * @throws {AppError} not_found, forbidden.
 */
export async function previewPack(actor: Actor, slug: string, now: Date): Promise<PackPreview> {
  const tenant = await getTenant(actor, slug, "review_pack.view");
  return inWorkspace(tenant.workspaceId, async (tx) => {
    const query: Query = (sql, values) => tx.$queryRawUnsafe(sql, ...values);
    const inputs = await readInputs(query, tenant.id, { includePii: false, includeOperations: true }, now);
    return {
      sources: await standingsNow(query, tenant.id, inputs, now),
      operations: { label: sourceLabel("operations"), rows: inputs.operations?.count ?? 0 },
      bytes: await estimateBytes(query, tenant.id, inputs),
      decisions: await decide(tx, query, inputs, now),
    };
  });
}

/** The options only leave out: everything else is read once for all of them. */
async function decide(tx: Tx, query: Query, inputs: PackInputs, now: Date): Promise<PackDecision[]> {
  const wanted = choices.map((options): PackInputs => {
    const operations = options.includeOperations ? inputs.operations : null;
    return { ...inputs, options, operations, pseudonyms: options.includePii ? null : inputs.pseudonyms };
  });
  const rows = await tx.reviewPack.findMany({
    where: {
      tenantId: BigInt(inputs.tenantId),
      fingerprint: { in: wanted.map(fingerprintOf) },
      status: { in: [...activeStatuses] },
      OR: [{ expiresAt: null }, { expiresAt: { gt: now } }, { isLegalHold: true }],
    },
    include: { tenant: { select: { slug: true, name: true } } },
  });
  const previous = await findPreviousPack(query, BigInt(inputs.tenantId));
  const findings = await countChanged(query, previous, inputs);
  return wanted.map((one) => {
    const row = rows.find(({ fingerprint }) => fingerprint === fingerprintOf(one));
    const identical = row ? toPackView(row, now) : null;
    const sentence = identical ? identicalSentence(identical) : sentenceOf(previous, one, findings);
    return { options: one.options, identical, sentence };
  });
}

function identicalSentence(pack: PackView): string {
  if (pack.status !== "ready") return `#${pack.id} with the same content is being made: you will get that one.`;
  return `Nothing has changed since #${pack.id}: you will get that one.`;
}

/** The sources with their rows: what coverage.json would say. */
async function standingsNow(query: Query, tenantId: bigint, inputs: PackInputs, now: Date): Promise<SourceStanding[]> {
  const sources = await readSourcesOf(query, tenantId);
  const tools = sources.seen.filter(({ source }) => source.startsWith("findings."));
  const counts = tools.length > 1 ? await countByTool(query, tenantId) : null;
  const rowsOf = (source: string) =>
    counts ? (counts.get(source.slice("findings.".length)) ?? 0) : inputs.findings.count;
  const seen = sources.seen.map((one) => (tools.includes(one) ? { ...one, rows: rowsOf(one.source) } : one));
  return standingsOf({ ...sources, seen }, now);
}

async function countByTool(query: Query, tenantId: bigint): Promise<Map<string, number>> {
  const rows = await query<{ source: string; count: number }>(
    "SELECT source, count(*)::int AS count FROM findings WHERE tenant_id = $1 GROUP BY source",
    [tenantId],
  );
  return new Map(rows.map(({ source, count }) => [source, count]));
}
