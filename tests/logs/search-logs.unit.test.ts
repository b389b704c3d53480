import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { invitationPath, makeInvitationToken } from "@/lib/auth/invitations";
import { makeToken } from "@/lib/auth/token-text";
import { newShareToken, sharePath } from "@/lib/share-links/token";
import { readKeptLogs } from "./kept-logs";
import { searchLogs, shapes } from "./search-logs";

const search = (line: string, known: { kind: string; value: string }[] = [], isTerminal = false) =>
  searchLogs({ file: "server.log", lines: ["a first line", line], known, isTerminal });

const signature = randomBytes(32).toString("hex");
const shapedLines: [string, string][] = [
  ["signature of a download link", `GET /d/AAAAAAAAAAAAAAAAAAAAAA?exp=1790000000&kid=k1&sig=${signature}`],
  ["signature of a download link", JSON.stringify({ level: 50, sig: signature })],
  ["share link", `{"url":"${sharePath(newShareToken())}"}`],
  ["invitation", `GET ${invitationPath(makeInvitationToken().token)} 200`],
  ["API token", `refused ${makeToken().token}`],
  ["256 random bits in base64url", `"shown":"${randomBytes(32).toString("base64url")}"`],
  ["session cookie", "next-auth.session-token=abc"],
  ["session cookie", "__Secure-next-auth.csrf-token=abc"],
  ["cookie header", `{"cookie":"theme=dark"}`],
  ["JSON web token", `${Buffer.from('{"alg":"dir","enc":"A256GCM"}').toString("base64url")}..abc.def.ghi`],
  ["Authorization header", "authorization: Bearer abcdefghijklmnopqrst"],
  ["password in an address", "postgresql://tenantpilot_app:secret@127.0.0.1:5432/tenantpilot"],
  ["hash of a password", "$argon2id$v=19$m=19456,t=2,p=1$abc$def"],
  ["private key", "-----BEGIN PRIVATE KEY-----"],
  ["key of Inngest", "signkey-prod-0123456789abcdef0123"],
  ["e-mail address", "Key (email)=(manager@demo.example) already exists."],
  ["e-mail address", "/sign-in?email=manager%40demo.example"],
];

it.each(shapedLines)("%s: found by its shape", (kind, line) => {
  expect(search(line).map((leak) => leak.kind)).toContain(kind);
});

it("every shape has a line that shows it", () => {
  expect([...new Set(shapedLines.map(([kind]) => kind))].sort()).toEqual(Object.keys(shapes).sort());
});

it("a known value is found in any letters, as a word of its own, and is named by line and kind but not shown", () => {
  const known = [{ kind: "name of a user", value: "Alex Example" }];
  const [leak] = search("no notice went to alex example: gone", known);
  expect(leak).toEqual({ file: "server.log", line: 2, kind: "name of a user", hint: "ale… (12 characters)" });
  expect(search("alex examples", known)).toEqual([]);
});

it("what logs are full of is no finding: ids, hashes, times, addresses and stack traces", () => {
  for (const line of [
    `{"level":50,"time":1790000000000,"packId":"12","sha256":"${signature}","runId":"01KABCDEFGHJKMNPQRSTVWXYZ0"}`,
    "    at Module.run (/srv/tenantpilot/node_modules/@inngest/lib/components/InngestCommHandler.js:12:34)",
    'LOG:  listening on IPv4 address "127.0.0.1", port 5432',
    "GET /tenants/contoso/review-packs/12 404",
    "00000000-0000-4000-9000-000000000001",
  ])
    expect(search(line), line).toEqual([]);
});

it("the terminal may say once how to sign in to the demo, a log may not", () => {
  const known = [{ kind: "TENANTPILOT_DEMO_PASSWORD", value: "demo-password" }];
  const block = "  Password    demo-password  (the same for all who have not changed theirs)";
  expect(search(block, known, true)).toEqual([]);
  expect(search(block, known)).toHaveLength(1);
  expect(search("demo-password was refused", known, true)).toHaveLength(1);
});

it("logs are read with what their own product knew, and a folder without any gives none", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "tenantpilot-logs-"));
  expect(await readKeptLogs(folder)).toEqual([]);
  await mkdir(path.join(folder, "one/logs"), { recursive: true });
  await writeFile(path.join(folder, "one/logs/server.log"), "first\nsecond\n");
  const values = { secrets: [{ kind: "AUTH_SECRET", value: "second" }], people: [] };
  await writeFile(path.join(folder, "one/values.json"), JSON.stringify(values));
  const files = await readKeptLogs(folder);
  expect(files.flatMap(searchLogs)).toEqual([
    { file: "one/logs/server.log", line: 2, kind: "AUTH_SECRET", hint: "sec… (6 characters)" },
  ]);
  expect(await readKeptLogs(path.join(folder, "absent"))).toEqual([]);
  await rm(folder, { recursive: true });
});
