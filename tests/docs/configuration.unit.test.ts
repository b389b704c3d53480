import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { configurationDoc } from "@/bin/configuration-doc";

it("docs/configuration.md is what the environment's schema says (npm run docs writes it)", () => {
  expect(readFileSync("docs/configuration.md", "utf8")).toBe(configurationDoc());
});
