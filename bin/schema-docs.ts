import { z } from "zod";
import { entrySchemas } from "@/lib/review-packs/build/entry-schemas";

/** The JSON Schemas (2020-12) of a pack's JSON entries, by file name below docs/schemas. */
export function schemaDocs(): Map<string, string> {
  const docs = Object.entries(entrySchemas).map(([entry, schema]): [string, string] => {
    const { $schema, ...shape } = z.toJSONSchema(schema);
    const document = { $schema, title: `${entry} of a review pack`, ...shape };
    return [entry.replace(/\.json$/, ".schema.json"), `${JSON.stringify(document, null, 2)}\n`];
  });
  return new Map(docs);
}
