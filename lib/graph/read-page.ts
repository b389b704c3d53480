import { z } from "zod";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { askMicrosoft } from "@/lib/graph/ask";
import type { GraphSource } from "@/lib/graph/sources";

/** One page of a list. */
export interface GraphPage {
  rows: unknown[];
  /** `@odata.context` of the page; null where there is none. */
  context: string | null;
  /** Where the next page is; null on the last. */
  next: string | null;
  /** Where changes are read from the next time; null where there is no such thing. */
  delta: string | null;
  bytes: number;
}

/** What asking for a page came to. `restart`: the link is too old, the list has to be read from its beginning. */
export type PageAnswer =
  | { outcome: "page"; page: GraphPage }
  | { outcome: "restart" }
  | { outcome: "refused"; reason: string };

const pageSchema = z.looseObject({
  value: z.array(z.unknown()),
  "@odata.context": z.string().optional(),
  "@odata.nextLink": z.string().optional(),
  "@odata.deltaLink": z.string().optional(),
});
const errorSchema = z.object({ error: z.object({ code: z.string() }) });

// Of delta links (learn.microsoft.com/graph/delta-query-overview) and of pages.
const tooOld =
  /^(syncState(NotFound|Invalid)|resyncRequired|Directory_ExpiredPageToken|Directory_InvalidPageToken|ExpiredPageToken)$/i;

/**
 * Reads one page of a list.
 * @param link the address of the page; null for the first.
 * @throws {AppError} unavailable for what is no answer of Microsoft Graph; {@link Throttled}; any other error when asking again may help.
 */
export async function readPage(source: GraphSource, token: string, link: string | null): Promise<PageAnswer> {
  const answer = await askMicrosoft({ url: link ?? `${env().GRAPH_BASE_URL}${source.path}`, token });
  if (answer.status === 200) return { outcome: "page", page: pageOf(answer.json, answer.bytes, source) };
  const code = errorSchema.safeParse(answer.json).data?.error.code ?? "";
  if (answer.status === 410 || tooOld.test(code)) return { outcome: "restart" };
  if (answer.status === 404 && source.mayBeMissing)
    return { outcome: "page", page: { rows: [], context: null, next: null, delta: null, bytes: 0 } };
  if (answer.status >= 500) throw new Error(`Microsoft Graph answered ${answer.status} for ${source.name}.`);
  return { outcome: "refused", reason: reasonOf(source, answer.status, code) };
}

function pageOf(json: unknown, bytes: number, source: GraphSource): GraphPage {
  const page = pageSchema.safeParse(json);
  if (!page.success)
    throw new AppError("unavailable", `What came for ${source.label} is no answer of Microsoft Graph.`, {
      next: "Check GRAPH_BASE_URL, and whether something stands between TenantPilot and Microsoft.",
    });
  const next = source.isOnePage ? null : ownLink(page.data["@odata.nextLink"]);
  return {
    rows: page.data.value,
    context: page.data["@odata.context"] ?? null,
    next,
    delta: ownLink(page.data["@odata.deltaLink"]),
    bytes,
  };
}

/** The token goes to Microsoft Graph and to nobody whom an answer names. */
function ownLink(link: string | undefined): string | null {
  if (link === undefined) return null;
  if (URL.canParse(link) && new URL(link).origin === env().GRAPH_BASE_URL) return link;
  throw new AppError("unavailable", "Microsoft Graph named a next page that is somewhere else.", {
    next: "Nothing was stored. Check GRAPH_BASE_URL.",
  });
}

function reasonOf({ permission }: GraphSource, status: number, code: string): string {
  if (/licen[cs]e/i.test(code)) return "It needs a licence of Microsoft Entra that the tenant does not have.";
  if (status === 403) return `The application lacks the permission ${permission}, or an administrator's consent to it.`;
  if (status === 401) return "Microsoft Graph did not accept the application's sign-in.";
  return `Microsoft Graph refused it (${status}${/^[\w.]{1,60}$/.test(code) ? ` ${code}` : ""}).`;
}
