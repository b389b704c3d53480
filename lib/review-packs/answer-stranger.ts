import { networkOf, takeTicket } from "@/lib/auth/rate-limit";
import { inSystem } from "@/lib/db";
import { env } from "@/lib/env";
import { type FileClaim, findIssued, type PackVerdict } from "@/lib/review-packs/issued";

/**
 * What anybody is told about a file: no name of a tenant or workspace, and no hash that they did not bring. Dates only for
 * the very file that was issued, because its holder has them in it.
 */
export interface PublicAnswer {
  verdict: PackVerdict;
  because: string;
  pack: { id: string; asOf: string | null; generatedAt: string | null; expiresAt: string | null } | null;
  supersededBy: { id: string; asOf: string | null } | null;
}

/**
 * Answers somebody who is not signed in, by what their file says of itself (pack.md, Trust).
 * @param ip the asker's address; without one they share a limit.
 * @throws {AppError} rate_limited.
 */
export async function answerStranger(claim: FileClaim, ip: string | null, now: Date): Promise<PublicAnswer> {
  const limit = env().TENANTPILOT_VERIFY_LIMIT_PER_MINUTE;
  await inSystem((tx) => takeTicket(tx, { key: `verify:ip:${networkOf(ip)}`, limit, windowSeconds: 60 }, now));
  return answerClaim(claim, now);
}

/** As answerStranger, for somebody who is limited otherwise. */
export async function answerClaim(claim: FileClaim, now: Date): Promise<PublicAnswer> {
  const issued = await findIssued(claim, now);
  if (!issued) {
    const because = "No pack that was issued here has this SHA-256.";
    return { verdict: "unknown", because, pack: null, supersededBy: null };
  }
  const { match, verdict, because, pack, supersededBy } = issued;
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  const dates =
    match === "hash"
      ? { asOf: iso(pack.asOf), generatedAt: iso(pack.generatedAt), expiresAt: iso(pack.expiresAt) }
      : { asOf: null, generatedAt: null, expiresAt: null };
  return {
    verdict,
    because,
    pack: { id: pack.id, ...dates },
    supersededBy: match === "hash" && supersededBy ? { id: supersededBy.id, asOf: iso(supersededBy.asOf) } : null,
  };
}
