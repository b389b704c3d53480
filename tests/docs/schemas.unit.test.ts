import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { schemaDocs } from "@/bin/schema-docs";

it("docs/schemas is what the sections' schemas say, no more and no less (npm run docs writes it)", () => {
  const docs = schemaDocs();
  expect(readdirSync("docs/schemas").sort()).toEqual([...docs.keys()].sort());
  for (const [file, text] of docs) expect(readFileSync(`docs/schemas/${file}`, "utf8"), file).toBe(text);
});
