import { createHash } from "node:crypto";
import { once } from "node:events";
import { finished } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { canonicalJson } from "@/lib/archive/canonical-json";
import type { ImportedFinding } from "@/lib/imports/importer";

const createRows = `CREATE TEMP TABLE import_rows (
  row int NOT NULL, fingerprint text NOT NULL, source text NOT NULL, scope text NOT NULL, check_id text NOT NULL, title text NOT NULL, severity text NOT NULL,
  verdict text NOT NULL, resource_type text NOT NULL, resource_id text NOT NULL, resource_name text NOT NULL, seen_at timestamptz NOT NULL,
  first_seen_at timestamptz, evidence text NOT NULL, remediation text NOT NULL, compliance text NOT NULL
) ON COMMIT DROP`;

const bufferCharacters = 256 * 1024;

/** Takes a file's findings into the temporary table import_rows, by COPY, in bounded memory. */
export class RowStage {
  readonly #tool: string;
  readonly #stream: ReturnType<typeof copyFrom>;
  #text = "";
  #failure: Error | undefined;

  private constructor(tool: string, stream: ReturnType<typeof copyFrom>) {
    this.#tool = tool;
    this.#stream = stream;
    // Heard of at the next write; without a listener a lost connection would end the process.
    stream.on("error", (error) => {
      this.#failure = error;
    });
  }

  /** Makes the table, in the caller's transaction, and begins to fill it. */
  static async begin(client: PoolClient, tool: string): Promise<RowStage> {
    await client.query(createRows);
    return new RowStage(tool, client.query(copyFrom("COPY import_rows FROM STDIN")));
  }

  async add(finding: ImportedFinding): Promise<void> {
    this.#text += rowText(finding, this.#tool);
    if (this.#text.length >= bufferCharacters) await this.#flush();
  }

  /** Ends the COPY. */
  async end(): Promise<void> {
    await this.#flush();
    this.#stream.end();
    await finished(this.#stream);
  }

  /** Gives the COPY up, so that the connection can roll back. */
  async abort(reason: unknown): Promise<void> {
    const closed = finished(this.#stream).catch(() => {});
    this.#stream.destroy(reason instanceof Error ? reason : new Error("The import was given up."));
    await closed;
  }

  async #flush(): Promise<void> {
    const text = this.#text;
    this.#text = "";
    if (this.#failure) throw this.#failure;
    if (text !== "" && !this.#stream.write(text)) await once(this.#stream, "drain");
  }
}

function rowText(finding: ImportedFinding, tool: string): string {
  // A pass is no finding: of it only the key, the check and the outcome count.
  const isPass = finding.verdict === "passed" || finding.verdict === "not_assessed";
  const cells = [
    String(finding.row),
    finding.fingerprint ?? fingerprintOfKey(finding.tool ?? tool, finding.key),
    finding.tool ?? tool,
    finding.scope,
    finding.checkId,
    finding.title,
    finding.severity,
    finding.verdict,
    finding.resourceType,
    finding.resourceId,
    finding.resourceName,
    finding.seenAt.toISOString(),
    finding.firstSeenAt?.toISOString() ?? null,
    isPass ? "" : canonicalJson(finding.evidence),
    isPass ? "" : finding.remediation,
    isPass ? "" : canonicalJson(finding.compliance),
  ];
  return `${cells.map(copyCell).join("\t")}\n`;
}

/** SHA-256 of the finding's key, 64 hex digits: the same problem has the same one in every scan and every format. */
export function fingerprintOfKey(tool: string, key: readonly string[]): string {
  return createHash("sha256")
    .update(JSON.stringify([tool, ...key]))
    .digest("hex");
}

const special = /[\\\n\r\t]/g;
const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A cell of COPY's text format. */
function copyCell(text: string | null): string {
  return text === null ? "\\N" : text.replace(special, (character) => escapes[character] ?? character);
}
