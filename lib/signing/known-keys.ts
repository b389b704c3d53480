import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { type PublicKey, type SigningKey, signingKeys } from "@/lib/signing/keys";

/** A key that packs were ever signed with, whether its private part is still here or not. */
export interface KnownKey extends PublicKey {
  knownSince: Date;
  /** What becomes of it: the one that signs new packs, one whose private part is still configured, or only remembered. */
  role: "signing" | "kept" | "retired";
}

const system: Actor = { kind: "system", name: "TenantPilot" };
const ofNoWorkspace = 0n;

/**
 * Writes the public parts of the configured keys down for ever, so that what they sign can be checked after they are gone.
 * A key that was not known before is in the audit.
 * @returns the key that signs new packs.
 * @throws {AppError} conflict when an id belongs to another key already: a pack names its key by it.
 */
export async function rememberSigningKeys(actor: Actor = system): Promise<SigningKey> {
  const keys = signingKeys();
  await inSystem(async (tx) => {
    const added = await tx.signingKey.createManyAndReturn({
      data: keys.map(({ id, pem, fingerprint }) => ({ id, publicKey: pem, fingerprint })),
      skipDuplicates: true,
    });
    for (const { id, fingerprint } of added) {
      await recordAudit(tx, {
        workspaceId: ofNoWorkspace,
        action: "signing_key.added",
        subject: { type: "signing_key", id },
        actor,
        details: { fingerprint },
      });
    }
    const known = await tx.signingKey.findMany({ where: { id: { in: keys.map(({ id }) => id) } } });
    for (const { id, fingerprint } of keys) {
      if (known.find((row) => row.id === id)?.fingerprint === fingerprint) continue;
      throw new AppError("conflict", `The signing key ${id} is not the one that was known by this id.`, {
        next: "Give each key of TENANTPILOT_SIGNING_KEYS an id of its own, once and for ever.",
      });
    }
  });
  return keys[0];
}

/** Every key that is known, the one that signs first, then the newest. */
export async function listKnownKeys(): Promise<KnownKey[]> {
  const [first, ...others] = signingKeys();
  const rows = await inSystem((tx) => tx.signingKey.findMany({ orderBy: [{ createdAt: "desc" }, { id: "asc" }] }));
  const known = rows.map(({ id, publicKey: pem, fingerprint, createdAt: knownSince }): KnownKey => {
    const isKept = others.some((key) => key.fingerprint === fingerprint);
    return {
      id,
      pem,
      fingerprint,
      knownSince,
      role: first.fingerprint === fingerprint ? "signing" : isKept ? "kept" : "retired",
    };
  });
  return [...known.filter(({ role }) => role === "signing"), ...known.filter(({ role }) => role !== "signing")];
}
