import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { z } from "zod";
import { writeFileWhole } from "@/lib/embedded/write-file";

const portsSchema = z.object({ postgres: z.number().int(), runner: z.number().int() });

/** Ports of the embedded parts, on the loopback address. */
export type Ports = z.infer<typeof portsSchema>;

/** The ports that were chosen for this data folder, or null before its first start. */
export async function findPorts(dataDir: string): Promise<Ports | null> {
  const text = await readFile(path.join(dataDir, "ports.json"), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return portsSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * The ports of this data folder: chosen once, and another where somebody else took one meanwhile.
 * @param inUse those that our own left-behind parts still hold, and keep.
 */
export async function keepPorts(dataDir: string, inUse: { postgres: boolean }): Promise<Ports> {
  const known = await findPorts(dataDir);
  const keepsPostgres = known && (inUse.postgres || (await isPortFree(known.postgres, "127.0.0.1")));
  const keepsRunner = known && (await isPortFree(known.runner, "127.0.0.1"));
  const ports = {
    postgres: keepsPostgres ? known.postgres : await findFreePort(),
    runner: keepsRunner ? known.runner : await findFreePort(),
  };
  if (!keepsPostgres || !keepsRunner) await writeFileWhole(path.join(dataDir, "ports.json"), JSON.stringify(ports));
  return ports;
}

/** A port that nobody listens on at the moment. */
export async function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address && typeof address === "object") resolve(address.port);
        else reject(new Error("The system gave no port."));
      });
    });
  });
}

/** Whether one could listen on this port and address. An address that this machine does not have (IPv6) counts as free. */
export async function isPortFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code !== "EADDRINUSE" && error.code !== "EACCES"),
    );
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
