import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { relayOutbox } from "@/lib/outbox/outbox";
import { requestPack } from "@/lib/review-packs/request-pack";
import { seedTenant } from "../bench/dataset";
import { buildUser } from "../factories";
import { asOwner, ownerUrl } from "../support/owner";

/** A tenant whose packs are asked for. */
export interface Client {
  id: bigint;
  slug: string;
  findings: number;
}

const sizes = [10, 40, 150, 600];
const patienceMs = 120_000;
const options = { includePii: true, includeOperations: true };

/** Four tenants of different sizes, and the person who asks. */
export async function makeClients(): Promise<{ actor: Actor; clients: Client[] }> {
  const direct = new pg.Client({ connectionString: ownerUrl() });
  await direct.connect();
  const clients: Client[] = [];
  for (const findings of sizes) {
    const slug = `size-${findings}`;
    clients.push({ id: BigInt(await seedTenant(direct, slug, findings)), slug, findings });
  }
  await direct.end();
  const workspace = await inSystem((tx) => tx.workspace.findFirstOrThrow({ where: { slug: "bench" } }));
  const actor = await buildUser({ name: "asker" });
  await inSystem((tx) =>
    tx.membership.create({ data: { workspaceId: workspace.id, userId: actor.userId, role: "manager" } }),
  );
  return { actor, clients };
}

/** Changes what a pack of this tenant would hold, so that the next one is a new one. */
export async function change(client: Client, mark: string): Promise<void> {
  await untilDone(() =>
    asOwner((db) => db.query("UPDATE tenants SET rbac_status_reason = $2 WHERE id = $1", [String(client.id), mark])),
  );
}

/**
 * Presses Generate: once more, with the same key, when the answer was lost, as the page's form does.
 * @param isSent whether the event is sent at once, as after a click; else the relay finds it.
 * @returns the pack's id.
 */
export async function ask(actor: Actor, client: Client, isSent: boolean): Promise<string> {
  const request = { tenant: client.slug, options, idempotencyKey: randomUUID() };
  const answer = await untilDone(() => requestPack(actor, request, new Date()));
  if (isSent) await send();
  return answer.pack.id;
}

/** The queue may be away, which nobody who asks is told of. The client reads its address when it is loaded. */
async function send(): Promise<void> {
  const { sendEvents } = await import("@/inngest/send");
  await Promise.race([relayOutbox(sendEvents, new Date()).catch(() => {}), pause(3000)]);
}

/** Tries again while the database is away. A refusal in words is none of that and is thrown. */
export async function untilDone<T>(work: () => Promise<T>): Promise<T> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if ((error instanceof AppError && error.code !== "unavailable") || performance.now() > until) throw error;
      await pause(100);
    }
  }
}
