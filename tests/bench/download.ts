import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os, { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { freePort } from "@/tests/setup/cluster";
import { runTenantpilot, startProduct } from "../e2e/support/product";
import { median } from "./result";

// `npm run bench:download -- [MEGABYTES] [ROUNDS] [AT ONCE]` after a build, with nginx installed: a pack's file through its
// download link, checks and custody included, against nginx that serves the same file (bars.md, download row).

const megabytes = Number(process.argv[2] ?? 500);
const rounds = Number(process.argv[3] ?? 5);
const atOnce = Number(process.argv[4] ?? 200);
/** How long each of those who come at once stays. */
const slowSeconds = 20;
const run = promisify(execFile);

const folder = await mkdtemp(path.join(tmpdir(), "tenantpilot-bench-download-"));
const product = await startProduct();
try {
  const pack = await largePack();
  const nginx = await startNginx(pack.file);
  try {
    await measure(pack.url, nginx.url);
  } finally {
    await end(nginx.process);
  }
} finally {
  await product.stop();
  await rm(folder, { recursive: true, force: true });
}

/** A ready pack whose file is as large as wanted: random bytes, so that nothing on the way can compress them. */
async function largePack(): Promise<{ file: string; url: string }> {
  const asked = await runTenantpilot(product.dataDir, ["generate", "--tenant", "contoso", "--wait", "--json"]);
  const { pack } = JSON.parse(asked.stdout);
  const file = path.join(product.dataDir, "storage/exports", pack.filePath);
  const hash = createHash("sha256");
  const out = createWriteStream(file);
  for (let written = 0; written < megabytes; written++) {
    const piece = randomBytes(1_000_000);
    hash.update(piece);
    if (!out.write(piece)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
  await giveContent(pack.id, hash.digest("hex"));
  const link = await runTenantpilot(product.dataDir, ["link", pack.id, "--json"]);
  return { file, url: JSON.parse(link.stdout).url };
}

/** The database lets nobody change what a finished pack is: its rules are off for this one statement of its owner. */
async function giveContent(packId: string, sha256: string): Promise<void> {
  const { stdout } = await runTenantpilot(product.dataDir, ["status", "--json"]);
  const owner = new pg.Client({ connectionString: JSON.parse(stdout).databaseUrl });
  await owner.connect();
  await owner.query("SET session_replication_role = replica");
  const size = megabytes * 1_000_000;
  await owner.query("UPDATE review_packs SET file_size = $2, sha256 = $3 WHERE id = $1", [packId, size, sha256]);
  await owner.end();
}

async function startNginx(file: string): Promise<{ process: ChildProcess; url: string }> {
  const port = await freePort();
  const config = path.join(folder, "nginx.conf");
  await mkdir(path.join(folder, "logs"));
  await writeFile(
    config,
    `user root;
daemon off;
worker_processes auto;
error_log ${folder}/logs/error.log;
pid ${folder}/nginx.pid;
events { worker_connections 1024; }
http {
  access_log ${folder}/logs/access.log;
  sendfile on;
  server { listen 127.0.0.1:${port}; location / { root ${path.dirname(file)}; } }
}
`,
  );
  const nginx = spawn("nginx", ["-p", folder, "-c", config], { stdio: "inherit" });
  const url = `http://127.0.0.1:${port}/${path.basename(file)}`;
  for (let tries = 0; tries < 50; tries++) {
    if (
      await fetch(url, { method: "HEAD" }).then(
        (response) => response.ok,
        () => false,
      )
    )
      return { process: nginx, url };
    await sleep(100);
  }
  throw new Error("nginx did not start");
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}

async function measure(ours: string, theirs: string): Promise<void> {
  const speeds = { ours: [] as number[], theirs: [] as number[] };
  // Once each without counting: the file is in the page cache for both from then on.
  await download(theirs);
  await download(ours);
  for (let round = 0; round < rounds; round++) {
    speeds.theirs.push(await download(theirs));
    speeds.ours.push(await download(ours));
  }
  const { children } = JSON.parse(await readFile(path.join(product.dataDir, "runtime.json"), "utf8"));
  const idleMb = await residentMb(children.server.pid);
  const peak = { mb: idleMb, running: true };
  const watching = watch(children.server.pid, peak);
  const from = performance.now();
  const sizes = await Promise.all(Array.from({ length: atOnce }, () => slowDownload(ours))).finally(() => {
    peak.running = false;
  });
  const seconds = (performance.now() - from) / 1000;
  await watching;

  const line = (name: string, value: string) => console.log(`${name.padEnd(62)} ${value.padStart(14)}`);
  console.log(
    `\n${megabytes} MB, median of ${rounds}, alternating; Node ${process.version}, ${os.cpus().length} processors\n`,
  );
  line("download link (MB/s)", (median(speeds.ours) / 1e6).toFixed(0));
  line("nginx, sendfile (MB/s)", (median(speeds.theirs) / 1e6).toFixed(0));
  line("download link : nginx", (median(speeds.ours) / median(speeds.theirs)).toFixed(2));
  line(`memory of the server before and at most during ${atOnce} at once (MB)`, `${idleMb} / ${peak.mb}`);
  line(`bytes that ${atOnce} at once got (MB), seconds`, `${(sum(sizes) / 1e6).toFixed(0)} / ${seconds.toFixed(1)}`);
  line("of them without a byte", String(sizes.filter((bytes) => bytes === 0).length));
}

/** @returns bytes per second. */
async function download(url: string): Promise<number> {
  const { stdout } = await run("curl", [
    "-sS",
    "-o",
    "/dev/null",
    "-w",
    "%{http_code} %{size_download} %{speed_download}",
    url,
  ]);
  const [status, bytes, speed] = stdout.split(" ").map(Number);
  if (status !== 200 || bytes !== megabytes * 1_000_000) throw new Error(`${url} gave ${stdout}`);
  return speed ?? 0;
}

/** A reader on a slow line who gives up after a while. @returns the bytes that came. */
async function slowDownload(url: string): Promise<number> {
  const args = [
    "-s",
    "-o",
    "/dev/null",
    "--limit-rate",
    "1M",
    "--max-time",
    String(slowSeconds),
    "-w",
    "%{size_download}",
    url,
  ];
  // curl ends with 28 when its time is up, which is meant.
  const { stdout } = await run("curl", args).catch((error: { stdout: string }) => error);
  return Number(stdout);
}

async function watch(pid: number, peak: { mb: number; running: boolean }): Promise<void> {
  while (peak.running) {
    peak.mb = Math.max(peak.mb, await residentMb(pid));
    await sleep(100);
  }
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
