import { createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { findFreePort } from "@/lib/embedded/ports";
import { refuseTakenPort } from "@/lib/embedded/startup-checks";

let neighbour: Server | undefined;

afterEach(() => {
  neighbour?.close();
  neighbour = undefined;
});

async function listenOn(port: number, host: string): Promise<void> {
  neighbour = createServer();
  await new Promise<void>((resolve) => neighbour?.listen({ port, host }, resolve));
}

test.each(["127.0.0.1", "::1", "0.0.0.0", "::"])(
  "a port that somebody has on %s is refused, with another to try",
  async (host) => {
    const port = await findFreePort();
    await listenOn(port, host);
    await expect(refuseTakenPort(`http://localhost:${port}`, port)).rejects.toMatchObject({
      message: `The port ${port} is taken by another program.`,
      next: `Give another one: PORT=${port + 1} npm start`,
    });
  },
);

test("a free port is let through", async () => {
  const port = await findFreePort();
  await expect(refuseTakenPort(`http://localhost:${port}`, port)).resolves.toBeUndefined();
});
