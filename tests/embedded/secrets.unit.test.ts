import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findSecrets, keepSecrets, rotateSigningKey } from "@/lib/embedded/secrets";
import { environmentSchema } from "@/lib/env";

let folder: string;
const file = () => path.join(folder, "secrets.json");

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tenantpilot-secrets-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test("secrets are made once and kept for the owner only", async () => {
  expect(await findSecrets(folder)).toBeNull();
  const first = await keepSecrets(folder);
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  expect(await keepSecrets(folder)).toEqual(first);
  expect(await findSecrets(folder)).toEqual(first);
});

test("no two data folders share a secret", async () => {
  const first = await keepSecrets(folder);
  await rm(file());
  const second = await keepSecrets(folder);
  for (const [name, value] of Object.entries(first)) expect(Object.entries(second)).not.toContainEqual([name, value]);
});

test("what is made passes the product's own checks of the environment", async () => {
  const { AUTH_SECRET, TENANTPILOT_DOWNLOAD_LINK_KEYS, TENANTPILOT_SIGNING_KEYS, INNGEST_SIGNING_KEY } =
    await keepSecrets(folder);
  const { shape } = environmentSchema;
  expect(shape.AUTH_SECRET.safeParse(AUTH_SECRET).success).toBe(true);
  expect(shape.TENANTPILOT_DOWNLOAD_LINK_KEYS.safeParse(TENANTPILOT_DOWNLOAD_LINK_KEYS).success).toBe(true);
  expect(shape.TENANTPILOT_SIGNING_KEYS.safeParse(TENANTPILOT_SIGNING_KEYS).success).toBe(true);
  expect(shape.INNGEST_SIGNING_KEY.safeParse(INNGEST_SIGNING_KEY).success).toBe(true);
});

test("a file that others can read is closed again", async () => {
  await keepSecrets(folder);
  await chmod(file(), 0o644);
  await keepSecrets(folder);
  expect((await stat(file())).mode & 0o777).toBe(0o600);
});

test("a secret that a newer version needs is added, and the others stay", async () => {
  const { AUTH_SECRET, ...others } = await keepSecrets(folder);
  await writeFile(file(), JSON.stringify(others));
  const whole = await keepSecrets(folder);
  expect(whole).toMatchObject(others);
  expect(whole.AUTH_SECRET).not.toBe(AUTH_SECRET);
});

test("a new signing key goes in front, the one before it stays, older ones and nothing else goes", async () => {
  await expect(rotateSigningKey(folder)).rejects.toMatchObject({ code: "unavailable" });
  const first = await keepSecrets(folder);
  const second = await rotateSigningKey(folder);
  const [fresh, kept] = second.split(",");
  expect(kept).toBe(first.TENANTPILOT_SIGNING_KEYS);
  expect((await rotateSigningKey(folder)).split(",")).toEqual([expect.not.stringMatching(`^${fresh}$`), fresh]);
  const { TENANTPILOT_SIGNING_KEYS, ...others } = await keepSecrets(folder);
  expect(environmentSchema.shape.TENANTPILOT_SIGNING_KEYS.safeParse(TENANTPILOT_SIGNING_KEYS).success).toBe(true);
  expect({ ...others, TENANTPILOT_SIGNING_KEYS: first.TENANTPILOT_SIGNING_KEYS }).toEqual(first);
  expect((await stat(file())).mode & 0o777).toBe(0o600);
});

test("a damaged file is never replaced, because the database's password is in it", async () => {
  await writeFile(file(), '{"AUTH_SECRET": "abc');
  await expect(keepSecrets(folder)).rejects.toThrow(`${file()} is damaged.`);
  expect(await readFile(file(), "utf8")).toBe('{"AUTH_SECRET": "abc');
});

test("a demo password that was given is the one that is kept", async () => {
  expect((await keepSecrets(folder, { demoPassword: "correct horse" })).TENANTPILOT_DEMO_PASSWORD).toBe(
    "correct horse",
  );
});
