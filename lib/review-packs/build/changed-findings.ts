import { type ChangeKind, changeKinds, netChangesSql } from "@/lib/findings/net-changes";
import { severities } from "@/lib/findings/severity";
import { clipped, comparisonWith, topRows } from "@/lib/review-packs/build/changed-parts";
import type { ChangedFinding, ChangesFacts } from "@/lib/review-packs/build/changes-facts";
import type { RawRow } from "@/lib/review-packs/build/copy-rows";
import type { EntryText } from "@/lib/review-packs/build/entry-text";
import type { Snapshot } from "@/lib/review-packs/build/snapshot";
import type { PreviousPack } from "@/lib/review-packs/previous-pack";

// In the snapshot a finding's own row is how it is now, so what the history leaves open stands there.
const changedFindingsSql = `SELECT n.kind, f.check_id, f.fingerprint,
    CASE WHEN n.kind <> 'new' THEN coalesce(n.from_severity, f.severity) END,
    CASE WHEN n.kind <> 'new' THEN coalesce(n.from_status, f.status) END,
    f.id::text, f.resource_id, f.resource_name, f.resource_type, f.severity, f.source, f.status, f.title
  FROM (${netChangesSql()}) n JOIN findings f ON f.id = n.finding_id
  ORDER BY n.kind COLLATE "C", f.id`;

type ChangeCells = [
  kind: ChangeKind, checkId: string, fingerprint: string, fromSeverity: string | null, fromStatus: string | null, id: string,
  resourceId: string, resourceName: string, resourceType: string, severity: ChangedFinding["severity"], source: string,
  status: ChangedFinding["status"], title: string,
]; // biome-ignore format: as in the query

type FindingsFacts = ChangesFacts["findings"];

/** The largest id that there can be: a snapshot holds nothing that came later. */
const noEnd = "9223372036854775807";

/**
 * Writes changes.json's `findings` while the rows stream by: one list per kind, each by id, and whether there was
 * anything to compare with.
 */
export async function writeChangedFindings(
  snapshot: Snapshot,
  out: EntryText,
  previous: PreviousPack | null,
): Promise<FindingsFacts> {
  const comparison = comparisonWith(previous);
  const tally = new ChangeTally();
  const members = new Members(out, { ...comparison });
  await out.append("{");
  const afterEventId = previous?.inputs?.findings.lastEventId ?? null;
  if (afterEventId !== null) {
    const values = [snapshot.claim.tenant.id, afterEventId, noEnd];
    for await (const rows of snapshot.rows(changedFindingsSql, values)) {
      for (const row of rows) {
        const { kind, finding: found } = toChange(row);
        const finding = snapshot.redactor?.changedFinding(found) ?? found;
        await members.listUpTo(kind);
        await out.append(`${tally.counts[kind] === 0 ? "" : ","}${writeChange(finding)}`);
        tally.add(kind, finding);
      }
    }
  }
  await members.end();
  await out.append("}");
  return { ...comparison, afterEventId, counts: tally.counts, top: tally.top };
}

/** The members of an object in the order of their names (RFC 8785): lists that are filled from outside, and texts. */
class Members {
  readonly #out: EntryText;
  readonly #others: Record<string, string>;
  readonly #left: string[];
  #isFirst = true;
  #open: string | null = null;

  constructor(out: EntryText, others: Record<string, string>) {
    this.#out = out;
    this.#others = others;
    this.#left = [...changeKinds, ...Object.keys(others)].sort();
  }

  /** Goes on until the list of this kind is open. */
  async listUpTo(kind: ChangeKind): Promise<void> {
    while (this.#open !== kind) await this.#next();
  }

  /** Closes what is open and writes what is left. */
  async end(): Promise<void> {
    while (this.#left.length > 0) await this.#next();
    await this.#close();
  }

  async #next(): Promise<void> {
    await this.#close();
    const name = this.#left.shift();
    if (name === undefined) throw new Error("A change is of no known kind, or out of order.");
    const text = this.#others[name];
    const value = text === undefined ? "[" : JSON.stringify(text);
    await this.#out.append(`${this.#isFirst ? "" : ","}"${name}":${value}`);
    this.#isFirst = false;
    this.#open = text === undefined ? name : null;
  }

  async #close(): Promise<void> {
    if (this.#open !== null) await this.#out.append("]");
    this.#open = null;
  }
}

function toChange(row: RawRow): { kind: ChangeKind; finding: ChangedFinding } {
  const cells = row as ChangeCells;
  return {
    kind: cells[0],
    finding: {
      check_id: cells[1],
      fingerprint: cells[2],
      from_severity: cells[3] as ChangedFinding["from_severity"],
      from_status: cells[4] as ChangedFinding["from_status"],
      id: cells[5],
      resource_id: cells[6],
      resource_name: cells[7],
      resource_type: cells[8],
      severity: cells[9],
      source: cells[10],
      status: cells[11],
      title: cells[12],
    },
  };
}

/** RFC 8785: the members are made in the order of their names, and all of them are texts or null. */
function writeChange(finding: ChangedFinding): string {
  return JSON.stringify(finding);
}

/** Counts the changes, and keeps the first few of each kind, worst first and then by id. */
class ChangeTally {
  readonly counts: FindingsFacts["counts"] = {
    accepted: 0,
    details_changed: 0,
    new: 0,
    new_open: 0,
    reopened: 0,
    resolved: 0,
    severity_changed: 0,
  };
  readonly top: FindingsFacts["top"] = {
    accepted: [],
    details_changed: [],
    new: [],
    reopened: [],
    resolved: [],
    severity_changed: [],
  };

  add(kind: ChangeKind, finding: ChangedFinding): void {
    this.counts[kind] += 1;
    if (kind === "new" && finding.status === "open") this.counts.new_open += 1;
    const kept = this.top[kind];
    const rank = severities.indexOf(finding.severity);
    // Rows of a kind come by id, so of the same severity the earlier ones stay.
    const at = kept.findIndex((one) => severities.indexOf(one.severity) > rank);
    if (at === -1 && kept.length >= topRows) return;
    kept.splice(at === -1 ? kept.length : at, 0, clipped(finding));
    if (kept.length > topRows) kept.pop();
  }
}
