import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { SearchedFile } from "./search-logs";

/** One folder for each product of the browser tests (tests/e2e/support/kept-logs.ts), and one for the integration tests. */
export const keptLogs = path.resolve(import.meta.dirname, "../.output/logs");

/** What is shorter is in every text, and nobody would be found by it. */
export const shortestValue = 3;

const value = z.object({ kind: z.string(), value: z.string().min(shortestValue) });
const valuesOfProduct = z.object({ secrets: z.array(value), people: z.array(value) });

/** What a product's `values.json` holds. */
export type ValuesOfProduct = z.infer<typeof valuesOfProduct>;

/** Every log below the folder with the values that its product knew. Empty when nothing was kept. */
export async function readKeptLogs(folder: string = keptLogs): Promise<SearchedFile[]> {
  const names = await readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const knownOf = new Map<string, SearchedFile["known"]>();
  for (const name of names.filter((file) => path.basename(file) === "values.json")) {
    const { secrets, people } = valuesOfProduct.parse(JSON.parse(await readFile(path.join(folder, name), "utf8")));
    knownOf.set(topOf(name), [...secrets, ...people]);
  }
  const logs = names.filter((name) => /\.log(?:\.1)?$/.test(name)).sort();
  return Promise.all(
    logs.map(async (name) => ({
      file: name,
      lines: (await readFile(path.join(folder, name), "utf8")).split("\n").filter((line) => line !== ""),
      known: knownOf.get(topOf(name)) ?? [],
      isTerminal: path.basename(name) === "stdout.log",
    })),
  );
}

const topOf = (name: string) => name.split(path.sep)[0] ?? "";
