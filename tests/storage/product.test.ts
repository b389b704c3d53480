import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { GET } from "@/app/d/[link]/route";
import { inSystem } from "@/lib/db";
import { settleLedger } from "@/lib/download-links/ledger";
import { mintLink } from "@/lib/download-links/links";
import { checkReadiness } from "@/lib/embedded/readiness";
import { env, setEnvironment } from "@/lib/env";
import { doctor } from "@/lib/housekeeping/doctor";
import { assembleStep, collectStep, publishStep, renderStep, verifyStep } from "@/lib/review-packs/generate";
import { claimPack } from "@/lib/review-packs/lifecycle";
import { reconcile } from "@/lib/review-packs/reconcile";
import { requestPack } from "@/lib/review-packs/request-pack";
import { prune } from "@/lib/review-packs/retention";
import { exportsStorage } from "@/lib/storage/exports";
import { buildFinding, buildReport, buildTenant, buildUser } from "../factories";
import { list, pieces } from "./places";
import { type StoreServer, startAzure, startS3 } from "./servers";

// The whole way of a pack, with everything that is stored in an object store and nothing on the disk.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const nowhere = { ip: null, userAgent: null };
const row = (id: bigint) => inSystem((tx) => tx.reviewPack.findUniqueOrThrow({ where: { id } }));

const pastItsDate = ({ expiresAt }: { expiresAt: Date | null }) => new Date((expiresAt?.getTime() ?? 0) + 1000);

async function generate() {
  const tenant = await buildTenant();
  const actor = await buildUser({ role: "manager", tenant });
  for (let index = 0; index < 20; index++) await buildFinding({ tenant });
  await buildReport({ tenant });
  const options = { includePii: true, includeOperations: true };
  const { pack } = await requestPack(actor, { tenant: tenant.slug, options }, new Date());
  const id = BigInt(pack.id);
  const claim = await claimPack(id, "run-1", new Date());
  if (claim.outcome !== "claimed") throw new Error(claim.outcome);
  const collected = await collectStep(id, claim.claimToken);
  if ("supersededBy" in collected) throw new Error("superseded");
  expect(await collectStep(id, claim.claimToken)).toEqual(collected);
  const entries = await renderStep(id, claim.claimToken, collected);
  const assembled = await assembleStep(id, claim.claimToken, collected);
  await verifyStep(id, claim.claimToken, collected, assembled);
  expect(await publishStep(id, claim.claimToken, collected, entries, assembled)).toBe(true);
  return { tenant, actor, ...(await row(id)) };
}

describe.each([
  { name: "S3", start: () => startS3() },
  { name: "Azure Blob Storage", start: () => startAzure() },
])("with $name", ({ start }) => {
  let server: StoreServer;
  beforeAll(async () => {
    server = await start();
    setEnvironment(server.variables());
  });
  afterAll(async () => {
    setEnvironment({ STORAGE: "disk" });
    await settleLedger();
    await server.stop();
  });
  const problems = async () =>
    (await reconcile(new Date(), { isAfterRestore: true })).problems.map(({ kind, id }) => `${kind} ${id}`);

  it("a pack is made, downloaded whole and in parts, compared, expired and pruned", async () => {
    const pack = await generate();
    expect(await list(exportsStorage(), "staging")).toEqual([]);
    expect(await list(exportsStorage(), "packs")).toEqual([pack.filePath]);
    const { url } = await mintLink(
      pack.actor,
      { tenant: pack.tenant.slug, packId: String(pack.id) },
      nowhere,
      new Date(),
    );
    const whole = await GET(new Request(url));
    expect([whole.status, whole.headers.get("location")]).toEqual([200, null]);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect([BigInt(bytes.length), await sha256(bytes)]).toEqual([pack.fileSize, pack.sha256]);
    const part = await GET(new Request(url, { headers: { range: "bytes=100-299" } }));
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100, 300))).toBe(true);
    expect(await problems()).toEqual([]);

    expect(await prune(pastItsDate(pack))).toMatchObject({ expired: 1, filesDeleted: 1 });
    expect(await list(exportsStorage(), "packs")).toEqual([]);
  });

  it("what was deleted or put there behind the product's back is named", async () => {
    const pack = await generate();
    const stray = "packs/00000000-0000-4000-8000-000000000000.zip";
    await exportsStorage().write(stray, pieces("nobody's"));
    await exportsStorage().remove(pack.filePath ?? "");
    expect(await problems()).toEqual([`missing_file ${pack.id}`, `stray_file ${stray}`]);
    expect((await doctor(new Date())).problems).toContainEqual(
      expect.objectContaining({ kind: "missing_file", id: String(pack.id) }),
    );
    // Not the reader's fault: the page says who can help.
    const { url } = await mintLink(
      pack.actor,
      { tenant: pack.tenant.slug, packId: String(pack.id) },
      nowhere,
      new Date(),
    );
    expect((await GET(new Request(url))).status).toBe(503);
    const inTwoDays = new Date(Date.now() + 2 * 86_400_000);
    expect((await reconcile(inTwoDays, { fix: true })).done).toEqual([`deleted ${stray}`]);
    // Deleting what is gone already is no fault.
    expect(await prune(pastItsDate(pack))).toMatchObject({ expired: 1, filesDeleted: 1 });
    expect(await list(exportsStorage(), "packs")).toEqual([]);
  });

  it("readiness asks the store, and says when it is gone", async () => {
    expect((await checkReadiness()).checks.storage).toBe("ok");
    setEnvironment(server.variables(1));
    expect((await checkReadiness()).checks.storage).toBe("cannot be written to");
    setEnvironment(server.variables());
    expect(env().STORAGE).not.toBe("disk");
  });
});

async function sha256(bytes: Buffer): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes))).toString("hex");
}
