import { createServer } from "node:http";
import { serve } from "inngest/node";
import { inngest } from "@/inngest/client";
import { functions } from "@/inngest/functions";
import { startRelay } from "@/inngest/relay-loop";
import { runAsChild } from "@/lib/embedded/run-as-child";
import { env } from "@/lib/env";
import { rememberSigningKeys } from "@/lib/signing/known-keys";

// An application process without its pages: the same durable functions at the same address, the same relay, the same
// beginning. It starts in a second, so that it can be killed a thousand times.

await runAsChild(async () => {
  const server = createServer(serve({ client: inngest, functions }));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(env().PORT, "127.0.0.1", resolve);
  });
  startRelay();
  void rememberSigningKeys().catch(() => {});
  return {
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
});
