import { randomUUID } from "node:crypto";
import Link from "next/link";
import { badgeEntry } from "@/app/_components/badge-catalogue";
import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { RelativeTime } from "@/app/_components/time";
import { Notice } from "@/app/_components/toast";
import type { PackLineage, RelatedPack } from "@/lib/review-packs/lineage";
import type { PackView } from "@/lib/review-packs/queries";
import { TryAgainForm } from "../../_components/try-again-form";
import { packPath, packsPath } from "../../paths";

/** Why there is this pack, and where it stands among the others (lineage). */
export function PackReason({ pack, lineage }: { pack: PackView; lineage: PackLineage }) {
  const { previous, newer, replayOf, replays } = lineage;
  const relations = [
    ...(previous ? [{ name: "Compared with", related: previous }] : []),
    ...(newer ? [{ name: "There is a newer one", related: newer }] : []),
    ...(replayOf ? [{ name: "Made again from", related: replayOf }] : []),
    ...replays.map((related) => ({ name: "Made again as", related })),
  ];
  return (
    <Card title="Why this pack">
      <p className="px-4 py-3">{pack.madeBecause || "It was asked for."}</p>
      {relations.length > 0 && (
        <ul className="divide-y divide-line border-t border-line">
          {relations.map(({ name, related }) => (
            <Relation key={`${name} ${related.id}`} name={name} related={related} slug={pack.tenant} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Relation({ name, related: { id, status, at }, slug }: { name: string; related: RelatedPack; slug: string }) {
  return (
    <li className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-1.5">
      <span className="text-muted">{name}</span>
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {status ? (
          <>
            <Link href={packPath(slug, id)} className="font-medium text-link hover:underline">
              #{id}
            </Link>
            {/* In words: the page has one status badge, its own pack's. */}
            <span>{badgeEntry("review_pack_status", status).label}</span>
          </>
        ) : (
          <span>#{id}, deleted since</span>
        )}
        <span className="text-muted">
          <RelativeTime at={at} />
        </span>
      </span>
    </li>
  );
}

/** What a reader has to know before all else: that it failed, that it is over, that it is held. */
export function PackStanding({
  pack,
  isOver,
  canManage,
  heldBy,
}: {
  pack: PackView;
  /** Expired, or past its date and not swept yet. */
  isOver: boolean;
  canManage: boolean;
  heldBy: { name: string; at: string } | null;
}) {
  if (pack.status === "failed") return <Failure pack={pack} canManage={canManage} />;
  if (pack.isLegalHold) {
    return (
      <Notice tone="info" title="On legal hold">
        <p>
          {heldBy && (
            <>
              {heldBy.name} put it on hold <RelativeTime at={heldBy.at} />.{" "}
            </>
          )}
          It does not expire, nobody can delete it, and it can be downloaded until the hold is lifted.
        </p>
      </Notice>
    );
  }
  if (!isOver) return null;
  return (
    <Notice tone="gray" title="Its time is over">
      <p>
        {pack.fileDeletedAt
          ? "Its file has been deleted. Its hash and dates stay, so that a copy can still be recognised."
          : "It can no longer be downloaded, and its file is deleted with the next clean-up."}
      </p>
      {canManage && <Again pack={pack} label="Make it again" />}
    </Notice>
  );
}

function Failure({ pack, canManage }: { pack: PackView; canManage: boolean }) {
  const isSuperseded = pack.supersededById !== null;
  return (
    <Notice tone="danger" title={pack.failureReason ?? "It could not be made."}>
      <p>
        {isSuperseded
          ? "Nothing is lost: that pack has the same content."
          : "A failed pack stays failed. Nothing of the tenant was changed; trying again makes a new one with the same options."}
      </p>
      {pack.supersededById ? (
        <div className="mt-3 screen-only">
          <Button href={packPath(pack.tenant, pack.supersededById)}>Open #{pack.supersededById}</Button>
        </div>
      ) : (
        canManage && <Again pack={pack} label="Try again" />
      )}
    </Notice>
  );
}

function Again({ pack, label }: { pack: PackView; label: string }) {
  return (
    <div className="mt-3 flex flex-wrap gap-2 screen-only">
      <TryAgainForm tenant={pack.tenant} packId={pack.id} idempotencyKey={randomUUID()} label={label} />
      <Button href={`${packsPath(pack.tenant)}/generate`}>Other options</Button>
    </div>
  );
}
