import { Prisma } from "@/prisma/client/client";

const textLengthMax = 200;

/**
 * Text that a person typed as it is looked for: what cannot stand in a database is left out, the ends are trimmed, and it is
 * at most 200 characters long.
 */
export function searchText(text: string): string {
  return text.replaceAll("\0", "").trim().slice(0, textLengthMax);
}

/** As SQL: has this text in it, in whatever case; %, _ and \ are taken for what they are. */
function containing(text: string): Prisma.Sql {
  return Prisma.sql`ILIKE ${`%${escapeLike(text)}%`}`;
}

/** As SQL over a row's columns: whether check, title or the resource's name has the text, or its id begins with it. */
export function carries(text: string): Prisma.Sql {
  return Prisma.sql`(left(check_id, 300) ${containing(text)} OR left(title, 500) ${containing(text)}
    OR left(resource_name, 300) ${containing(text)} OR ${idBeginsWith(text)})`;
}

/**
 * The findings of these tenants that carry the text, found by the indexes (docs/decisions/017-text-search.md): rows of id,
 * tenant_id, severity, status and source. The database's own function, because no policy lets those indexes be used beneath it;
 * it looks at no tenant that the transaction may not see (docs/decisions/025-second-wall.md).
 * @param options.rowsMax rows at most; left out: all.
 */
export function carrying(
  text: string,
  tenantIds: readonly bigint[],
  { rowsMax }: { rowsMax?: number } = {},
): Prisma.Sql {
  const escaped = escapeLike(text);
  return Prisma.sql`findings_carrying(${tenantIds}::bigint[], ${`%${escaped}%`}, ${`${escaped}%`}, ${rowsMax ?? null}::bigint)`;
}

function idBeginsWith(text: string): Prisma.Sql {
  return Prisma.sql`lower(left(resource_id, 200) COLLATE "C") LIKE lower(${`${escapeLike(text)}%`} COLLATE "C")`;
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, (character) => `\\${character}`);
}
