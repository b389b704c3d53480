import type { Actor } from "@/lib/auth/actor";
import { takeTicket } from "@/lib/auth/rate-limit";
import { inSystem } from "@/lib/db";
import { searchText } from "@/lib/findings/text";
import { type FoundFinding, findFindings } from "@/lib/search/find-findings";
import { type FoundOperation, findOperations } from "@/lib/search/find-operations";
import { type FoundReport, findReports } from "@/lib/search/find-reports";
import { listPlaces, type Place, placesWith } from "@/lib/search/places";
import { hasWords } from "@/lib/search/words";

/** What was looked for and found, each part with at most `limit` rows. Review packs are left out on purpose (data-model.md). */
export interface SearchResults {
  /** The text as it was looked for; empty when it was too short. */
  text: string;
  /** Every tenant that the actor may look into, found or not. */
  places: Place[];
  tenants: Place[];
  findings: FoundFinding[];
  reports: FoundReport[];
  operations: FoundOperation[];
  /** True when looking through the findings took too long and was given up. */
  isFindingsPartial: boolean;
}

/** Shorter texts find everything: nothing is looked for. */
export const searchLengthMin = 2;

/** Somebody who types fast asks five times a second, and not for a whole minute. */
export const searchesPerMinute = 240;

/**
 * Searches where the actor may look: tenants by name, findings by check, title or resource, reports by kind, operations by
 * number, kind or person.
 * @param options.limit rows of each kind. `here`: the slug of the tenant that the actor looks at, whose findings come first.
 * @throws {AppError} rate_limited.
 */
export async function search(
  actor: Actor,
  wanted: string,
  now: Date,
  { limit = 8, here }: { limit?: number; here?: string | undefined } = {},
): Promise<SearchResults> {
  const text = searchText(wanted);
  const isLongEnough = text.length >= searchLengthMin || /^\d$/.test(text);
  const places = await inSystem(async (tx) => {
    if (actor.kind === "user") {
      await takeTicket(tx, { key: `search:${actor.userId}`, limit: searchesPerMinute, windowSeconds: 60 }, now);
    }
    return listPlaces(tx, actor);
  });
  if (!isLongEnough) return { ...nothing, text: "", places };
  const [{ findings, isPartial }, [reports, operations]] = await Promise.all([
    findWithHereFirst(places, here, text, limit),
    inSystem(
      async (tx) =>
        [
          await findReports(
            tx,
            places.filter((place) => place.can("report.view")),
            text,
            limit,
          ),
          await findOperations(
            tx,
            places.filter((place) => place.can("operation.view")),
            text,
            limit,
          ),
        ] as const,
    ),
  ]);
  return {
    text,
    places,
    tenants: tenantsCalled(places, text).slice(0, limit),
    findings,
    reports,
    operations,
    isFindingsPartial: isPartial,
  };
}

/** The findings of the tenant that the actor looks at, and those of the others when that is not enough. */
async function findWithHereFirst(places: readonly Place[], here: string | undefined, text: string, limit: number) {
  const near = placesWith(
    places.filter(({ slug }) => slug === here),
    "finding.view",
  );
  const far = placesWith(places, "finding.view").filter((id) => !near.includes(id));
  const first = await inSystem((tx) => findFindings(tx, near, text, limit));
  if (first.findings.length === limit) return first;
  const rest = await inSystem((tx) => findFindings(tx, far, text, limit - first.findings.length));
  return { findings: [...first.findings, ...rest.findings], isPartial: first.isPartial || rest.isPartial };
}

const nothing = { tenants: [], findings: [], reports: [], operations: [], isFindingsPartial: false };

/** Those whose name begins with the text before those that have it somewhere. */
function tenantsCalled(places: readonly Place[], text: string): Place[] {
  const start = text.toLowerCase();
  const begins = ({ name }: Place) => Number(name.toLowerCase().startsWith(start));
  return places
    .filter(({ name, slug, entraTenantId, workspaceName }) =>
      hasWords(text, [name, slug, entraTenantId ?? ""], workspaceName),
    )
    .sort((a, b) => begins(b) - begins(a));
}
