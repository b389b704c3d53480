import Link from "next/link";
import { Card, Fact, Facts } from "@/app/_components/card";
import { formatBytes } from "@/app/_components/format";
import { Hash } from "@/app/_components/hash";
import { DateTime, RelativeTime } from "@/app/_components/time";
import type { PackView } from "@/lib/review-packs/queries";
import type { PackSummary } from "../../_components/pack-summary";

/** What the pack is, so that a copy of its file can be recognised: hashes, lineage, who asked. */
export function PackIdentity({ pack, signedBy }: { pack: PackView; signedBy: PackSummary["signed_by"] }) {
  return (
    <Card title="Identity">
      <Facts>
        {pack.sha256 && (
          <Fact name="SHA-256">
            <Hash value={pack.sha256} label="Copy the SHA-256" />
          </Fact>
        )}
        {pack.fileSize && <Fact name="Size">{formatBytes(pack.fileSize)}</Fact>}
        <Fact name="Fingerprint">
          <Hash value={pack.fingerprint} label="Copy the fingerprint" />
        </Fact>
        <Fact name="Previous fingerprint">
          <Hash value={pack.previousFingerprint} label="Copy the previous fingerprint" />
        </Fact>
        {signedBy && (
          <Fact name="Signed with key">
            <Hash value={signedBy.public_key_sha256} label="Copy the SHA-256 of the public key" />
          </Fact>
        )}
        <Fact name="People's data">{pack.options.includePii ? "Included" : "Pseudonymised"}</Fact>
        <Fact name="Operations">{pack.options.includeOperations ? "Included" : "Left out"}</Fact>
        <Fact name="Asked for by">{pack.initiatedByName || "–"}</Fact>
        {pack.operationRunId && (
          <Fact name="Operation">
            <Link
              href={`/tenants/${pack.tenant}/operations/${pack.operationRunId}`}
              className="text-link hover:underline"
            >
              Run {pack.operationRunId}
            </Link>
          </Fact>
        )}
      </Facts>
    </Card>
  );
}

/** As of, made, expires, with how much of its time is left. */
export function PackDates({ pack, now }: { pack: PackView; now: Date }) {
  const isOver = pack.status === "expired" || (pack.expiresAt !== null && new Date(pack.expiresAt) <= now);
  return (
    <Card title="Dates">
      <Facts>
        <Fact name="Asked for">
          <DateTime at={pack.createdAt} />
        </Fact>
        {pack.asOf && (
          <Fact name="As of">
            <DateTime at={pack.asOf} />
          </Fact>
        )}
        {pack.generatedAt && (
          <Fact name="Made">
            <DateTime at={pack.generatedAt} />
          </Fact>
        )}
        {pack.expiresAt && (
          <Fact name={pack.isLegalHold ? "On hold, else expires" : isOver ? "Expired" : "Expires"}>
            <DateTime at={pack.expiresAt} />
            <span className="block text-muted">
              <RelativeTime at={pack.expiresAt} />
            </span>
          </Fact>
        )}
        {pack.fileDeletedAt && (
          <Fact name="File deleted">
            <DateTime at={pack.fileDeletedAt} />
          </Fact>
        )}
      </Facts>
      {pack.status === "ready" && !pack.isLegalHold && !isOver && pack.generatedAt && pack.expiresAt && (
        <div className="px-4 pb-4">
          <Lifetime from={new Date(pack.generatedAt)} to={new Date(pack.expiresAt)} now={now} />
        </div>
      )}
    </Card>
  );
}

function Lifetime({ from, to, now }: { from: Date; to: Date; now: Date }) {
  const left = (to.getTime() - now.getTime()) / Math.max(1, to.getTime() - from.getTime());
  const percent = Math.round(Math.min(1, Math.max(0, left)) * 100);
  return (
    <svg role="img" aria-label={`${percent} % of its time is left`} className="h-1.5 w-full rounded-sm bg-sunken">
      <rect width={`${percent}%`} height="100%" rx={3} className="fill-edge" />
    </svg>
  );
}
