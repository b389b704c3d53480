import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Reporter, TestCase } from "vitest/node";

const file = path.resolve(import.meta.dirname, "../.output/second-tries.json");

/** A test that passed only when it was tried again, and what its first try said. */
interface SecondTry {
  file: string;
  title: string;
  message: string;
}

/** Writes down which tests needed a second try, for tests/run.mjs to name them: what passes by luck shall not look as if it passed. */
export default class SecondTries implements Reporter {
  private readonly found: SecondTry[] = [];

  onTestCaseResult(test: TestCase): void {
    if (!test.diagnostic()?.flaky) return;
    const message = test.result().errors?.[0]?.message ?? "";
    this.found.push({ file: test.module.moduleId, title: test.fullName, message });
  }

  onTestRunEnd(): void {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(this.found));
  }
}
