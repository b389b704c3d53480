import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

const run = promisify(execFile);
let root: string;

/** A small project with the sources that are compiled, on the real esbuild and tsx. */
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "tenantpilot-compiled-"));
  for (const folder of ["bin", "lib", "inngest", "prisma/client", "node_modules"])
    await mkdir(path.join(root, folder), { recursive: true });
  for (const name of ["esbuild", "tsx"])
    await symlink(path.resolve("node_modules", name), path.join(root, "node_modules", name));
  await copyFile("bin/compiled.mjs", path.join(root, "bin/compiled.mjs"));
  await writeFile(path.join(root, "package.json"), JSON.stringify({ type: "module" }));
  await writeFile(path.join(root, "package-lock.json"), "{}");
  await writeFile(path.join(root, "tsconfig.json"), "{}");
  for (const name of ["server", "runner"]) await writeFile(path.join(root, `bin/${name}.ts`), "export {};");
  await say("first");
});

afterEach(() => rm(root, { recursive: true, force: true }));

const say = (word: string) =>
  writeFile(
    path.join(root, "bin/program.ts"),
    `export const said: string = "${word}";\nexport const where = import.meta.url;\n`,
  );

/** What the program says, and whether it was read from what is compiled. */
async function ask(before = ""): Promise<{ said: string; isCompiled: boolean }> {
  const code = `import { compile, load } from "./bin/compiled.mjs"; ${before}
    const { said, where } = await load("program"); console.log(JSON.stringify({ said, isCompiled: /\\.mjs$/.test(where) }));`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", code], { cwd: root });
  return JSON.parse(stdout);
}

const versions = () => readdir(path.join(root, "node_modules/.cache/tenantpilot/compiled"));

test("without a compiled version the source is run", async () => {
  expect((await ask()).said).toBe("first");
});

test("what was compiled is run until a source changes; then the source is, until it is compiled again", {
  timeout: 20_000,
}, async () => {
  expect(await ask("await compile();")).toEqual({ said: "first", isCompiled: true });
  expect(await ask()).toEqual({ said: "first", isCompiled: true });
  await say("second, and longer");
  expect(await ask()).toEqual({ said: "second, and longer", isCompiled: false });
  expect(await ask("await compile();")).toEqual({ said: "second, and longer", isCompiled: true });
  expect(await versions()).toHaveLength(2);
});

test("two that compile at once leave one whole version, and the last five are kept", { timeout: 20_000 }, async () => {
  await Promise.all([ask("await compile();"), ask("await compile();")]);
  expect(await versions()).toHaveLength(1);
  for (const old of ["a", "b", "c", "d"]) await mkdir(path.join(root, "node_modules/.cache/tenantpilot/compiled", old));
  await say("second");
  expect(await ask("await compile();")).toEqual({ said: "second", isCompiled: true });
  expect(await versions()).toHaveLength(5);
});
