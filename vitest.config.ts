import path from "node:path";
import { defineConfig } from "vitest/config";

const alias = { "@": path.resolve(import.meta.dirname) };

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: { name: "unit", include: ["tests/**/*.unit.test.ts"], environment: "node", sequence: { groupOrder: 0 } },
      },
      {
        resolve: { alias },
        test: {
          name: "integration",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/**/*.unit.test.ts", "tests/e2e/**", "node_modules/**"],
          environment: "node",
          globalSetup: ["tests/setup/cluster.ts"],
          setupFiles: ["tests/setup/database.ts"],
          sequence: { groupOrder: 1 },
          pool: "forks",
          maxWorkers: 2,
          // They run servers, processes and databases. What needs a second try is named (tests/setup/second-tries.ts).
          retry: 1,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
