import type { Tone } from "@/app/_components/badge-catalogue";
import { FadingToast } from "@/app/_components/fading-toast";
import { RefusalToast } from "@/app/_components/refusal-toast";
import { DateTime } from "@/app/_components/time";
import { Toast } from "@/app/_components/toast";
import type { Actor } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import { getPack, type PackView } from "@/lib/review-packs/queries";
import { packPath } from "../paths";
import type { PackNotice, PackSearch } from "../schema";

/** The outcomes in fixed words (data-model.md, Behaviour of the Generate action): nobody writes a text into an address. */
const words: Record<PackNotice, { tone: Tone; text: string; why(pack: PackView | null): React.ReactNode }> = {
  queued: { tone: "info", text: "Review pack queued", why: (pack) => pack?.reason ?? "" },
  already_available: {
    tone: "success",
    text: "Review pack already available",
    why: (pack) =>
      pack?.generatedAt ? (
        <>
          Nothing has changed since #{pack.id} of <DateTime at={pack.generatedAt} />.
        </>
      ) : (
        "Nothing has changed since."
      ),
  },
  already_in_progress: {
    tone: "info",
    text: "Review pack already in progress",
    why: () => "One with the same content is being made. Nothing was queued.",
  },
  expired: {
    tone: "gray",
    text: "Review pack expired",
    why: () => "Its links have stopped working. Its file is deleted with the next clean-up.",
  },
  held: {
    tone: "info",
    text: "Review pack put on legal hold",
    why: () => "It does not expire, and nobody can delete it, until the hold is lifted.",
  },
  hold_lifted: {
    tone: "gray",
    text: "Legal hold lifted",
    why: () => "Its date counts again.",
  },
  share_revoked: {
    tone: "gray",
    text: "Share link revoked",
    why: () => "It gives nothing any more, and neither does any download link that was made by it.",
  },
  deleted: {
    tone: "gray",
    text: "Review pack deleted",
    why: () => "Its hash and dates are kept, so that a copy can still be recognised.",
  },
};

const freshMs = 60_000;

/** Says what the last action did, with why and a link to the pack (role "status"). An old address stays silent. */
export async function ArrivalToast({ actor, slug, search }: { actor: Actor; slug: string; search: PackSearch }) {
  const { notice, pack: packId, at = 0, refused } = search;
  if (refused !== undefined) return <RefusalToast at={refused} />;
  if (!notice || (at > 0 && Date.now() - at > freshMs)) return null;
  const pack = packId ? await findPack(actor, slug, packId) : null;
  const { tone, text, why } = words[notice];
  return (
    <FadingToast key={`${notice}-${packId}-${at}`} drop={["notice", "pack", "at"]}>
      <Toast
        tone={tone}
        text={text}
        detail={why(pack)}
        {...(pack ? { link: { href: packPath(slug, pack.id), label: `Open review pack #${pack.id}` } } : {})}
      />
    </FadingToast>
  );
}

async function findPack(actor: Actor, slug: string, packId: string): Promise<PackView | null> {
  try {
    return await getPack(actor, slug, packId);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
