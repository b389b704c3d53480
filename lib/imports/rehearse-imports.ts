import type { PoolClient } from "pg";
import { begin, withConnection } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { applyFile, type FileOutcome } from "@/lib/imports/apply-file";
import { type ChangeDetails, describeChanges } from "@/lib/imports/describe-changes";
import type { ImportOptions } from "@/lib/imports/options";
import { markCompleted } from "@/lib/imports/perform-import";
import { recognise } from "@/lib/imports/recognise";
import type { ImportSource } from "@/lib/imports/source";
import type { TenantRef } from "@/lib/tenants/tenants";

/** A file that is to be tried. */
export interface RehearsedFile {
  sha256: string;
  /** Opened when it is its turn, and closed after it. */
  open(): Promise<ImportSource>;
  options: ImportOptions;
}

/** What an import of a file would do, or why it would be refused. */
export type Rehearsal = { outcome: FileOutcome; changes: ChangeDetails } | { problem: AppError };

/**
 * What importing these files would do, one after the other: each is imported by the same code as ever, on top of those before it, in
 * a transaction that is rolled back. So a preview cannot disagree with the import that follows it, unless something else
 * comes in between. A file that would be refused changes nothing for the next. The tenant's real imports wait while it lasts.
 * @param isNeeded asked first, in the same transaction: where it says no, nothing is tried.
 */
export async function rehearseImports(
  tenant: TenantRef,
  files: readonly RehearsedFile[],
  now: Date,
  isNeeded: (client: PoolClient) => Promise<boolean> = async () => true,
): Promise<Rehearsal[]> {
  return withConnection(async (client) => {
    await begin(client, tenant);
    if (!(await isNeeded(client))) {
      await client.query("ROLLBACK");
      return [];
    }
    const rehearsals: Rehearsal[] = [];
    for (const file of files) rehearsals.push(await rehearse(client, tenant, file, now));
    await client.query("ROLLBACK");
    return rehearsals;
  });
}

async function rehearse(client: PoolClient, tenant: TenantRef, file: RehearsedFile, now: Date): Promise<Rehearsal> {
  const { options } = file;
  let source: ImportSource | undefined;
  await client.query("SAVEPOINT file");
  try {
    source = await file.open();
    const recognised = await recognise(source, options.format);
    const importId = await openRehearsal(client, tenant, file);
    const outcome = await applyFile(client, { tenant, source, options, recognised, importId }, now);
    const changes = await describeChanges(client, tenant.id, outcome.tool);
    await markCompleted(client, importId, outcome, now);
    await client.query(`DROP TABLE IF EXISTS ${stages}; RELEASE SAVEPOINT file`);
    return { outcome, changes };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await client.query("ROLLBACK TO SAVEPOINT file");
    return { problem: error };
  } finally {
    await source?.close();
  }
}

// What one import stages, and the end of its transaction would drop.
const stages = ["rows", "frameworks", "doubles", "checks", "known", "scopes", "changes", "written"]
  .map((name) => `pg_temp.import_${name}`)
  .join(", ");

/** A row that nobody else ever sees: the next file is compared with the scans before it, and this is one of them then. */
async function openRehearsal(client: PoolClient, tenant: TenantRef, file: RehearsedFile): Promise<bigint> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO imports (workspace_id, tenant_id, status, file_name, file_sha256, file_bytes)
     VALUES ($1, $2, 'running', 'rehearsal', $3, 0) RETURNING id`,
    [tenant.workspaceId, tenant.id, file.sha256],
  );
  return BigInt(rows[0]?.id ?? 0);
}
