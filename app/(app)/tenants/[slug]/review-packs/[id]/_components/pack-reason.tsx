import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { Notice } from "@/app/_components/toast";
import type { PackView } from "@/lib/review-packs/queries";
import { packPath, packsPath } from "../../paths";

/** Why there is this pack; of a failed one, why there is none and what to do. */
export function PackReason({ pack, canManage }: { pack: PackView; canManage: boolean }) {
  if (pack.status === "failed") return <Failure pack={pack} canManage={canManage} />;
  return (
    <Card title="Why this pack">
      <p className="px-4 py-3">{pack.reason || "It was asked for."}</p>
    </Card>
  );
}

function Failure({ pack, canManage }: { pack: PackView; canManage: boolean }) {
  return (
    <Notice tone="danger" title={pack.failureReason ?? "It could not be made."}>
      <p>A failed pack stays failed. Nothing of the tenant was changed; asking again makes a new one.</p>
      <div className="mt-3 flex flex-wrap gap-2 screen-only">
        {canManage && <Button href={`${packsPath(pack.tenant)}/generate`}>Generate again</Button>}
        {pack.supersededById && (
          <Button href={packPath(pack.tenant, pack.supersededById)}>Open #{pack.supersededById}</Button>
        )}
      </div>
    </Notice>
  );
}
