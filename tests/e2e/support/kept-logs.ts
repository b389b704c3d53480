import { createWriteStream, existsSync, mkdirSync, type WriteStream } from "node:fs";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { findPeople } from "@/lib/review-packs/build/redact/find-people";
import { People } from "@/lib/review-packs/build/redact/people";
import { keptLogs, shortestValue, type ValuesOfProduct } from "../../logs/kept-logs";
import type { KnownValue } from "../../logs/search-logs";

/** Where the logs of the product on this data folder are kept, for the search at the end (tests/logs/run.ts). */
const folderOf = (dataDir: string) => path.join(keptLogs, path.basename(dataDir));

/** What a product says while it runs, next to the logs it writes itself. */
export function keepOutput(dataDir: string): { stdout: WriteStream; stderr: WriteStream } {
  const folder = folderOf(dataDir);
  mkdirSync(folder, { recursive: true });
  const open = (name: string) => createWriteStream(path.join(folder, `${name}.log`), { flags: "a" });
  return { stdout: open("stdout"), stderr: open("stderr") };
}

/** Copies the logs of an ended product: of its processes, and of its database. */
export async function keepLogs(dataDir: string): Promise<void> {
  const folder = folderOf(dataDir);
  await mkdir(folder, { recursive: true });
  // A product that did not come up has not all of them.
  for (const [from, to] of [
    ["logs", "logs"],
    ["postgres/server.log", "postgres.log"],
  ] as const)
    if (existsSync(path.join(dataDir, from)))
      await cp(path.join(dataDir, from), path.join(folder, to), { recursive: true });
}

/**
 * Notes what may stand in none of its logs: its secrets, its people and those that its imported reports name, its share
 * links' labels. Asked while its database runs; of a product that was killed only the secrets are known.
 * @param settings what it was started with.
 */
export async function keepValues(
  dataDir: string,
  settings: Record<string, string>,
  databaseUrl: string,
): Promise<void> {
  const values: ValuesOfProduct = {
    secrets: [
      ...secretsIn(settings),
      ...secretsIn(JSON.parse(await readFile(path.join(dataDir, "secrets.json"), "utf8"))),
    ],
    people: await peopleIn(databaseUrl).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED") return [];
      throw error;
    }),
  };
  await writeFile(path.join(folderOf(dataDir), "values.json"), JSON.stringify(values), { mode: 0o600 });
}

/** Each secret, and of "id:key,id:key" each key. */
function secretsIn(variables: Record<string, string>): KnownValue[] {
  return Object.entries(variables)
    .filter(([name]) => /SECRET|PASSWORD|KEY/.test(name))
    .flatMap(([name, value]) =>
      value.split(",").map((part) => ({ kind: name, value: part.replace(/^[A-Za-z0-9]+:/, "") })),
    );
}

async function peopleIn(databaseUrl: string): Promise<KnownValue[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const ask = async (sql: string) => (await client.query<{ value: unknown }>(sql)).rows.map(({ value }) => value);

    const named = new People();
    for (const payload of await ask("SELECT payload AS value FROM stored_reports")) findPeople(payload, named);
    const of = (kind: string, values: unknown[]) =>
      values.map((value) => ({ kind, value: String(value) })).filter(({ value }) => value.length >= shortestValue);
    return [
      ...of("e-mail address of a user", await ask("SELECT email AS value FROM users")),
      ...of("name of somebody invited", await ask("SELECT name AS value FROM invitations")),
      ...of("name of a user", await ask("SELECT name AS value FROM users")),
      ...of(
        "label of a share link",
        await ask("SELECT DISTINCT label AS value FROM pack_links WHERE label IS NOT NULL"),
      ),
      ...of("person in an imported report", named.names()),
    ];
  } finally {
    await client.end();
  }
}
