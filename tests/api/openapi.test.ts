import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { openApiDocument } from "@/lib/api/openapi";
import { operations } from "@/lib/api/operations";

/** Methods and addresses of the routes below app/api/v1, as the document names them. */
function routes(): string[] {
  const files = execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "app/api/v1/**/route.ts"],
    { encoding: "utf8" },
  );
  // Not operations: the document itself, and the answer to every other address.
  const others = ["app/api/v1/openapi.json/route.ts", "app/api/v1/[...rest]/route.ts"];
  return files
    .split("\n")
    .filter((file) => file !== "" && !others.includes(file))
    .flatMap((file) => {
      const path = file.replace(/^app\/api\/v1|\/route\.ts$/g, "").replace(/\[(\w+)\]/g, "{$1}");
      const text = readFileSync(file, "utf8");
      const exported = [...text.matchAll(/^export const (\w+) = serve\((\w+)\);$/gm)];
      expect(exported, file).toHaveLength(text.match(/^export /gm)?.length ?? 0);
      return exported.map(([, method, operation]) => `${method} ${path} ${operation?.replace(/Operation$/, "")}`);
    })
    .sort();
}

describe("the OpenAPI document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(openApiDocument()));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  it("has every route of the API, and no other", () => {
    expect(routes().length).toBeGreaterThan(5);
    expect(routes()).toEqual(operations.map(({ method, path, id }) => `${method} ${path} ${id}`).sort());
  });

  it("names in each path what stands in it, and refers to nothing that is not there", () => {
    const document = openApiDocument() as { components: Record<string, Record<string, unknown>> };
    for (const { path, params } of operations)
      expect([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)).toEqual(Object.keys(params));
    const references = JSON.stringify(document).matchAll(/"#\/components\/(\w+)\/(\w+)"/g);
    for (const [, kind = "", name = ""] of references) expect(document.components[kind]).toHaveProperty(name);
  });
});
