import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { beforeAll, describe, expect, it } from "vitest";
import { entrySchemas } from "@/lib/review-packs/build/entry-schemas";
import { buildFinding, buildReport } from "../../factories";
import { type Entries, readEntries } from "../../support/forged-pack";
import { issuePack, storedPath } from "../../support/issued-pack";
import { buildClaim, makePack } from "./pack-claim";

// The published JSON Schemas, read by a validator that knows nothing of ours, against packs as they were written.

let entries: Entries;
const validators = new Map<string, ReturnType<Ajv2020["compile"]>>();

beforeAll(async () => {
  const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
  for (const name of Object.keys(entrySchemas))
    validators.set(
      name,
      ajv.compile(JSON.parse(readFileSync(`docs/schemas/${name.replace(/\.json$/, ".schema.json")}`, "utf8"))),
    );
  const { tenant } = await issuePack();
  await buildFinding({ tenant, status: "resolved", severity: "low", evidence: { text: "=1+1" } });
  await buildReport({ tenant, payload: { value: [] } });
  const claim = await buildClaim({ tenant });
  await makePack(claim);
  entries = await readEntries(storedPath(claim.filePath));
});

describe("each JSON entry of a pack is what its published schema says", () => {
  it("every JSON entry but the reports has a schema", () => {
    const names = [...entries.keys()].filter((name) => name.endsWith(".json") && !name.startsWith("reports/"));
    expect(names.sort()).toEqual(Object.keys(entrySchemas).sort());
  });

  it.each(Object.keys(entrySchemas))("%s", (name) => {
    const validate = validators.get(name);
    const content: unknown = JSON.parse(String(entries.get(name)));
    expect([validate?.(content), validate?.errors]).toEqual([true, null]);
    expect(validate?.("nonsense")).toBe(false);
  });
});
