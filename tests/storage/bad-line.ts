import { connect, createServer, type Socket } from "node:net";

/** A line to a server that does what lines do. */
export interface BadLine {
  port: number;
  /** Cuts every connection once so many more bytes have passed; then lets through, or nobody any more. */
  cutAfter(bytes: number, then: "heals" | "stays cut"): void;
  /** Takes what is sent and answers nothing. */
  freeze(): void;
  /** The next answer never arrives, though the server gives it. */
  loseNextAnswer(): void;
  /** As it was at the start: everything passes. */
  heal(): void;
  stop(): Promise<void>;
}

/** Opens a line to a port of this machine. */
export async function openBadLine(target: number): Promise<BadLine> {
  const sockets = new Set<Socket>();
  const state = { left: Number.POSITIVE_INFINITY, stays: false, isFrozen: false, isLosing: false };
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    if (!state.stays) state.left = Number.POSITIVE_INFINITY;
  };
  const server = createServer((near) => {
    if (state.left <= 0 && state.stays) return near.destroy();
    const far = connect(target, "127.0.0.1");
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => sockets.delete(socket));
    }
    const carry = (from: Socket, to: Socket, isAnswer: boolean) => {
      from.on("data", (chunk) => {
        if (state.isFrozen) return;
        if (isAnswer && state.isLosing) {
          state.isLosing = false;
          near.destroy();
          far.destroy();
          return;
        }
        state.left -= chunk.length;
        if (state.left <= 0) return cut();
        if (!to.write(chunk)) {
          from.pause();
          to.once("drain", () => from.resume());
        }
      });
      from.on("close", () => {
        if (!state.isFrozen) to.destroy();
      });
    };
    carry(near, far, false);
    carry(far, near, true);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    cutAfter: (bytes, then) => Object.assign(state, { left: bytes, stays: then === "stays cut" }),
    freeze: () => Object.assign(state, { isFrozen: true }),
    loseNextAnswer: () => Object.assign(state, { isLosing: true }),
    heal: () =>
      Object.assign(state, { left: Number.POSITIVE_INFINITY, stays: false, isFrozen: false, isLosing: false }),
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
