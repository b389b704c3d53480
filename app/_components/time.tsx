import { formatDateTime, formatNumber, formatRelative } from "@/app/_components/format";
import { getReader } from "@/app/_components/reader";

/** How long ago or in how long, with the point in time in UTC on hover. Nothing known: a dash. */
export function RelativeTime({ at }: { at: string | Date | null }) {
  if (at === null) return <span className="text-muted">–</span>;
  return (
    // data-relative: ReaderClock keeps it true while the page stays open.
    <time dateTime={new Date(at).toISOString()} title={inUtc(at)} data-relative className="whitespace-nowrap">
      {formatRelative(at, new Date())}
    </time>
  );
}

/**
 * The point in time in the reader's zone and way of writing, in UTC on hover; for whoever has no scripts in UTC, said
 * plainly. Nothing known: a dash.
 */
export async function DateTime({ at, hasSeconds = false }: { at: string | Date | null; hasSeconds?: boolean }) {
  if (at === null) return <span className="text-muted">–</span>;
  const reader = await getReader();
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={inUtc(at)}
      lang={languageOf(reader.locale)}
      className="whitespace-nowrap"
    >
      {formatDateTime(at, reader, { hasSeconds })}
    </time>
  );
}

/** A number as the reader writes it. */
export async function WholeNumber({ value }: { value: number | bigint }) {
  return formatNumber(value, (await getReader()).locale);
}

const inUtc = (at: string | Date) => formatDateTime(at, undefined, { hasSeconds: true });

const languageOf = (locale: string) => locale.split("-u-")[0];
