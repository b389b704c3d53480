import { createHash, randomBytes } from "node:crypto";
import { exportsStorage } from "@/lib/storage/exports";
import type { TenantRef } from "@/lib/tenants/tenants";
import { buildPack, buildTenant } from "@/tests/factories";

/** A ready pack with its file on the disk. */
export interface StoredPack {
  id: string;
  tenant: TenantRef;
  content: Buffer;
  sha256: string;
  filePath: string;
  expiresAt: Date;
}

/** Builds a ready pack whose file (of random bytes) lies in storage, in a tenant of its own unless one is given. */
export async function buildStoredPack(
  overrides: { tenant?: TenantRef; content?: Buffer; expiresAt?: Date; generatedAt?: Date } = {},
): Promise<StoredPack> {
  const { tenant = await buildTenant(), content = randomBytes(5000), ...dates } = overrides;
  const sha256 = createHash("sha256").update(content).digest("hex");
  const pack = await buildPack({ tenant, sha256, fileSize: BigInt(content.length), ...dates });
  const { filePath, expiresAt } = pack;
  if (filePath === null || expiresAt === null) throw new Error("a ready pack has a file");
  await exportsStorage().write(
    filePath,
    (async function* () {
      yield content;
    })(),
  );
  return { id: String(pack.id), tenant, content, sha256, filePath, expiresAt };
}
