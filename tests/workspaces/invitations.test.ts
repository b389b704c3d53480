import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { acceptLimit, acceptWithPassword } from "@/lib/auth/accept-invitation";
import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { inviteMember, listInvitations, revokeInvitation } from "@/lib/workspaces/invitations";
import { buildUser, buildWorkspace } from "@/tests/factories";
import { buildPlace, from, invite, oneRefusal, refusalOf } from "../support/invited";

const now = new Date();
const later = (ms: number) => new Date(now.getTime() + ms);
const operator: Actor = { kind: "operator", name: "operator" };
const password = "four words and more";
const byPassword = (token: string) => acceptWithPassword({ token, name: "New", password }, from(), new Date());

describe("who invites", () => {
  it.each(["manager", "operator", "readonly"] as const)("is no %s, who revokes none either", async (role) => {
    const place = await buildPlace();
    const { invitation } = await invite(place);
    const actor = await buildUser({ role, tenant: place.tenant });
    expect(await refusalOf(invite(place, {}, actor))).toContain("forbidden");
    const which = { workspace: place.workspace, id: invitation.id };
    expect(await refusalOf(revokeInvitation(actor, which, now))).toContain("forbidden");
  });

  it("is told of a foreign workspace, and of a foreign invitation, that there is none", async () => {
    const [place, elsewhere] = [await buildPlace(), await buildPlace()];
    const { invitation } = await invite(place);
    expect(await refusalOf(invite(place, {}, elsewhere.owner))).toContain("not_found");
    const which = { workspace: elsewhere.workspace, id: invitation.id };
    expect(await refusalOf(revokeInvitation(elsewhere.owner, which, now))).toContain("not_found");
    expect(await refusalOf(invite(place, { tenant: elsewhere.tenant.slug }))).toContain("not_found");
  });

  it("as owner of one tenant only, invites to that one", async () => {
    const place = await buildPlace();
    const email = `tenant-owner-${place.tenant.slug}@example.com`;
    const { token } = await invite(place, { email, role: "owner", tenant: place.tenant.slug });
    const tenantOwner = await byPassword(token);
    expect(await refusalOf(invite(place, { role: "readonly" }, tenantOwner))).toContain("not_found");
    const given = await invite(place, { role: "owner", tenant: place.tenant.slug }, tenantOwner);
    expect(given.invitation.tenant?.slug).toBe(place.tenant.slug);
  });

  it("cannot revoke what was accepted, and revoking twice is once", async () => {
    const place = await buildPlace();
    const used = await invite(place);
    await byPassword(used.token);
    const which = (id: string) => ({ workspace: place.workspace, id });
    expect(await refusalOf(revokeInvitation(place.owner, which(used.invitation.id), now))).toContain("conflict");
    const { invitation } = await invite(place);
    await revokeInvitation(place.owner, which(invitation.id), now);
    await revokeInvitation(place.owner, which(invitation.id), now);
    const where = { action: "member.invitation_revoked", subjectId: invitation.id };
    expect(await inSystem((tx) => tx.auditEvent.count({ where }))).toBe(1);
  });

  it("always sees what is open, however many have ended since", async () => {
    const place = await buildPlace();
    const open = await invite(place);
    await inSystem(async (tx) => {
      const { workspaceId } = await tx.invitation.findUniqueOrThrow({ where: { id: BigInt(open.invitation.id) } });
      const ended = Array.from({ length: 101 }, (_, at) => ({
        ...{ workspaceId, role: "readonly", email: "gone@example.com", name: "Gone", invitedByName: "Operator" },
        ...{ tokenHash: createHash("sha256").update(`${workspaceId} ${at}`).digest("hex") },
        ...{ expiresAt: later(1e9), revokedAt: now },
      }));
      await tx.invitation.createMany({ data: ended });
    });
    const { invitations } = await listInvitations(place.owner, place.workspace, now);
    expect(invitations.map(({ state }) => state)).toEqual(["pending", ...Array(100).fill("revoked")]);
    expect(invitations[0]?.id).toBe(open.invitation.id);
  });

  it("and who accepts, cannot do it without end", async () => {
    const place = await buildPlace();
    const origin = from();
    const tries = Array.from({ length: acceptLimit.limit }, () =>
      refusalOf(acceptWithPassword({ token: "C".repeat(43), name: "New", password }, origin, now)),
    );
    expect(new Set(await Promise.all(tries))).toEqual(new Set([oneRefusal]));
    const { token } = await invite(place);
    const one = refusalOf(acceptWithPassword({ token, name: "New", password }, origin, now));
    expect(await one).toContain("rate_limited");
    await expect(Promise.all(Array.from({ length: 31 }, () => invite(place, {}, place.owner)))).rejects.toMatchObject({
      code: "rate_limited",
    });
  });

  it("gives what the database lets nobody change afterwards", async () => {
    const place = await buildPlace();
    const { invitation } = await invite(place);
    const change = (data: object) =>
      inSystem((tx) => tx.invitation.update({ where: { id: BigInt(invitation.id) }, data }));
    await expect(change({ role: "owner" })).rejects.toThrow();
    await expect(change({ expiresAt: later(1e10) })).rejects.toThrow();
    await expect(change({ acceptedAt: now, revokedAt: now })).rejects.toThrow();
    await change({ revokedAt: now });
    await expect(change({ revokedAt: null })).rejects.toThrow();
  });
});

it("without a workspace there is nothing to invite to", async () => {
  await buildWorkspace();
  const nowhere = { workspace: "nowhere", email: "a@example.com", name: "A", role: "readonly" } as const;
  expect(await refusalOf(inviteMember(operator, nowhere, now))).toContain("not_found");
});
