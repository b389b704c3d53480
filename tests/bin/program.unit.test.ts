import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { summaries } from "@/bin/program";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tenantpilot-program-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** From another folder, on a data folder where nothing was started. */
function tenantpilot(
  args: string[],
  variables: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = {
    PATH: process.env.PATH ?? "",
    TENANTPILOT_DATA_DIR: path.join(folder, "data"),
    ...variables,
  } as unknown as NodeJS.ProcessEnv;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.resolve("bin/tenantpilot.mjs"), ...args],
      { cwd: folder, env },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
      },
    );
  });
}

test("each command has a file and a line in --help", async () => {
  const files = (await readdir("bin/commands")).map((file) => file.replace(/\.ts$/, ""));
  expect(Object.keys(summaries)).toEqual(expect.arrayContaining(files));
  const { code, stdout } = await tenantpilot(["--help"]);
  expect(code).toBe(0);
  for (const name of files) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, "m"));
});

test("wrong use ends with 2 and says what is wrong", { timeout: 20_000 }, async () => {
  const [unknown, flag] = await Promise.all([tenantpilot(["statuz"]), tenantpilot(["status", "--jsn"])]);
  expect([unknown.code, flag.code]).toEqual([2, 2]);
  expect(unknown.stderr).toContain("Did you mean status?");
  expect(flag.stderr).toContain("unknown option '--jsn'");
});

test("who keeps house is the operator: --as is wrong use, and says why", { timeout: 180_000 }, async () => {
  const commands = [
    "prune",
    "reconcile",
    "reap",
    "relay",
    "doctor",
    "audit verify",
    "keys list",
    "keys rotate",
    "migrate",
  ];
  for (const command of commands) {
    const { code, stdout, stderr } = await tenantpilot([...command.split(" "), "--as", "a@example.com", "--json"]);
    expect([command, code, JSON.parse(stdout).error.code]).toEqual([command, 2, "usage"]);
    expect(stderr).toContain("it is the operator's. Run it without --as.");
  }
  expect(await readdir(folder)).toEqual([]);
});

test("a command before the first start ends with 1, the next step and one JSON document", {
  timeout: 20_000,
}, async () => {
  const { code, stdout, stderr } = await tenantpilot(["status", "--json"]);
  expect(code).toBe(1);
  expect(stderr).toContain("Start it with npm start.");
  expect(JSON.parse(stdout).error).toMatchObject({ code: "unavailable", next: "Start it with npm start." });
});

test("a wrong variable ends with 2 before anything is touched", { timeout: 20_000 }, async () => {
  const { code, stderr } = await tenantpilot(["start"], { PORT: "http" });
  expect(code).toBe(2);
  expect(stderr).toContain("PORT: has to be a port");
  expect(await readdir(folder)).toEqual([]);
});

test("a database that does not answer is said to be so, and its password is never printed", {
  timeout: 20_000,
}, async () => {
  const given = {
    DATABASE_URL: "postgresql://tenantpilot:secret-of-the-database@127.0.0.1:1/tenantpilot",
    AUTH_SECRET: "mN4bV7cX1zL0kJ9hG8fD6sA5pO3iU2yT",
    TENANTPILOT_DOWNLOAD_LINK_KEYS: "k1:q8Yw0Zr3uTn5XcVb7Nm1Lk4Jh6Gf9DsAp2OiUuQQaW4",
    TENANTPILOT_SIGNING_KEYS: "s1:Xr4mT8vQ1zKp6cW9bN2yJ5hLd7sGf3aEuRiOo0TqVnY",
    INNGEST_EVENT_KEY: "key",
    INNGEST_SIGNING_KEY: "signkey-prod-0123456789abcdef",
  };
  const { code, stderr } = await tenantpilot(["migrate"], given);
  expect(code).toBe(1);
  expect(stderr).toContain("The database does not answer.");
  expect(stderr).not.toContain("secret-of-the-database");
  const status = await tenantpilot(["status", "--json"], given);
  expect(JSON.parse(status.stdout)).toMatchObject({
    url: null,
    databaseUrl: "postgresql://***@127.0.0.1:1/tenantpilot",
    runner: "inngest",
    demo: null,
  });
});
