import { type Severity, severityCatalogue } from "@/app/_components/badge-catalogue";
import { Card } from "@/app/_components/card";
import { formatBytes, formatCount, formatNumber } from "@/app/_components/format";
import { Hash } from "@/app/_components/hash";
import { SeverityBadge } from "@/app/_components/severity-badge";
import { Table, Td, Th, Tr } from "@/app/_components/table";
import type { PackSummary } from "../../_components/pack-summary";

type Entry = PackSummary["entries"][number];

const severityNames = Object.keys(severityCatalogue) as Severity[];

/** So many stand open: Coverage, which tells more, is to be seen without a long way. */
const openRows = 8;

/** What is in it: findings by severity, and the archive's entries with rows, bytes and hash. */
export function PackContents({ summary: { entries, counts } }: { summary: PackSummary }) {
  if (entries.length === 0) return null;
  const severities = severityNames.filter((severity) => counts.by_severity[severity] !== undefined);
  const first = entries.length > openRows + 2 ? openRows : entries.length;
  const [open, folded] = [entries.slice(0, first), entries.slice(first)];
  return (
    <Card
      title="What is in it"
      className="overflow-clip"
      actions={
        <span className="text-xs text-muted">
          {formatCount(entries.length, "file")} · {formatBytes(entries.reduce((sum, { bytes }) => sum + bytes, 0))}{" "}
          unpacked
        </span>
      }
    >
      {severities.length > 0 && (
        <ul aria-label="Findings by severity" className="flex flex-wrap gap-x-6 gap-y-2 border-b border-line px-4 py-3">
          {severities.map((severity) => (
            <li key={severity} className="flex gap-2">
              <SeverityBadge value={severity} />
              <span className="font-medium">{formatNumber(counts.by_severity[severity] ?? 0)}</span>
            </li>
          ))}
        </ul>
      )}
      <Entries label="Entries" entries={open} />
      {folded.length > 0 && (
        <details className="border-t border-line">
          <summary className="flex h-10 cursor-pointer items-center px-4 text-link hover:bg-hover">
            {formatCount(folded.length, "more file")}
          </summary>
          <div className="border-t border-line">
            <Entries label="More entries" entries={folded} />
          </div>
        </details>
      )}
    </Card>
  );
}

function Entries({ label, entries }: { label: string; entries: Entry[] }) {
  return (
    <Table label={label} className="rounded-none border-0">
      <thead>
        <tr>
          <Th>Entry</Th>
          <Th end>Rows</Th>
          <Th end>Size</Th>
          <Th className="max-sm:hidden">SHA-256</Th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Tr key={entry.path}>
            <Td className="w-full">
              <code className="font-mono text-xs break-all">{entry.path}</code>
            </Td>
            <Td end>{entry.rows == null ? "" : formatNumber(entry.rows)}</Td>
            <Td end className="whitespace-nowrap">
              {formatBytes(entry.bytes)}
            </Td>
            <Td className="max-sm:hidden">
              <Hash value={entry.sha256} label={`Copy the SHA-256 of ${entry.path}`} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
