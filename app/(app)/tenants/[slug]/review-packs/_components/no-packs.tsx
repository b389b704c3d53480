import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { hashLengthMin, hashPrefix } from "@/lib/review-packs/queries";
import { type PackListView, packsPath } from "../paths";

/** What stands where packs would be: there is none at all, or none that the filter lets through. */
export function NoPacks({ slug, view: { status, hash } }: { slug: string; view: PackListView }) {
  return (
    <Card>
      {hash !== undefined ? (
        <EmptyState
          icon="search"
          title={hashPrefix(hash) === null ? "That is no hash" : "No pack of this tenant has this hash"}
          text={
            hashPrefix(hash) === null
              ? `A hash is made of 0–9 and a–f. Its first ${hashLengthMin} characters are enough.`
              : "Neither a SHA-256 nor a fingerprint begins like this. The file may have been changed, or belong to another tenant."
          }
          action={<Button href={packsPath(slug, { status })}>Show all</Button>}
        />
      ) : status ? (
        <EmptyState
          icon="file-archive"
          title="No pack in this state"
          text="Other packs of this tenant may be in another one."
          action={<Button href={packsPath(slug)}>Show all</Button>}
        />
      ) : (
        <EmptyState
          icon="file-archive"
          title="No review packs yet"
          text="A review pack is one file with the findings, reports and operations of this tenant as they are now, which anybody can check. Import a scan first; then generate one."
          action={<Button href={`/tenants/${slug}/import`}>Import</Button>}
        />
      )}
    </Card>
  );
}
