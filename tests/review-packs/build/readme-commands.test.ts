import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { GET as getKey } from "@/app/.well-known/tenantpilot-signing-keys/[file]/route";
import { env, setEnvironment } from "@/lib/env";
import { buildFinding, buildTenant } from "../../factories";
import { buildClaim, makePack } from "./pack-claim";

const run = promisify(execFile);

// Does what README.txt tells a stranger to do, with the real tools, and nothing else.

let server: Server;
let pack: string;
let folder: string;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const file = path.posix.basename(request.url ?? "");
    const answer = await getKey(new Request("http://localhost"), { params: Promise.resolve({ file }) });
    response.writeHead(answer.status).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  setEnvironment({ APP_URL: `http://127.0.0.1:${address.port}` });
  const tenant = await buildTenant();
  await buildFinding({ tenant });
  const claim = await buildClaim({ tenant });
  await makePack(claim);
  pack = path.join(env().TENANTPILOT_DATA_DIR, "storage", "exports", claim.filePath);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "stranger-"));
  await copyFile(pack, path.join(folder, "pack.zip"));
  return () => rm(folder, { recursive: true, force: true });
});

/** The indented lines: commands, and what their output is to be compared with. */
async function readLines(): Promise<string[]> {
  const { stdout } = await run("unzip", ["-p", path.join(folder, "pack.zip"), "README.txt"]);
  const steps = stdout.slice(stdout.indexOf("How to check it"));
  return [...steps.matchAll(/^ {4}(.+)$/gm)].map((match) => match[1] ?? "");
}

/** Runs commands one after the other in one shell, stops at the first that fails, and gives all that was printed. */
async function shell(commands: string[]): Promise<string> {
  const script = commands.join("\n").replaceAll("<this file>", "pack");
  const { stdout, stderr } = await run("bash", ["-ec", script], { cwd: folder });
  return stdout + stderr;
}

const isCommand = (line: string) => /^(unzip|cd|sha256sum|curl|openssl|tr) /.test(line);

describe("README.txt, followed to the letter in an empty folder", () => {
  it("unpacks, compares, fetches the key, checks the signature and the fingerprint", async () => {
    const lines = await readLines();
    const commands = lines.filter(isCommand);
    expect(commands.map((line) => line.split(" ")[0])).toEqual([
      "unzip",
      "cd",
      "sha256sum",
      "curl",
      "openssl",
      "tr",
      "openssl",
    ]);
    const printed = await shell(commands);
    const [fingerprint, page] = lines.filter((line) => !isCommand(line));
    const entries = await readdir(path.join(folder, "review-pack"), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).length;
    // Neither list names SHA256SUMS, nor the key that was fetched; the manifest leaves itself and its signature out too.
    expect(printed.match(/: OK$/gm)).toHaveLength(files - 2 + files - 4);
    expect(printed).toContain("Signature Verified Successfully");
    expect(printed.trim().split(/\s/).at(-1)).toBe(fingerprint);
    expect(page).toBe(`${env().APP_URL}/verify`);
  });

  it("a changed entry fails step 2, its line in SHA256SUMS changed too step 4, and the manifest with them step 3", async () => {
    const [unzip = "", cd = "", sums = "", curl = "", signature = "", entries = ""] = (await readLines()).filter(
      isCommand,
    );
    await shell([unzip]);
    const findings = path.join(folder, "review-pack", "findings.csv");
    await writeFile(findings, (await readFile(findings, "utf8")).replace("high", "low!"));
    const printed = async (command: string) =>
      shell([cd, command]).then(
        (text) => text,
        (error: { stdout: string }) => `failed: ${error.stdout}`,
      );
    expect(await printed(sums)).toMatch(/^failed: (.|\n)*findings.csv: FAILED/);

    const resum = "sha256sum $(cut -d' ' -f3 SHA256SUMS) > sums && mv sums SHA256SUMS";
    await shell([cd, resum, sums, curl, signature]);
    expect(await printed(entries)).toMatch(/^failed: (.|\n)*findings.csv: FAILED/);

    await shell([
      cd,
      `sed -i "s/$(unzip -p ../pack.zip findings.csv | sha256sum | cut -c1-64)/$(sha256sum findings.csv | cut -c1-64)/" manifest.json`,
    ]);
    await shell([cd, resum, sums, entries]);
    expect(await printed(signature)).toMatch(/^failed: Signature Verification Failure/);
  });
});
