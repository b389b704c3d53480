import { readFileSync } from "node:fs";

/** A server action of the build: what a browser sends for it, and a page that it can be sent to. */
export interface BuiltAction {
  id: string;
  page: string;
}

const read = (file: string) => JSON.parse(readFileSync(`.next/${file}`, "utf8"));

/** The addresses of the build's pages and of its route handlers, without those that Next brings itself. */
export function builtAddresses(): { pages: string[]; routes: string[] } {
  const entries: [file: string, address: string][] = Object.entries(read("app-path-routes-manifest.json"));
  const own = entries.filter(([, address]) => !address.startsWith("/_"));
  const of = (kind: string) => own.filter(([file]) => file.endsWith(`/${kind}`)).map(([, address]) => address);
  return { pages: of("page"), routes: of("route") };
}

/** The server actions of the build, by name. */
export function builtActions(): Record<string, BuiltAction> {
  const addresses: Record<string, string> = read("app-path-routes-manifest.json");
  const manifest = read("server/server-reference-manifest.json");
  const listed: [string, { exportedName: string; workers: Record<string, unknown> }][] = Object.entries(manifest.node);
  return Object.fromEntries(
    listed.map(([id, { exportedName, workers }]) => {
      const served = Object.keys(workers).map((worker) => addresses[worker.replace(/^app/, "")] ?? "");
      // Every address will do: an action looks at its input and at nothing of the page that it stands in.
      return [exportedName, { id, page: served.sort((a, b) => a.length - b.length)[0] ?? "/" }];
    }),
  );
}
