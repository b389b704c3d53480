import { inSystem } from "@/lib/db";
import { claimPack } from "@/lib/review-packs/lifecycle";
import { requestPack } from "@/lib/review-packs/request-pack";
import { buildTenant, buildUser } from "../factories";

/** When all of it happens. */
export const now = new Date("2026-11-20T12:00:00Z");

/** So many seconds after it. */
export const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

/** A pack's row, with its operation run. */
export const row = (id: bigint) =>
  inSystem((tx) => tx.reviewPack.findUniqueOrThrow({ where: { id }, include: { operationRun: true } }));

/** A pack that a manager asked for. */
export async function requested() {
  const tenant = await buildTenant();
  const actor = await buildUser({ role: "manager", tenant });
  const options = { includePii: true, includeOperations: true };
  const { pack } = await requestPack(actor, { tenant: tenant.slug, options }, now);
  return { tenant, actor, id: BigInt(pack.id) };
}

/** The same, and run-1 has claimed it. */
export async function claimed() {
  const asked = await requested();
  const answer = await claimPack(asked.id, "run-1", now);
  if (answer.outcome !== "claimed") throw new Error(answer.outcome);
  return { ...asked, token: answer.claimToken };
}
