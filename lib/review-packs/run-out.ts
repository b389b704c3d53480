import type { PackStatus } from "@/lib/review-packs/status";
import type { Prisma } from "@/prisma/client/client";

/**
 * Whether a finished pack's time is over. Compared at every use, because the sweep may come an hour later; what is on
 * legal hold has no end until the hold is lifted.
 */
export function hasRunOut(pack: { expiresAt: Date | null; isLegalHold: boolean }, now: Date): boolean {
  return !pack.isLegalHold && pack.expiresAt !== null && pack.expiresAt <= now;
}

/** What a pack counts as now: a ready one whose time is over is expired, also before the sweep has written that down. */
export function statusNow(
  pack: { status: PackStatus; expiresAt: Date | null; isLegalHold: boolean },
  now: Date,
): PackStatus {
  return pack.status === "ready" && hasRunOut(pack, now) ? "expired" : pack.status;
}

/** The packs that count as one of these now, as a condition. */
export function countsAs(statuses: readonly PackStatus[], now: Date): Prisma.ReviewPackWhereInput {
  return { OR: statuses.map((status) => conditionOf(status, now)) };
}

function conditionOf(status: PackStatus, now: Date): Prisma.ReviewPackWhereInput {
  if (status === "ready") return { status, OR: [{ isLegalHold: true }, { expiresAt: { gt: now } }] };
  if (status !== "expired") return { status };
  return { OR: [{ status }, { status: "ready", isLegalHold: false, expiresAt: { lte: now } }] };
}
