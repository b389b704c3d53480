import { randomBytes } from "node:crypto";
import { chmod, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { writeFileWhole } from "@/lib/embedded/write-file";
import { AppError } from "@/lib/errors";
import { parseSigningKeys } from "@/lib/signing/keys";

const secretsSchema = z.object({
  AUTH_SECRET: z.string(),
  TENANTPILOT_DOWNLOAD_LINK_KEYS: z.string(),
  TENANTPILOT_SIGNING_KEYS: z.string(),
  TENANTPILOT_ENCRYPTION_KEYS: z.string(),
  INNGEST_EVENT_KEY: z.string(),
  INNGEST_SIGNING_KEY: z.string(),
  POSTGRES_PASSWORD: z.string(),
  TENANTPILOT_DEMO_PASSWORD: z.string(),
});

/** The secrets of one data folder. */
export type Secrets = z.infer<typeof secretsSchema>;

const make: { [Name in keyof Secrets]: () => string } = {
  AUTH_SECRET: () => randomBytes(48).toString("base64url"),
  TENANTPILOT_DOWNLOAD_LINK_KEYS: () => `k1:${randomBytes(32).toString("base64url")}`,
  TENANTPILOT_SIGNING_KEYS: makeSigningKey,
  TENANTPILOT_ENCRYPTION_KEYS: () => `e1:${randomBytes(32).toString("base64url")}`,
  INNGEST_EVENT_KEY: () => randomBytes(24).toString("base64url"),
  INNGEST_SIGNING_KEY: () => `signkey-prod-${randomBytes(32).toString("hex")}`,
  POSTGRES_PASSWORD: () => randomBytes(24).toString("base64url"),
  TENANTPILOT_DEMO_PASSWORD: () => randomBytes(16).toString("base64url"),
};

/**
 * The secrets that an earlier start made, or null when there was none.
 * @throws {AppError} when the file is there and cannot be read.
 */
export async function findSecrets(dataDir: string): Promise<Secrets | null> {
  const known = await readKnown(dataDir);
  const whole = secretsSchema.safeParse(known);
  return whole.success ? whole.data : null;
}

/** Makes the secrets that are not there yet and keeps them in `<data>/secrets.json`, readable by the owner only. */
export async function keepSecrets(
  dataDir: string,
  given: { demoPassword?: string | undefined } = {},
): Promise<Secrets> {
  const known = await readKnown(dataDir);
  const fresh = Object.fromEntries(Object.entries(make).map(([name, produce]) => [name, produce()]));
  if (given.demoPassword) fresh.TENANTPILOT_DEMO_PASSWORD = given.demoPassword;
  const secrets = secretsSchema.parse({ ...fresh, ...known });
  const isWhole = Object.keys(make).every((name) => known[name as keyof Secrets] !== undefined);
  const file = secretsFile(dataDir);
  if (isWhole) await chmod(file, 0o600);
  else await writeFileWhole(file, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

/**
 * Puts a new signing key in front of the one that signs now, which stays for the packs that are being made; older ones go.
 * @returns the keys, as TENANTPILOT_SIGNING_KEYS has them.
 * @throws {AppError} unavailable, when nothing was ever started on the data folder.
 */
export async function rotateSigningKey(dataDir: string): Promise<string> {
  const secrets = await findSecrets(dataDir);
  if (!secrets)
    throw new AppError("unavailable", `Nothing was started yet on the data folder ${dataDir}.`, {
      next: "Start it with npm start.",
    });
  const [current = ""] = secrets.TENANTPILOT_SIGNING_KEYS.split(",");
  const fresh = makeSigningKey();
  const rotated: Secrets = { ...secrets, TENANTPILOT_SIGNING_KEYS: `${fresh},${current}` };
  await writeFileWhole(secretsFile(dataDir), `${JSON.stringify(rotated, null, 2)}\n`);
  return rotated.TENANTPILOT_SIGNING_KEYS;
}

/** Any 32 random bytes are an Ed25519 key. Its id is the beginning of its fingerprint, so that no two keys share one. */
function makeSigningKey(): string {
  const seed = randomBytes(32).toString("base64url");
  const [key] = parseSigningKeys(`new:${seed}`);
  return `${key?.fingerprint.slice(0, 12)}:${seed}`;
}

async function readKnown(dataDir: string): Promise<Partial<Secrets>> {
  const file = secretsFile(dataDir);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return {};
  try {
    return secretsSchema.partial().parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError("unavailable", `${file} is damaged.`, {
      next: "Put it back from a backup: the password of the embedded database is in it.",
      cause,
    });
  }
}

function secretsFile(dataDir: string): string {
  return path.join(dataDir, "secrets.json");
}
