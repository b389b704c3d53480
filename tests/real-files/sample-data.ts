import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, it } from "vitest";

/** Where real output of the tools lies. It belongs to its authors: the project holds none of it (imports.md, Real files). */
export const sampleFolder = path.resolve(process.env.TENANTPILOT_SAMPLE_DATA || "../shared/data");

const isThere = existsSync(sampleFolder);

/** A file of the sample data. */
export const sample = (name: string) => path.join(sampleFolder, name);

/** A sample of JSON, parsed. */
export async function readSample<T>(name: string): Promise<T> {
  return JSON.parse((await readFile(sample(name), "utf8")).replace(/^\ufeff/, "")) as T;
}

/**
 * Tests that need the sample data. With CI=true its absence fails them; elsewhere they are skipped, under a name that says why.
 */
export function describeRealFiles(name: string, tests: () => void): void {
  if (isThere) {
    // biome-ignore lint/correctness/usePlaywrightValidDescribeCallback: this is Vitest, and the callback is handed through.
    describe(name, tests);
    return;
  }
  if (process.env.CI === "true") {
    it(`${name}: needs the sample data`, () => {
      throw new Error(`There is no folder ${sampleFolder}. Set TENANTPILOT_SAMPLE_DATA to the sample data.`);
    });
    return;
  }
  describe.skip(`${name}: did not run, because there is no folder ${sampleFolder} (TENANTPILOT_SAMPLE_DATA)`, tests);
}
