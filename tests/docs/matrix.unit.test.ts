import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { matrixText } from "@/tests/access-matrix/print";

it("docs/security.md holds the access matrix as it is tested (npm run matrix prints it)", () => {
  expect(readFileSync("docs/security.md", "utf8")).toContain(matrixText());
});
