import { formatDateTime, formatRelative } from "@/app/_components/format";

/** How long ago or in how long, with the point in time on hover. Nothing known: a dash. */
export function RelativeTime({ at }: { at: string | Date | null }) {
  if (at === null) return <span className="text-muted">–</span>;
  return (
    <time dateTime={new Date(at).toISOString()} title={formatDateTime(at)} className="whitespace-nowrap">
      {formatRelative(at, new Date())}
    </time>
  );
}

/** The point in time in UTC. Nothing known: a dash. */
export function DateTime({ at }: { at: string | Date | null }) {
  if (at === null) return <span className="text-muted">–</span>;
  return (
    <time dateTime={new Date(at).toISOString()} className="whitespace-nowrap">
      {formatDateTime(at)}
    </time>
  );
}
