import { formatDateTime } from "@/app/_components/format";
import { LinkDialog } from "@/app/_components/link-dialog";
import { getReader } from "@/app/_components/reader";
import type { PackView } from "@/lib/review-packs/queries";
import { packPath } from "../../paths";
import { shareDays } from "../share/schema";
import type { ShareFormProps } from "./share-form";
import { ShareFormLater } from "./share-form-later";

/** "Share review pack #209". */
export const shareTitle = (packId: string) => `Share review pack #${packId}`;

/** Share: the form in a dialog, or on its page. */
export function ShareButton({ pack }: { pack: PackView }) {
  return (
    <LinkDialog href={packPath(pack.tenant, pack.id, "share")} label="Share" title={shareTitle(pack.id)}>
      <ShareOffer pack={pack} Form={ShareFormLater} />
    </LinkDialog>
  );
}

const dayMs = 86_400_000;

/** What a share link is, and the form that makes one. No link is offered that would outlive the pack. */
export async function ShareOffer({ pack, Form }: { pack: PackView; Form: React.ComponentType<ShareFormProps> }) {
  const reader = await getReader();
  const ends = pack.isLegalHold || pack.expiresAt === null ? null : new Date(pack.expiresAt);
  const leftMs = ends === null ? Infinity : ends.getTime() - Date.now();
  const lengths = [
    ...shareDays
      .filter((days) => Number(days) * dayMs < leftMs)
      .map((days): { value: string; label: string } => ({ value: days, label: `${days} days` })),
    ...(ends ? [{ value: "pack", label: `As long as the pack, until ${formatDateTime(ends, reader)}` }] : []),
  ];
  return (
    <div className="grid gap-5">
      <p className="text-muted">
        Whoever has the link sees what this pack is and can fetch it, without signing in. Each download is in the
        pack&rsquo;s custody, and you can revoke the link at any time.
      </p>
      <Form tenant={pack.tenant} packId={pack.id} lengths={lengths} back={packPath(pack.tenant, pack.id)} />
    </div>
  );
}
