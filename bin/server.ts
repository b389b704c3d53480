import path from "node:path";
import next from "next";
import { guardLinkTarget } from "@/lib/download-links/guard-target";
import { tellClientIp } from "@/lib/embedded/client-ip";
import { logConsole } from "@/lib/embedded/console-log";
import { plainRefusals } from "@/lib/embedded/plain-refusals";
import { withRequestId } from "@/lib/embedded/request-id";
import { runAsChild } from "@/lib/embedded/run-as-child";
import { guardBrowser } from "@/lib/embedded/security-headers";
import { createWebServer, hostsFor } from "@/lib/embedded/web-server";
import { env } from "@/lib/env";
import { parseRanges } from "@/lib/network-ranges";
import { stopTracing } from "@/lib/tracing/tracing";

// The web server: Next's request handler behind an HTTP server of our own, which gives downloads their length back and
// drains when it stops.

await runAsChild(async () => {
  const { APP_URL, AZURE_AD_AUTHORITY, AZURE_AD_CLIENT_ID, NODE_ENV, PORT, TENANTPILOT_TRUSTED_PROXIES } = env();
  const isDevelopment = NODE_ENV === "development";
  // Whoever develops reads the terminal.
  if (!isDevelopment) logConsole();
  const door = { appUrl: APP_URL, formTargets: AZURE_AD_CLIENT_ID ? [AZURE_AD_AUTHORITY] : [], isDevelopment };
  const proxies = TENANTPILOT_TRUSTED_PROXIES ? parseRanges(TENANTPILOT_TRUSTED_PROXIES) : null;
  const web = createWebServer(hostsFor(APP_URL), PORT);
  const root = path.resolve(import.meta.dirname, "..");
  const [httpServer] = web.servers;
  const app = next({
    dev: isDevelopment,
    dir: root,
    hostname: "localhost",
    port: PORT,
    ...(httpServer && { httpServer }),
  });
  await app.prepare();
  const handle = app.getRequestHandler();
  const listening = await web.listen((request, response) =>
    withRequestId(request, response, () => {
      tellClientIp(request, proxies);
      guardBrowser(request, response, door);
      plainRefusals(request, response);
      request.url = guardLinkTarget(request.url ?? "/");
      return handle(request, response);
    }),
  );
  return {
    async stop(limitMs) {
      // Whoever develops does not want to wait for a page that still compiles.
      await listening.stop(isDevelopment ? 300 : limitMs);
      // Loaded now, because it brings the database's client along, for which no start should wait.
      const { settleDownloads } = await import("@/lib/download-links/settle-downloads");
      await settleDownloads(1500);
      await app.close();
      await stopTracing();
    },
  };
});
