import { readFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { expect, test } from "vitest";
import { inSystem } from "@/lib/db";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { describeError } from "@/lib/log";
import { searchLogs } from "./logs/search-logs";
import { asOwner } from "./support/owner";

const person = { email: "alex@example.com", name: "Alex Example" };
const known = [
  { kind: "e-mail", value: person.email },
  { kind: "name", value: person.name },
];
const leaksIn = (text: string) => searchLogs({ file: "log", lines: text.split("\n"), known });

/** What goes wrong with a person's row in hand, in each way that the product speaks to its database. */
const failures: [string, () => Promise<unknown>][] = [
  [
    "Prisma, a row that is there already",
    () => inSystem((tx) => tx.user.createMany({ data: [person, person], skipDuplicates: false })),
  ],
  [
    "Prisma, a call that is wrong",
    () => inSystem((tx) => tx.user.create({ data: { ...person, nothing: 1 } as never })),
  ],
  [
    "a statement, a row that breaks a rule",
    () => withClient((client) => client.query("INSERT INTO users (email, name) VALUES ($1, NULL)", [person.email])),
  ],
  [
    "a copied line that does not fit",
    () =>
      withClient((client) =>
        pipeline(
          [`${person.email}\t${person.name}\tand one too many\n`],
          client.query(copyFrom("COPY users (email, name) FROM STDIN")),
        ),
      ),
  ],
];

test.each(failures)("the log of an error holds nobody: %s", async (_how, fail) => {
  const error: unknown = await fail().then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(Error);
  const line = JSON.stringify(describeError(error));
  expect(leaksIn(line)).toEqual([]);
  expect(line).toContain('"stack"');
});

test("nor does the log of the embedded database, which says what was wrong", async () => {
  await failures[2]?.[1]().catch(() => {});
  const folder = await asOwner(async (client) => (await client.query("SHOW data_directory")).rows[0].data_directory);
  const text = await readFile(path.join(folder, "server.log"), "utf8");
  expect(text).toContain("violates not-null constraint");
  expect(leaksIn(text).filter(({ kind }) => known.some((one) => one.kind === kind))).toEqual([]);
});

test("an error's own words, and those of its causes, lose addresses and tokens and keep the rest", () => {
  const token = "A".repeat(43);
  const cause = new Error(`GET https://packs.example.com/d/x?exp=1&sig=${"0".repeat(64)} and /s/${token}`);
  const error = new AppError("conflict", `${person.email} is a member of the workspace demo already.`, { cause });
  const { message, cause: described } = describeError(error);
  expect(message).toBe("[e-mail] is a member of the workspace demo already.");
  expect(described?.message).toBe("GET https://packs.example.com/d/x?exp=1&sig=[signature] and /s/[token]");
  expect(leaksIn(JSON.stringify(describeError(error)))).toEqual([]);
});

async function withClient(work: (client: pg.Client) => Promise<unknown>): Promise<unknown> {
  const client = new pg.Client({ connectionString: env().DATABASE_OWNER_URL });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
