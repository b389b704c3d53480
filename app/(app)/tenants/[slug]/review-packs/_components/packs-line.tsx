import Link from "next/link";
import { RelativeTime } from "@/app/_components/time";
import type { SinceLastPack } from "@/lib/review-packs/since-last-pack";
import type { PackStatus } from "@/lib/review-packs/status";
import { changesPath } from "../paths";
import { occurringKinds } from "./change-words";
import { packsWords } from "./packs-words";

interface PacksLineProps {
  tenant: { slug: string; name: string };
  counts: Record<PackStatus, number>;
  since: SinceLastPack | null;
}

/** The line below the heading: "Contoso · 14 packs · the newest was made 3 days ago, 14 findings changed since" (design.md). */
export function PacksLine({ tenant, counts, since }: PacksLineProps) {
  return (
    <>
      {packsWords(tenant.name, counts)}
      {since && (
        <>
          {" "}
          · the newest was made <RelativeTime at={since.madeAt} />
          <Changed slug={tenant.slug} since={since} />
        </>
      )}
    </>
  );
}

function Changed({ slug, since: { packId, findingsWords, findings } }: { slug: string; since: SinceLastPack }) {
  if (findingsWords === null) return null;
  const words = `${findingsWords} since`;
  const [kind] = findings ? occurringKinds(findings.byKind) : [];
  if (!kind) return `, ${words}`;
  return (
    <>
      ,{" "}
      <Link
        href={changesPath(slug, packId, kind, { until: "now" })}
        prefetch={false}
        className="underline hover:text-ink"
      >
        {words}
      </Link>
    </>
  );
}
