import { StatusBadge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { ConfirmForm } from "@/app/_components/confirm-form";
import { formatNumber } from "@/app/_components/format";
import { LinkDialog } from "@/app/_components/link-dialog";
import { RelativeTime } from "@/app/_components/time";
import type { PackView } from "@/lib/review-packs/queries";
import type { ShareLinkView } from "@/lib/share-links/list";
import { packPath, revokePath } from "../../paths";
import { revokeShareLinkAction } from "../share/actions";

/** Who outside has a link to this pack, until when, and how often it was used (downloads.md, Who). */
export function ShareLinks({ pack, links, canManage }: { pack: PackView; links: ShareLinkView[]; canManage: boolean }) {
  return (
    <Card title="Share links">
      {links.length === 0 ? (
        <p className="px-4 py-3 text-muted">Nobody outside has a link to it.</p>
      ) : (
        <ul className="divide-y divide-line">
          {links.map((link) => (
            <li key={link.id} className="grid gap-1 px-4 py-2">
              <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
                <span className="min-w-0 font-medium break-words">{link.label}</span>
                <StatusBadge domain="share_link_state" value={link.state} />
              </div>
              <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-1 text-muted">
                <span className="min-w-0">
                  <Uses link={link} />
                  <span className="block">
                    <Until link={link} /> · by {link.createdByName}
                  </span>
                </span>
                {canManage && link.revokedAt === null && <RevokeButton pack={pack} link={link} />}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Uses({ link: { uses, usesMax, lastUsedAt, hasPassphrase } }: { link: ShareLinkView }) {
  const count = usesMax === null ? formatNumber(uses) : `${formatNumber(uses)} of ${formatNumber(usesMax)}`;
  return (
    <>
      {uses === 0 && usesMax === null
        ? "Not used yet"
        : `Used ${count}${usesMax === null && uses === 1 ? " time" : " times"}`}
      {lastUsedAt && (
        <>
          , last <RelativeTime at={lastUsedAt} />
        </>
      )}
      {hasPassphrase && " · with a passphrase"}
    </>
  );
}

function Until({ link: { state, expiresAt, revokedAt } }: { link: ShareLinkView }) {
  if (state === "stopped") return "Its maker may no longer share, or its key was removed";
  const [word, at] =
    state === "revoked" ? ["Revoked", revokedAt] : [state === "expired" ? "Ran out" : "Runs out", expiresAt];
  return (
    <>
      {word} <RelativeTime at={at} />
    </>
  );
}

/** "Revoke the link for Example Audit". */
export const revokeTitle = (link: ShareLinkView) => `Revoke the link for ${link.label}`;

function RevokeButton({ pack, link }: { pack: PackView; link: ShareLinkView }) {
  return (
    <LinkDialog
      href={revokePath(pack.tenant, pack.id, link.id)}
      label={
        <>
          Revoke<span className="sr-only"> the link for {link.label}</span>
        </>
      }
      title={revokeTitle(link)}
      variant="danger"
      size="sm"
      className="screen-only"
    >
      <RevokeForm pack={pack} link={link} />
    </LinkDialog>
  );
}

/** The question, for its page and for the dialog. */
export function RevokeForm({ pack, link }: { pack: PackView; link: ShareLinkView }) {
  return (
    <ConfirmForm
      action={revokeShareLinkAction}
      fields={{ tenant: pack.tenant, packId: pack.id, linkId: link.id }}
      verb="Revoke"
      back={packPath(pack.tenant, pack.id)}
    >
      <p>
        Review pack #{pack.id} of {pack.tenantName}. The link stops working at once, and so does every download link
        that was made by it. A file that was fetched already stays where it is. It cannot be brought back; you can make
        another.
      </p>
    </ConfirmForm>
  );
}
