import { type ChildProcess, spawn } from "node:child_process";
import { BlobServiceClient } from "@azure/storage-blob";

/** A running object store: the variables that the product needs for it, by the port at which it is reached. */
export interface StoreServer {
  port: number;
  /** The product's variables; with another port for a proxy in between. */
  variables(port?: number): Record<string, string>;
  stop(): Promise<void>;
}

/** The secret that must never be seen in a message. */
export const storeSecret = "c2VjcmV0IG9mIHRoZSB0ZXN0cywgdG8gYmUgc2VlbiBub3doZXJl";

/** An S3 server (see s3-server-child.ts). `isPlain` leaves the gateway out: then conditions on writes are ignored. */
export async function startS3(isPlain = false): Promise<StoreServer> {
  const child = spawn(process.execPath, ["--import", "tsx", "tests/storage/s3-server-child.ts"]);
  const [line = ""] = await firstMatch(child, /^\{.*\}$/m);
  const ports: { gateway: number; plain: number } = JSON.parse(line);
  const own = isPlain ? ports.plain : ports.gateway;
  const variables = (port = own) => ({
    STORAGE: "s3",
    S3_BUCKET: "packs",
    S3_ENDPOINT: `http://127.0.0.1:${port}`,
    S3_ACCESS_KEY_ID: "tests",
    S3_SECRET_ACCESS_KEY: storeSecret,
  });
  return { port: own, variables, stop: () => end(child) };
}

/** Azurite, Microsoft's own emulator of Azure Blob Storage, in memory. */
export async function startAzure(): Promise<StoreServer> {
  const child = spawn(
    process.execPath,
    [
      "node_modules/azurite/dist/src/blob/main.js",
      ...["--inMemoryPersistence", "--blobPort", "0", "--skipApiVersionCheck", "--disableTelemetry"],
    ],
    { env: { ...process.env, AZURITE_ACCOUNTS: `tests:${storeSecret}` } },
  );
  const [, found] = await firstMatch(child, /listens on http:\/\/127\.0\.0\.1:(\d+)/);
  const own = Number(found);
  const variables = (port = own) => ({
    STORAGE: "azure",
    AZURE_STORAGE_CONTAINER: "packs",
    AZURE_STORAGE_CONNECTION_STRING: `DefaultEndpointsProtocol=http;AccountName=tests;AccountKey=${storeSecret};BlobEndpoint=http://127.0.0.1:${port}/tests;`,
  });
  const service = BlobServiceClient.fromConnectionString(variables().AZURE_STORAGE_CONNECTION_STRING);
  await service.createContainer("packs");
  return { port: own, variables, stop: () => end(child) };
}

function firstMatch(child: ChildProcess, wanted: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let said = "";
    const listen = (chunk: Buffer) => {
      said += chunk;
      const match = wanted.exec(said);
      if (match) resolve(match);
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.on("exit", (code) => reject(new Error(`The server ended with ${code}: ${said}`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
