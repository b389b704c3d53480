import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { CreateMultipartUploadCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { storageProblem } from "@/lib/storage/check";
import { StorageError } from "@/lib/storage/storage";
import { type BadLine, openBadLine } from "./bad-line";
import { collect, environmentOf, list, openStore, pieces } from "./places";
import { type StoreServer, startAzure, startS3, storeSecret } from "./servers";

// What happens when the store, or the way to it, does not do what it should.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const mib = 1024 * 1024;
const large = randomBytes(12 * mib);
let s3: StoreServer;
let azure: StoreServer;
beforeAll(async () => {
  [s3, azure] = await Promise.all([startS3(), startAzure()]);
});
afterAll(async () => {
  await Promise.all([s3.stop(), azure.stop()]);
});

/** The error of something that has to fail: a StorageError for people, without an address or a secret in it or behind it. */
async function errorOf(work: Promise<unknown>, port: number): Promise<StorageError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof StorageError)) throw new Error(`not a StorageError: ${error}`);
  const told = inspect(error, { depth: 9 });
  for (const secret of [storeSecret, String(port), "127.0.0.1", "Signature", "SharedKey"])
    expect(told).not.toContain(secret);
  return error;
}

describe.each([
  { name: "S3", server: () => s3 },
  { name: "Azure", server: () => azure },
])("a line to $name", ({ server: find }) => {
  let server: StoreServer;
  let line: BadLine;
  let round = 0;
  beforeAll(async () => {
    server = find();
    line = await openBadLine(server.port);
  });
  afterEach(() => line.heal());
  afterAll(() => line.stop());
  /** The storage by the bad line, with new connections, and straight. */
  const open = (callMs = 10_000) => ({
    by: openStore(server, { port: line.port, callMs }),
    straight: openStore(server),
  });
  const folder = () => `packs/f${round++}`;

  it("that is cut while a large file is written: an error, and nothing under its name", async () => {
    const { by, straight } = open();
    const name = `${folder()}/a.zip`;
    line.cutAfter(7 * mib, "stays cut");
    const error = await errorOf(by.write(name, pieces(large)), line.port);
    expect(error).toMatchObject({
      code: "failed",
      message: expect.stringMatching(/does not answer \(E[A-Z]+\)|\(\w+\)/),
    });
    expect(await straight.stat(name)).toBeNull();
  });

  it("that is cut once while a file is written, and once while it is read: both go on", async () => {
    const { by, straight } = open();
    const name = `${folder()}/a.zip`;
    line.cutAfter(7 * mib, "heals");
    await by.write(name, pieces(large));
    line.cutAfter(5 * mib, "heals");
    const file = await by.open(name);
    expect((await collect(file.chunks())).equals(large)).toBe(true);
    const copy = await straight.open(name);
    expect((await collect(copy.chunks())).equals(large)).toBe(true);
  });

  it("that stays cut while a file is read: an error, after the bytes that came", async () => {
    const { by, straight } = open();
    const name = `${folder()}/a.zip`;
    await straight.write(name, pieces(large));
    const file = await by.open(name);
    line.cutAfter(5 * mib, "stays cut");
    expect(await errorOf(collect(file.chunks()), line.port)).toMatchObject({ code: "failed" });
    await file.close();
  });

  it("that takes everything and answers nothing: an error in time, from every call", async () => {
    const callMs = 500;
    const { by, straight } = open(callMs);
    const name = `${folder()}/a`;
    await straight.write(name, pieces(large.subarray(0, 3 * mib)));
    const file = await by.open(name);
    line.freeze();
    const begun = performance.now();
    const calls = [
      by.write(`${name}-new`, pieces("x")),
      by.stat(name),
      by.remove(name),
      by.removeFolder("packs"),
      list(by, "packs"),
      collect(file.chunks()),
    ];
    const errors = await Promise.all(calls.map((call) => errorOf(call, line.port)));
    expect(new Set(errors.map((error) => error.code))).toEqual(new Set(["failed"]));
    expect(performance.now() - begun).toBeLessThan(12 * callMs);
  });

  it("that loses the answer to a write: the writer knows its own file again, and is not told that another one was first", async () => {
    const { by, straight } = open();
    const name = `${folder()}/collected.json`;
    line.loseNextAnswer();
    expect(await by.write(name, pieces("mine"), { isNew: true })).toMatchObject({ bytes: 4 });
    const file = await straight.open(name);
    expect((await collect(file.chunks())).toString()).toBe("mine");
  });
});

describe("an upload that its process did not live to finish", () => {
  it("is listed as an unfinished file and can be removed, alone and with its folder", async () => {
    const storage = openStore(s3);
    const client = new S3Client({
      endpoint: `http://127.0.0.1:${s3.port}`,
      region: "us-east-1",
      forcePathStyle: true,
      credentials: { accessKeyId: "tests", secretAccessKey: storeSecret },
    });
    const begin = (Key: string) => client.send(new CreateMultipartUploadCommand({ Bucket: "packs", Key }));
    await begin("packs/dead/a.zip");
    await begin("staging/claim/b");
    const [unfinished = ""] = await list(storage, "packs/dead");
    expect(unfinished).toMatch(/^packs\/dead\/\.a\.zip\.[0-9a-f]{12}\.partial$/);
    expect([await storage.remove(unfinished), await storage.remove(unfinished)]).toEqual([true, false]);
    expect(await list(storage, "packs/dead")).toEqual([]);
    await storage.removeFolder("staging/claim");
    expect(await list(storage, "staging")).toEqual([]);
  });
});

describe("the check at the start", () => {
  it("passes a store that keeps the rules, and leaves nothing there", async () => {
    for (const server of [s3, azure]) {
      expect(await storageProblem(environmentOf(server.variables()))).toBeNull();
      expect(await list(openStore(server), "staging")).toEqual([]);
    }
  });

  it("names an S3 server that ignores conditions on writes", async () => {
    const server = await startS3(true);
    expect(await storageProblem(environmentOf(server.variables()))).toMatch(/does not honour conditional writes/);
    await server.stop();
  });

  it("names a bucket and a container that are not there, and a key that is wrong", async () => {
    const ask = (server: StoreServer, more: Record<string, string>) =>
      storageProblem(environmentOf({ ...server.variables(), ...more }));
    expect(await ask(s3, { S3_BUCKET: "none" })).toMatch(/\(NoSuchBucket\)/);
    expect(await ask(azure, { AZURE_STORAGE_CONTAINER: "none" })).toMatch(/\(ContainerNotFound\)/);
    const { AZURE_STORAGE_CONNECTION_STRING = "" } = azure.variables();
    const wrong = AZURE_STORAGE_CONNECTION_STRING.replace(storeSecret, Buffer.from("wrong").toString("base64"));
    expect(await ask(azure, { AZURE_STORAGE_CONNECTION_STRING: wrong })).toMatch(/\(Auth\w+\)/);
  });

  it("names a server that is not there", async () => {
    expect(await storageProblem(environmentOf(s3.variables(1)))).toMatch(/does not answer \(ECONNREFUSED\)/);
  });
});
