import { escapeHtml, plainPageResponse } from "@/lib/download-links/plain-page";
import type { RefusalReason } from "@/lib/download-links/redeem";

/** What somebody reads who follows a link that gives no file. */
export interface Refusal {
  status: 404 | 410 | 429 | 503;
  title: string;
  text: string;
  /** What the reader can do now. */
  next: string;
  /** A page of ours where they can do it. */
  page?: { href: string; label: string };
  retryAfterSeconds?: number;
}

const askAgain = "Ask the person who gave it to you for a new one.";
const pressAgain =
  "Press Download again on the page that it came from, or ask the person who gave you the link for a new one.";
const makeNew = "Generate a new review pack, or ask the person who gave you the link to do so.";
const tellOperator =
  "Tell the people who run TenantPilot; the command “tenantpilot doctor” names the file. Until then, a new review pack can be generated.";

/** The one answer to every address that is not a link of ours: altered, cut short, unknown. It gives away nothing. */
export const unknownLink: Refusal = {
  status: 404,
  title: "This link does not work",
  text: "It may have lost a part when it was copied.",
  next: `Copy the whole link and try again. ${askAgain}`,
};

/** For faults of ours, above all a database that is away. */
export const tryLater: Refusal = {
  status: 503,
  title: "The download cannot start right now",
  text: "The link was not used up.",
  next: "Try again in a minute.",
  retryAfterSeconds: 60,
};

const refusals: Record<RefusalReason, Refusal> = {
  link_expired: {
    status: 410,
    title: "This link has run out",
    text: "Download links work for a short time.",
    next: pressAgain,
  },
  link_revoked: { status: 410, title: "This link was withdrawn", text: "It no longer gives the file.", next: askAgain },
  creator_lost_access: {
    status: 410,
    title: "This link was withdrawn",
    text: "The person who made it may no longer see this review pack.",
    next: "Ask somebody who works with this tenant for a new one.",
  },
  pack_deleted: { status: 410, title: "This review pack was deleted", text: "Its file is gone.", next: makeNew },
  pack_not_ready: { status: 410, title: "This review pack has no file", text: "It is not ready.", next: makeNew },
  pack_expired: {
    status: 410,
    title: "This review pack has expired",
    text: "Its time of keeping is over.",
    next: makeNew,
  },
  pack_replaced: {
    status: 410,
    title: "This review pack is gone",
    text: "The link was for other contents.",
    next: askAgain,
  },
  file_missing: {
    status: 503,
    title: "The file is missing",
    text: "This review pack is ready, but its file is not in storage.",
    next: tellOperator,
  },
  file_altered: {
    status: 503,
    title: "The file is not whole",
    text: "What is in storage does not have the size of this review pack, so it is not handed out.",
    next: tellOperator,
  },
  storage_failed: { ...tryLater, title: "The storage does not answer" },
};

/** The words for a genuine link that gives no file. With the tenant's slug, they lead to its review packs. */
export function refusalFor(reason: RefusalReason, tenantSlug: string | null): Refusal {
  const refusal = refusals[reason];
  if (tenantSlug === null || reason === "link_revoked" || reason === "creator_lost_access") return refusal;
  return {
    ...refusal,
    page: { href: `/tenants/${encodeURIComponent(tenantSlug)}/review-packs`, label: "Open the review packs" },
  };
}

/** The refusal as a response: one page without script. HEAD gets its headers only. */
export function refusalResponse(method: string, refusal: Refusal): Response {
  const { status, title, text, next, page, retryAfterSeconds } = refusal;
  const link = page ? `\n<p><a href="${escapeHtml(page.href)}">${escapeHtml(page.label)}</a></p>` : "";
  const body = `<main>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(text)}</p>
<p>${escapeHtml(next)}</p>${link}
</main>`;
  const response = plainPageResponse(method, { status, title, style, body });
  if (retryAfterSeconds) response.headers.set("Retry-After", String(retryAfterSeconds));
  return response;
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
main { max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem }
h1 { font-size: 1.4rem; margin: 0 0 .5rem }
p { margin: 0 0 .75rem }
`;
