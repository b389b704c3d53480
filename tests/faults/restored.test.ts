import pg from "pg";
import { afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { GET } from "@/app/d/[link]/route";
import { closeDatabase, inSystem } from "@/lib/db";
import { settleLedger } from "@/lib/download-links/ledger";
import { mintLink } from "@/lib/download-links/links";
import { env } from "@/lib/env";
import { deletePack } from "@/lib/review-packs/delete-pack";
import { expirePack } from "@/lib/review-packs/lifecycle";
import { reconcile } from "@/lib/review-packs/reconcile";
import { prune } from "@/lib/review-packs/retention";
import { exportsStorage } from "@/lib/storage/exports";
import { buildPack, buildTenant, buildUser } from "../factories";
import { buildStoredPack, type StoredPack } from "../support/stored-pack";

const dayMs = 86_400_000;
const tomorrow = new Date(Date.now() + dayMs + 60_000);
const from = { ip: null, userAgent: null };

async function onCluster(...statements: string[]): Promise<void> {
  await closeDatabase();
  const client = new pg.Client({ connectionString: inject("clusterUrl") });
  await client.connect();
  for (const sql of statements) await client.query(sql);
  await client.end();
}

const database = () => new URL(env().DATABASE_URL).pathname.slice(1);
/** A copy of the whole database, as a backup of it is. */
const backUp = () => onCluster(`CREATE DATABASE ${database()}_backup TEMPLATE ${database()}`);
const restore = () =>
  onCluster(`DROP DATABASE ${database()} WITH (FORCE)`, `ALTER DATABASE ${database()}_backup RENAME TO ${database()}`);

async function write(path: string, content: Buffer | string): Promise<void> {
  await exportsStorage().write(
    path,
    (async function* () {
      yield Buffer.from(content);
    })(),
  );
}

const named = async (rule: Parameters<typeof reconcile>[1]) =>
  (await reconcile(new Date(), rule)).problems.map((problem) => `${problem.kind} ${problem.id}`).sort();

describe("a database that was restored from yesterday's backup, beside today's files", () => {
  let tenant: Awaited<ReturnType<typeof buildTenant>>;
  let packs: Record<"kept" | "deleted" | "expired" | "damaged" | "made", StoredPack>;
  let linkOfMade: string;
  const upload = "imports/11111111-1111-4111-8111-111111111111";

  const link = async (pack: StoredPack) => {
    const actor = await buildUser({ role: "manager", tenant });
    const { url } = await mintLink(actor, { tenant: tenant.slug, packId: pack.id }, from, new Date());
    return url;
  };
  const fetched = async (url: string) => {
    const answer = await GET(new Request(url));
    return { status: answer.status, content: Buffer.from(await answer.arrayBuffer()) };
  };

  beforeAll(async () => {
    tenant = await buildTenant();
    const actor = await buildUser({ role: "manager", tenant });
    const [kept, deleted, expired, damaged] = [
      await buildStoredPack({ tenant }),
      await buildStoredPack({ tenant }),
      await buildStoredPack({ tenant }),
      await buildStoredPack({ tenant }),
    ];
    await write(upload, "an upload");
    await inSystem((tx) =>
      tx.import.create({
        data: {
          workspaceId: tenant.workspaceId,
          tenantId: tenant.id,
          status: "queued",
          stagedPath: upload,
          fileName: "a.json",
          fileSha256: "0".repeat(64),
          fileBytes: 9n,
        },
      }),
    );
    await backUp();
    // The day after: one pack deleted, one expired, one made, the upload read, and a file that another store gave back wrong.
    await deletePack(actor, tenant.slug, BigInt(deleted.id));
    await expirePack(actor, tenant.slug, BigInt(expired.id), new Date());
    await prune(new Date());
    const made = await buildStoredPack({ tenant });
    linkOfMade = await link(made);
    await exportsStorage().remove(upload);
    await write(damaged.filePath, Buffer.from(damaged.content).fill(0, 100, 200));
    packs = { kept, deleted, expired, damaged, made };
    await restore();
  });

  afterEach(settleLedger);

  it("every difference is named, and nothing else", async () => {
    const imports = await inSystem((tx) => tx.import.findFirstOrThrow());
    expect(await named({ isAfterRestore: true })).toEqual(
      [
        `missing_file ${packs.deleted.id}`,
        `missing_file ${packs.expired.id}`,
        `altered_file ${packs.damaged.id}`,
        `missing_upload ${imports.id}`,
        `stray_file ${packs.made.filePath}`,
      ].sort(),
    );
  });

  it("what is whole is served, what is missing says so, and a link of a pack that is gone is no link of another", async () => {
    expect(await fetched(await link(packs.kept))).toEqual({ status: 200, content: packs.kept.content });
    expect((await fetched(await link(packs.deleted))).status).toBe(503);
    await buildPack({ id: BigInt(packs.made.id), tenant });
    expect((await fetched(linkOfMade)).status).toBe(404);
    await inSystem((tx) => tx.reviewPack.delete({ where: { id: BigInt(packs.made.id) } }));
  });

  it("a fix deletes no file of the last day, and afterwards the operator's two decisions leave nothing open", async () => {
    await reconcile(new Date(), { fix: true, isAfterRestore: true });
    expect(await exportsStorage().stat(packs.made.filePath)).not.toBeNull();
    const { done } = await reconcile(tomorrow, { fix: true });
    expect(done).toEqual([`deleted ${packs.made.filePath}`]);
    const actor = await buildUser({ role: "manager", tenant });
    for (const pack of [packs.deleted, packs.expired, packs.damaged])
      await expirePack(actor, tenant.slug, BigInt(pack.id), new Date());
    await inSystem((tx) => tx.import.updateMany({ data: { status: "failed" } }));
    await prune(new Date());
    expect(await named({ isAfterRestore: true })).toEqual([]);
  });
});
