import { formatBytes } from "@/app/_components/format";

/** How far a file is: its bytes while they are read, then words, because comparing has no measure. */
export function ReadingBar({ readBytes, bytes, label }: { readBytes: number; bytes: number; label: string }) {
  const isReading = readBytes < bytes;
  return (
    <div className="grid gap-2">
      <progress
        aria-label={label}
        max={Math.max(1, bytes)}
        value={Math.min(readBytes, bytes)}
        className="h-1.5 w-full appearance-none overflow-hidden rounded-sm bg-sunken [&::-moz-progress-bar]:bg-info [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-info"
      />
      <p className="text-muted">
        <span aria-live="polite">{isReading ? label : "Comparing with what is known"}</span>
        {isReading && readBytes > 0 && `, ${formatBytes(readBytes)} of ${formatBytes(bytes)}`}
      </p>
    </div>
  );
}
