import { createHash } from "node:crypto";
import { recordAudit } from "@/lib/audit/record";
import type { Actor } from "@/lib/auth/actor";
import { inSystem, type Tx } from "@/lib/db";
import { AppError, notFound } from "@/lib/errors";
import { checkAccent } from "@/lib/workspaces/accent";
import { readPng } from "@/lib/workspaces/png";
import { checkName, getWorkspaceWithin } from "@/lib/workspaces/workspaces";
import type { Prisma } from "@/prisma/client/client";

/** The most bytes of a logo. */
export const logoBytesMax = 100_000;

/**
 * Sets the name of the workspace and the accent of its reports (null: the product's own).
 * @throws {AppError} not_found, forbidden (workspace.manage), invalid_input.
 */
export async function setBranding(
  actor: Actor,
  workspace: string,
  look: { name: string; accent: string | null },
  now: Date,
): Promise<void> {
  const name = checkName(look.name);
  const accent = look.accent === null ? null : checkAccent(look.accent);
  await inSystem(async (tx) => {
    const { id } = (await getWorkspaceWithin(tx, actor, workspace, "workspace.manage")).workspace;
    const before = await tx.workspace.findUniqueOrThrow({ where: { id }, select: { name: true, accent: true } });
    const details: Prisma.InputJsonObject = {
      ...(before.name === name ? {} : { name: { from: before.name, to: name } }),
      ...(before.accent === accent ? {} : { accent: { from: before.accent, to: accent } }),
    };
    if (Object.keys(details).length === 0) return;
    await tx.workspace.update({ where: { id }, data: { name, accent, updatedAt: now } });
    await record(tx, actor, id, "workspace.branding_changed", details);
  });
}

/**
 * Stores the workspace's logo: a PNG of 100 kB at most, cleaned of everything but its pixels.
 * @throws {AppError} not_found, forbidden (workspace.manage), invalid_input.
 */
export async function setLogo(actor: Actor, workspace: string, file: Uint8Array, now: Date): Promise<void> {
  await inSystem(async (tx) => {
    const { id } = (await getWorkspaceWithin(tx, actor, workspace, "workspace.manage")).workspace;
    if (file.length > logoBytesMax) throw logoTooLarge();
    const { bytes: png, width, height } = readPng(file);
    const logo = { png, width, height, sha256: createHash("sha256").update(png).digest("hex"), updatedAt: now };
    await tx.workspaceLogo.upsert({ where: { workspaceId: id }, create: { ...logo, workspaceId: id }, update: logo });
    await record(tx, actor, id, "workspace.logo_changed", { sha256: logo.sha256, bytes: png.length });
  });
}

/** The refusal of a logo that is over the limit; also for whoever counts the bytes while they come in. */
export function logoTooLarge(): AppError {
  return new AppError("invalid_input", "The logo is larger than 100 kB.", {
    next: "Scale it down: 600 pixels across are enough for print.",
  });
}

/** Takes the logo away; without one it changes nothing. @throws {AppError} not_found, forbidden (workspace.manage). */
export async function removeLogo(actor: Actor, workspace: string): Promise<void> {
  await inSystem(async (tx) => {
    const { id } = (await getWorkspaceWithin(tx, actor, workspace, "workspace.manage")).workspace;
    const { count } = await tx.workspaceLogo.deleteMany({ where: { workspaceId: id } });
    if (count === 1) await record(tx, actor, id, "workspace.logo_removed", {});
  });
}

/** The logo of a workspace as a PNG file. @throws {AppError} not_found (also without a logo), forbidden. */
export async function getLogo(actor: Actor, workspace: string): Promise<Uint8Array<ArrayBuffer>> {
  return inSystem(async (tx) => {
    const { id } = (await getWorkspaceWithin(tx, actor, workspace, "review_pack.manage")).workspace;
    const logo = await tx.workspaceLogo.findUnique({ where: { workspaceId: id }, select: { png: true } });
    if (!logo) throw notFound("The logo");
    return logo.png;
  });
}

async function record(tx: Tx, actor: Actor, id: bigint, action: string, details: Prisma.InputJsonObject) {
  await recordAudit(tx, { workspaceId: id, action, subject: { type: "workspace", id }, actor, details });
}
