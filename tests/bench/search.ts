import { searchesFor } from "@/lib/review-packs/build/redact/search";

// How long the search of a finished pack for personal values takes, and how much memory. Usage:
// node --expose-gc --import tsx tests/bench/search.ts VALUES [MEGABYTES]. Seconds are of the processor, so that other work on the machine changes them little.

const count = Number(process.argv[2] ?? "100000");
const textBytes = Number(process.argv[3] ?? "100") * 1e6;

const first = ["Quentin", "Maria", "Zoe", "Johannes", "Priya", "Xavier", "Olga", "Siobhan", "Ünal", "Wei"];
const syllables = ["mor", "ber", "ler", "van", "del", "kov", "son", "ski", "hart", "wood", "quil", "pe", "ti", "ra"];

/** Full names and sign-in names by turns. */
function nameOf(at: number): string {
  const last = [1, 14, 196, 2744].map((by) => syllables[Math.floor(at / by) % syllables.length]).join("");
  const name = `${first[at % first.length]} ${last.charAt(0).toUpperCase()}${last.slice(1)}${at.toString(36)}`;
  return at % 2 === 0 ? name : `${name.replace(" ", ".")}@contoso-health.example`;
}

async function* names(): AsyncGenerator<string[]> {
  for (let at = 0; at < count; at += 500)
    yield Array.from({ length: Math.min(500, count - at) }, (_, which) => nameOf(at + which));
}

const token = (seed: number, kind: string) =>
  `${kind}-${(Math.imul(seed, 48271) >>> 0).toString(32).padStart(12, "0")}`;

/** A row of findings.json as it is in a pack without people's data, with escapes in its title. */
const row = (at: number) =>
  `{"check_id":"entra_check_${at % 90}","evidence":{"account":"${token(at % 50, "object")}","message":"The resource ${token(at, "object")} does not follow the policy that was set for it on ${(at % 28) + 1} October."},"fingerprint":"pseudonymised-${(Math.imul(at, 2654435761) >>> 0).toString(16).padStart(8, "0").repeat(8)}","remediation":"Open the admin center, choose the role, remove members who do not need it, and require approval.","resource_id":"${token(at, "object")}","title":"Check ${at % 90}: privileged access has to be limited and reviewed, \\"always\\""},\n`;

const pieces: Buffer[] = [];
let made = 0;
let rows = 0;
while (made < textBytes) {
  let text = "";
  while (text.length < 256 * 1024) text += row(rows++);
  pieces.push(Buffer.from(text));
  made += text.length;
}

const seconds = () => process.cpuUsage().user / 1e6;
globalThis.gc?.();
const idle = process.memoryUsage().rss;
let peak = idle;
const sampler = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss);
}, 5);
const from = seconds();
let passes = 0;
let searching = 0;
let isFound = false;
for await (const search of searchesFor(names())) {
  const start = seconds();
  isFound = (await search.isIn(pieces)) || isFound;
  searching += seconds() - start;
  passes += 1;
  peak = Math.max(peak, process.memoryUsage().rss);
}
clearInterval(sampler);
const total = seconds() - from;
console.log({
  values: count,
  textMb: Math.round(made / 1e6),
  passes,
  isFound,
  indexSeconds: Number((total - searching).toFixed(2)),
  searchSeconds: Number(searching.toFixed(2)),
  peakAboveIdleMb: Math.round((peak - idle) / 1024 ** 2),
});
