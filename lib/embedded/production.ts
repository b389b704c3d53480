import path from "node:path";
import pg from "pg";
import type { Setting, Variables } from "@/lib/embedded/environment";

const placeholder = /change.?me|example|placeholder|replace|your.?secret|password|123456|insecure/i;

/**
 * What access.md refuses, each with its reason: only where DATABASE_URL is given and the product is not run for
 * development. INNGEST_DEV is refused by every start, because the embedded runner's calls are signed too.
 */
export function productionProblems(given: Variables, setting: Setting): string[] {
  if (setting.mode === "development") return [];
  const problems: string[] = [];
  if (given.INNGEST_DEV) {
    problems.push(
      "INNGEST_DEV: is set, which turns the check of Inngest's signatures off. Remove it, or use npm run dev.",
    );
  }
  const publicFolder = path.join(setting.root, "public");
  if (`${setting.dataDir}${path.sep}`.startsWith(`${publicFolder}${path.sep}`)) {
    problems.push(
      `TENANTPILOT_DATA_DIR: lies inside public/, so that packs and secrets would be served to anybody. Example: /var/lib/tenantpilot`,
    );
  }
  return setting.isDatabaseEmbedded ? problems : [...problems, ...secretProblems(given)];
}

function secretProblems(given: Variables): string[] {
  const problems: string[] = [];
  const session = given.AUTH_SECRET ?? "";
  const links = given.TENANTPILOT_DOWNLOAD_LINK_KEYS ?? "";
  if (isWeak(session)) problems.push("AUTH_SECRET: can be guessed. Example: the output of openssl rand -base64 48");
  const keys = keysOf(links);
  if (keys.some(isWeak)) {
    problems.push(
      "TENANTPILOT_DOWNLOAD_LINK_KEYS: has a key that can be guessed. Example: k1: and the output of openssl rand -base64 32 | tr +/ -_ | tr -d =",
    );
  }
  if (keys.some((key) => key === session)) {
    problems.push("TENANTPILOT_DOWNLOAD_LINK_KEYS: uses the secret of the sessions. Give it a key of its own.");
  }
  const packKeys = keysOf(given.TENANTPILOT_SIGNING_KEYS ?? "");
  if (packKeys.some(isWeak)) {
    problems.push(
      "TENANTPILOT_SIGNING_KEYS: has a key that can be guessed. Example: s1: and the output of openssl rand -base64 32 | tr +/ -_ | tr -d =",
    );
  }
  if (packKeys.some((key) => key === session || keys.includes(key))) {
    problems.push("TENANTPILOT_SIGNING_KEYS: uses another secret again. Give it a key of its own.");
  }
  const sealingKeys = given.TENANTPILOT_ENCRYPTION_KEYS ? keysOf(given.TENANTPILOT_ENCRYPTION_KEYS) : [];
  if (sealingKeys.some(isWeak)) {
    problems.push(
      "TENANTPILOT_ENCRYPTION_KEYS: has a key that can be guessed. Example: e1: and the output of openssl rand -base64 32 | tr +/ -_ | tr -d =",
    );
  }
  if (sealingKeys.some((key) => key === session || keys.includes(key) || packKeys.includes(key))) {
    problems.push("TENANTPILOT_ENCRYPTION_KEYS: uses another secret again. Give it a key of its own.");
  }
  const signing = given.INNGEST_SIGNING_KEY?.replace(/^signkey-[a-z]+-/, "");
  if (signing && (signing.length < 32 || new Set(signing).size < 6)) {
    problems.push("INNGEST_SIGNING_KEY: can be guessed. Example: signkey-prod- and the output of openssl rand -hex 32");
  }
  return problems;
}

/** The keys of a list of id:key pairs. */
function keysOf(list: string): string[] {
  return list.split(",").map((pair) => pair.slice(pair.indexOf(":") + 1));
}

/** A secret of few different characters, or one that was copied from a text. */
function isWeak(secret: string): boolean {
  return new Set(secret).size < 12 || placeholder.test(secret);
}

/** Why the database role must not be used in production, or null when it may. */
export async function roleProblem(databaseUrl: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ rolname: string; rolsuper: boolean; rolbypassrls: boolean }>(
      "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user",
    );
    const [role] = rows;
    if (!role || (!role.rolsuper && !role.rolbypassrls)) return null;
    const why = role.rolsuper ? "is a superuser" : "may bypass row-level security";
    return `DATABASE_URL: the role ${role.rolname} ${why}, so that no rule of the database holds for it. Give the product a role of its own: CREATE ROLE tenantpilot LOGIN PASSWORD '…'; CREATE DATABASE tenantpilot OWNER tenantpilot;`;
  } finally {
    await client.end();
  }
}
