// npm test: every gate in order, each with its time, and one line at the very end. A gate that fails does not keep the
// later ones from running, except that nothing is opened in a browser without a build. The build comes early: with it the
// commands that tests call start from compiled files.
import { spawn, spawnSync } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

const root = path.resolve(import.meta.dirname, "..");
const output = path.join(root, "tests/.output");
const bin = (name, file) => path.join(root, "node_modules", name, file);
const minutes = 60_000;
/** A test that passed at its second try counts as passed, and is named with what its first try said. */
const secondTry = "passed at its second try: ";

const gates = [
  { name: "client", args: [path.join(root, "bin/generate-client.mjs")], limitMs: 2 * minutes },
  { name: "tools", work: installTools },
  { name: "lint", args: [bin("@biomejs/biome", "bin/biome"), "check"], limitMs: 2 * minutes },
  { name: "types", args: [bin("typescript", "bin/tsc"), "--noEmit"], limitMs: 5 * minutes },
  {
    name: "unused",
    args: [bin("knip", "bin/knip.js"), "--include", "files,dependencies,unlisted,unresolved"],
    limitMs: 2 * minutes,
  },
  { name: "build", args: [path.join(root, "bin/tenantpilot.mjs"), "build"], limitMs: 15 * minutes },
  {
    name: "unit and integration",
    args: [
      bin("vitest", "vitest.mjs"),
      "run",
      "--reporter=default",
      "--reporter=json",
      "--reporter=./tests/setup/second-tries.ts",
      "--outputFile.json=tests/.output/vitest.json",
    ],
    limitMs: 30 * minutes,
    count: () => countVitest("vitest.json"),
    env: { TESTS_LOG_LEVEL: "debug" },
    log: path.join(output, "logs/integration/stderr.log"),
  },
  {
    name: "browser",
    args: [bin("@playwright/test", "cli.js"), "test"],
    limitMs: 30 * minutes,
    needs: "build",
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: path.join(output, "playwright.json") },
    count: () => countPlaywright("playwright.json"),
  },
  // What the products wrote meanwhile: no token, no secret, nobody's name.
  {
    name: "logs",
    args: ["--import", "tsx", path.join(root, "tests/logs/run.ts")],
    limitMs: 2 * minutes,
    needs: "build",
  },
];

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
const only = process.argv.slice(2);
const results = [];
for (const gate of gates.filter(({ name }) => only.length === 0 || only.some((word) => name.includes(word)))) {
  results.push(await pass(gate));
}
report(results);

async function pass(gate) {
  console.log(`\n── ${gate.name} ${"─".repeat(Math.max(3, 70 - gate.name.length))}`);
  const start = performance.now();
  const isBlocked = gate.needs && results.some(({ name, ok }) => name === gate.needs && !ok);
  if (isBlocked) console.log(`not run, because ${gate.needs} failed`);
  const ok = isBlocked ? false : await (gate.work ? gate.work() : run(gate));
  const tests = isBlocked ? null : countOf(gate, ok);
  return { name: gate.name, ok: ok && !(tests?.failed > 0), seconds: (performance.now() - start) / 1000, tests };
}

/** A gate's process and all it started are ended when its time is up, and when we are. */
function run({ args, limitMs, env = {}, log }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ["inherit", "inherit", log ? "pipe" : "inherit"],
      detached: true,
      env: { ...process.env, ...env },
    });
    if (log) keepLog(child.stderr, log);
    const end = (signal) => endGroup(child.pid, signal);
    const forward = (signal) => {
      end(signal);
      setTimeout(() => end("SIGKILL"), 30_000).unref();
    };
    process.once("SIGINT", forward);
    process.once("SIGTERM", forward);
    const late = setTimeout(() => {
      console.log(`It took more than ${limitMs / minutes} minutes and was ended.`);
      forward("SIGTERM");
    }, limitMs);
    child.on("exit", (code, signal) => {
      clearTimeout(late);
      process.removeListener("SIGINT", forward);
      process.removeListener("SIGTERM", forward);
      if (signal === "SIGINT") process.exit(130);
      resolve(code === 0);
    });
  });
}

/** What the product logs goes into the file, for the gate "logs"; the rest to the terminal. */
function keepLog(stream, file) {
  mkdirSync(path.dirname(file), { recursive: true });
  const kept = createWriteStream(file, { flags: "a" });
  const lines = createInterface({ input: stream });
  lines.on("line", (line) => (line.startsWith('{"level":') ? kept : process.stderr).write(`${line}\n`));
  lines.on("close", () => kept.end());
}

function endGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}

/** What the browser tests need beside npm's packages. Debian's packages where we may install them, else Playwright's own browser. */
function installTools() {
  const browsers = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];
  const hasChromium = browsers.some((name) => existsSync(`/usr/bin/${name}`));
  const isDebianRoot = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  const missing = [
    ["/usr/bin/unzip", "unzip"],
    ["/usr/bin/zip", "zip"],
    ["/usr/bin/7z", "p7zip-full"],
    ["/usr/bin/python3", "python3"],
    ["/usr/bin/openssl", "openssl"],
    ["/usr/bin/curl", "curl"],
    ["/usr/bin/pdftotext", "poppler-utils"],
    ["/usr/bin/java", "default-jdk-headless"],
    ...(hasChromium ? [] : [["/usr/bin/chromium-headless-shell", "chromium-headless-shell"]]),
  ].filter(([file]) => !existsSync(file));
  if (missing.length === 0) return true;
  if (isDebianRoot) {
    const packages = missing.map(([, name]) => name);
    console.log(`installing ${packages.join(" ")}`);
    const options = {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      timeout: 10 * minutes,
    };
    spawnSync("apt-get", ["update", "-qq"], options);
    return spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], options).status === 0;
  }
  const others = missing.filter(([, name]) => name !== "chromium-headless-shell").map(([, name]) => name);
  if (others.length > 0) console.log(`Not installed: ${others.join(", ")}. Tests that need them say so.`);
  if (hasChromium) return true;
  return (
    spawnSync(process.execPath, [bin("@playwright/test", "cli.js"), "install", "chromium"], {
      cwd: root,
      stdio: "inherit",
      timeout: 10 * minutes,
    }).status === 0
  );
}

function countOf(gate, ok) {
  if (!gate.count) return null;
  try {
    return gate.count();
  } catch (error) {
    if (ok) console.log(`The result of ${gate.name} could not be read: ${error.message}`);
    return { passed: 0, failed: 1 };
  }
}

function countVitest(file) {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(path.join(output, file), "utf8"));
  const failures = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => told(path.relative(root, name), fullName, failureMessages[0])),
  );
  const again = JSON.parse(readFileSync(path.join(output, "second-tries.json"), "utf8"));
  for (const { file, title, message } of again)
    failures.push(told(`${secondTry}${path.relative(root, file)}`, title, message));
  return { passed: numPassedTests, failed: numFailedTests, flaky: again.length, failures };
}

function countPlaywright(file) {
  const { stats, suites } = JSON.parse(readFileSync(path.join(output, file), "utf8"));
  const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
  const failures = suites
    .flatMap(specsOf)
    .flatMap((spec) =>
      spec.tests
        .filter(({ status }) => status === "unexpected" || status === "flaky")
        .map(({ status, results }) =>
          told(
            `${status === "flaky" ? secondTry : ""}${spec.file}:${spec.line}`,
            spec.title,
            results.find(({ error }) => error)?.error.message,
          ),
        ),
    );
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, flaky: stats.flaky, failures };
}

/** A failure in a few lines, for whoever sees only the end of the output. */
function told(where, title, message = "") {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal begin with the control character.
  const lines = message.replace(/\u001b\[[0-9;]*m/g, "").split("\n");
  const words = lines.filter((line) => line.trim()).slice(0, 8);
  return [`${where} › ${title}`, ...words.map((line) => `    ${line.slice(0, 300)}`)].join("\n");
}

/** Gates and tests together; a gate counts for itself beside its tests. */
function report(all) {
  console.log("");
  for (const failure of all.flatMap(({ tests }) => tests?.failures ?? [])) console.log(`${failure}\n`);
  for (const { name, ok, seconds, tests } of all) {
    const again = tests?.flaky ? `, ${tests.flaky} of them at the second try` : "";
    const counts = tests ? `  ${tests.passed} passed, ${tests.failed} failed${again}` : "";
    console.log(`${ok ? "ok    " : "FAILED"}  ${name.padEnd(22)} ${seconds.toFixed(1).padStart(7)} s${counts}`);
  }
  const sum = (pick) => all.reduce((total, result) => total + pick(result), 0);
  const passed = sum(({ ok, tests }) => (ok ? 1 : 0) + (tests?.passed ?? 0));
  const failed = sum(({ ok, tests }) => (ok ? 0 : 1) + (tests?.failed ?? 0));
  process.exitCode = failed > 0 ? 1 : 0;
  console.log(`\n${passed} passed, ${failed} failed`);
}
