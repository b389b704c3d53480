import { CopyButton } from "@/app/_components/copy-button";

/** An id, hash or fingerprint: mono, its first 12 characters, whole on hover and on paper, with a copy button. */
export function Hash({ value, label = "Copy" }: { value: string | null; label?: string }) {
  if (value === null) return <span className="text-muted">–</span>;
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <code className="font-mono text-xs print:break-all" title={value}>
        {value.slice(0, 12)}
        {value.length > 12 && <span className="hidden print:inline">{value.slice(12)}</span>}
      </code>
      <CopyButton value={value} label={label} />
    </span>
  );
}
