import { type Refusal, refusalFor, refusalResponse } from "@/lib/download-links/refusal-page";
import type { PressOutcome } from "@/lib/share-links/press";

type Reason = Extract<PressOutcome, { outcome: "refused" }>["reason"];

const askAgain = "Ask the person who gave it to you for a new one.";
const stillCheck = "A pack that you have fetched already can still be checked, on the page Verify a pack.";

type Words = Pick<Refusal, "title" | "text" | "next">;

/** Where a file that somebody has can be checked, whatever became of the link. */
const verifyPage = { href: "/verify", label: "Verify a pack" };

/** A share link's own words; of a pack or file that is gone, those of a download link, without the way into the product. */
const words: Partial<Record<Reason, Words>> & { link_used_up: Words } = {
  link_expired: { title: "This link has run out", text: `Its time is over. ${stillCheck}`, next: askAgain },
  link_used_up: {
    title: "This link has been used up",
    text: `The review pack was fetched by it as often as it allows. ${stillCheck}`,
    next: askAgain,
  },
  link_revoked: {
    title: "This link was withdrawn",
    text: `It no longer gives the file. ${stillCheck}`,
    next: askAgain,
  },
  creator_lost_access: {
    title: "This link was withdrawn",
    text: `The person who made it may no longer share this review pack. ${stillCheck}`,
    next: "Ask somebody who works with this tenant for a new one.",
  },
  pack_expired: {
    title: "This review pack has expired",
    text: `Its time of keeping is over. ${stillCheck}`,
    next: "Ask the person who gave you the link for a newer review pack.",
  },
  pack_deleted: {
    title: "This review pack was deleted",
    text: "Its file is gone.",
    next: "Ask the person who gave you the link for a newer review pack.",
  },
};

/** The page for a genuine share link that gives nothing. */
export function shareRefusalPage(method: string, reason: Reason): Response {
  const general = reason === "link_used_up" ? { status: 410 as const, ...words[reason] } : refusalFor(reason, null);
  const refusal = { ...general, ...words[reason] };
  return refusalResponse(method, refusal.status === 410 ? { ...refusal, page: verifyPage } : refusal);
}

/** For somebody who presses, or tries passphrases, too often. */
export function tooOften(retryAfterSeconds: number): Refusal {
  const minutes = Math.ceil(retryAfterSeconds / 60);
  return {
    status: 429,
    title: "That was too often",
    text: "Download was pressed more often by this link than it allows in a short time. Nothing was used up.",
    next: `Wait ${minutes} ${minutes === 1 ? "minute" : "minutes"}, open the link again and press Download.`,
    retryAfterSeconds,
  };
}
