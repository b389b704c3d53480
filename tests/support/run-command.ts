import { spawn } from "node:child_process";

/** How a command ended, and the document that it printed. */
export interface Ended<Json> {
  code: number | null;
  json: Json;
  stderr: string;
}

const secrets = {
  AUTH_SECRET: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c",
  TENANTPILOT_DOWNLOAD_LINK_KEYS: "k1:q8Zr3nV0mX5tYb2cJ7wLf9hKd4sGa6pE1uRiOoTvNyM",
  TENANTPILOT_SIGNING_KEYS: "s1:Xr4mT8vQ1zKp6cW9bN2yJ5hLd7sGf3aEuRiOo0TqVnY",
};

/** Runs the real command with --json in a process of its own, on this test's database. */
export function runCommand<Json = Record<string, unknown>>(args: string[], input?: Uint8Array): Promise<Ended<Json>> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["bin/tenantpilot.mjs", ...args, "--json"], {
      env: { ...process.env, ...secrets },
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (text) => {
      stdout += text;
    });
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      try {
        resolve({ code, json: JSON.parse(stdout), stderr });
      } catch {
        reject(new Error(`${stdout}\n${stderr}`));
      }
    });
    child.stdin.end(input);
  });
}
