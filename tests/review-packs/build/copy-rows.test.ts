import net from "node:net";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { withConnection } from "@/lib/db";
import { env } from "@/lib/env";
import { copyRows, type RawRow } from "@/lib/review-packs/build/copy-rows";

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

/**
 * Stands between us and PostgreSQL, and ends the connection when the server has sent `lastWord`, or that many bytes since
 * it was sent `COPY`: what a server that is stopped does in the middle of its answer.
 */
async function connectThroughCut(lastWord: string | number, isWithReason: boolean): Promise<pg.Client> {
  const { hostname, port } = new URL(env().DATABASE_URL);
  const proxy = net.createServer((near) => {
    const far = net.connect(Number(port), hostname);
    let passed = Number.NaN;
    near.on("data", (bytes) => {
      if (bytes.includes("COPY (")) passed = 0;
      far.write(bytes);
    });
    far.on("data", (bytes) => {
      const text = bytes.toString("latin1");
      const end = typeof lastWord === "number" ? lastWord - passed : text.indexOf(lastWord) + lastWord.length;
      const isEnd = typeof lastWord === "number" ? end <= bytes.length : text.includes(lastWord);
      passed += bytes.length;
      near.write(isEnd ? bytes.subarray(0, end) : bytes);
      if (!isEnd) return;
      far.destroy();
      if (isWithReason) near.write(fatal("terminating connection due to administrator command"));
      near.end();
    });
    for (const socket of [near, far]) socket.on("error", () => {});
    ended.push(
      () => near.destroy(),
      () => far.destroy(),
    );
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  ended.push(() => proxy.close());
  const through = new URL(env().DATABASE_URL);
  through.hostname = "127.0.0.1";
  through.port = String((proxy.address() as net.AddressInfo).port);
  const client = new pg.Client({ connectionString: through.href });
  client.on("error", () => {});
  await client.connect();
  return client;
}

function fatal(message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C57P01\0M${message}\0\0`);
  const head = Buffer.from("E\0\0\0\0", "latin1");
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

async function readAll(client: pg.Client, sql: string, values: string[] = []): Promise<RawRow[]> {
  const rows: RawRow[] = [];
  for await (const batch of copyRows(client as unknown as pg.PoolClient, sql, values)) rows.push(...batch);
  return rows;
}

describe("rows as the server writes them", () => {
  it("come whole whatever is in them, and however they are cut on the way", async () => {
    const texts = ["", "a\tb\\N\n\r\"'", "äöü € 😀", "x".repeat(3_000_000), "\u0001"];
    const sql = "SELECT t, NULL::text, n::text FROM unnest($1::text[]) WITH ORDINALITY u(t, n) ORDER BY n";
    const list = `{${texts.map((text) => `"${text.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
    await withConnection(async (client) => {
      expect(await readAll(client, sql, [list])).toEqual(texts.map((text, at) => [text, null, String(at + 1)]));
      expect(await readAll(client, "SELECT 'none' WHERE false")).toEqual([]);
    });
  });

  it("a value cannot leave its place in the query", async () => {
    const value = "'; DROP TABLE findings; --\\' $1";
    await withConnection(async (client) =>
      expect(await readAll(client, "SELECT $1::text", [value])).toEqual([[value]]),
    );
  });

  it("an error of the query is thrown", async () => {
    const read = withConnection((client) =>
      readAll(client, "SELECT (1 / (n - 5000))::text FROM generate_series(1, 9000) n"),
    );
    await expect(read).rejects.toThrow("division by zero");
  });

  it("a reader that stops in the middle leaves no query running in the database", async () => {
    const stopped = withConnection(async (client) => {
      for await (const _ of copyRows(client, "SELECT repeat('x', 1000) FROM generate_series(1, 1000000)", []))
        throw new Error("it was enough");
    });
    await expect(stopped).rejects.toThrow("it was enough");
    const running = () =>
      withConnection(async (client) => {
        const { rows } = await client.query("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'COPY (SELECT repeat%'");
        return rows.length;
      });
    await expect.poll(running, { timeout: 10_000 }).toBe(0);
  });
});

describe("a database that goes away while a pack is read", () => {
  const sql = "SELECT n::text FROM generate_series(1, 120) n";

  it.each([
    ["before the first row", 1, false],
    ["within a row", 1_000, false],
    ["within a row, saying why", 1_000, true],
    ["after the last row", "\xff\xff", true],
  ])(
    "ends the reading with an error: %s",
    async (_, lastWord, isWithReason) => {
      const client = await connectThroughCut(lastWord, isWithReason);
      await expect(readAll(client, sql)).rejects.toThrow(/terminat/);
    },
    20_000,
  );

  it("after the end of its answer, fails what is asked next", async () => {
    const client = await connectThroughCut("COPY 120\0", false);
    expect(await readAll(client, sql)).toHaveLength(120);
    await expect(client.query("SELECT 1")).rejects.toThrow(/terminat|not queryable/);
  }, 20_000);
});
