/** The order of a list by id. */
type ListOrder = "newest" | "oldest";

/** Where in a list a page begins: after the row `cursor`, or so that it ends before the row `before` (the way back). */
export interface Keyset {
  /** Left out: newest first. */
  order?: ListOrder | undefined;
  cursor?: string | undefined;
  before?: string | undefined;
}

/** A keyset as a condition on the id, and the order in which its rows are read; the way back is read backwards. */
export interface KeysetQuery {
  where: { id?: { gt: bigint } | { lt: bigint } };
  orderBy: { id: "asc" | "desc" };
  isBack: boolean;
}

/** Either order walks along the same index, so a page costs the same wherever it is. What is no id counts as left out. */
export function keysetQuery({ order = "newest", cursor, before }: Keyset): KeysetQuery {
  const back = idFrom(before);
  const from = back ?? idFrom(cursor);
  const isAscending = (order === "oldest") !== (back !== null);
  const where = from === null ? {} : { id: isAscending ? { gt: from } : { lt: from } };
  return { where, orderBy: { id: isAscending ? "asc" : "desc" }, isBack: back !== null };
}

/** The page out of its rows, of which one more was read than it has; `next` is the cursor of the page after it, null on the last. */
export function keysetPage<Row extends { id: string }>(
  read: Row[],
  limit: number,
  { isBack }: KeysetQuery,
): { rows: Row[]; next: string | null } {
  const rows = read.slice(0, limit);
  if (isBack) rows.reverse();
  return { rows, next: isBack || read.length > limit ? (rows.at(-1)?.id ?? null) : null };
}

function idFrom(text: string | undefined): bigint | null {
  return text && /^[1-9]\d{0,17}$/.test(text) ? BigInt(text) : null;
}
