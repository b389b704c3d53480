import pg from "pg";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { withoutLogIds } from "@/lib/log-ids";

/** Called without details when something of the tenant moved: a pack, an import or a run. */
export type ChangeListener = () => void;

/** What can be heard of: a tenant by its id, a fleet run, or a person's notifications. */
export type Heard = bigint | `fleet:${bigint}` | `user:${bigint}`;

interface Hub {
  listeners: Map<string, Set<ChangeListener>>;
  client: pg.Client | null;
  retry: NodeJS.Timeout | null;
}

const channel = "tenantpilot_changes";
const retryMs = 2_000;

// On globalThis for the reason given in lib/db.ts: one listening connection per process, however often this is bundled.
const holder = globalThis as typeof globalThis & { tenantpilotLive?: Hub };

function hub(): Hub {
  holder.tenantpilotLive ??= { listeners: new Map(), client: null, retry: null };
  return holder.tenantpilotLive;
}

/**
 * Hears of changes to a tenant, a fleet run or a person's notifications through LISTEN/NOTIFY (ui.md, Live), over one connection that all pages of this process
 * share. It is opened for the first listener and closed after the last. After a lost connection every listener is
 * called once, because something may have been missed.
 * @returns what ends it; calling that twice does nothing.
 */
export function onTenantChange(heard: Heard, listener: ChangeListener): () => void {
  const { listeners } = hub();
  const key = String(heard);
  const ofTenant = listeners.get(key) ?? new Set();
  listeners.set(key, ofTenant.add(listener));
  // The connection is everybody's, not the first listener's.
  withoutLogIds(ensureListening);
  return () => {
    ofTenant.delete(listener);
    if (ofTenant.size === 0 && listeners.get(key) === ofTenant) listeners.delete(key);
    if (listeners.size === 0) stopListening();
  };
}

function ensureListening(): void {
  const state = hub();
  if (state.client || state.retry) return;
  const client = new pg.Client({
    connectionString: env().DATABASE_URL,
    application_name: "tenantpilot live",
    keepAlive: true,
  });
  state.client = client;
  client.on("notification", (message) => {
    for (const listener of [...(state.listeners.get(message.payload ?? "") ?? [])]) listener();
  });
  client.on("error", () => lost(client));
  client.on("end", () => lost(client));
  client
    .connect()
    .then(() => client.query(`LISTEN ${channel}`))
    .then(
      () => callAll(),
      () => lost(client),
    );
}

/** The connection is gone: try again while somebody listens. Pages poll slowly in the meantime. */
function lost(client: pg.Client): void {
  const state = hub();
  if (state.client !== client) return;
  state.client = null;
  client.end().catch(() => {});
  if (state.listeners.size === 0) return;
  log("live").warn({ retryMs }, "the connection that announces changes was lost");
  state.retry = setTimeout(() => {
    state.retry = null;
    if (state.listeners.size > 0) ensureListening();
  }, retryMs);
  state.retry.unref();
}

function stopListening(): void {
  const state = hub();
  if (state.retry) clearTimeout(state.retry);
  state.retry = null;
  const { client } = state;
  state.client = null;
  client?.end().catch(() => {});
}

function callAll(): void {
  for (const ofTenant of hub().listeners.values()) for (const listener of [...ofTenant]) listener();
}
