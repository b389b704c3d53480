import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyAuditChain } from "@/lib/audit/verify-chain";
import { acceptSignedIn, acceptWithPassword, openInvitation } from "@/lib/auth/accept-invitation";
import type { Actor } from "@/lib/auth/actor";
import { signInWithEntra } from "@/lib/auth/entra";
import { signIn } from "@/lib/auth/sign-in";
import { removeMember, setRole } from "@/lib/auth/users";
import { inSystem } from "@/lib/db";
import { setEnvironment } from "@/lib/env";
import { listInvitations, revokeInvitation } from "@/lib/workspaces/invitations";
import { listMembers } from "@/lib/workspaces/members";
import { buildTenant, buildUser } from "@/tests/factories";
import { buildPlace, from, invite, oneRefusal, refusalOf } from "../support/invited";

const ours = "11111111-1111-4111-8111-111111111111";
const settings = {
  AZURE_AD_CLIENT_ID: "client",
  AZURE_AD_CLIENT_SECRET: "secret",
  AZURE_AD_TENANT_ID: ours,
};
const now = new Date();
const later = (ms: number) => new Date(now.getTime() + ms);
const operator: Actor = { kind: "operator", name: "operator" };
const password = "four words and more";
beforeAll(() => setEnvironment(settings));
afterAll(() => setEnvironment(Object.fromEntries(Object.keys(settings).map((name) => [name, ""]))));

const roleIn = async (workspace: string, email: string) =>
  (await listMembers(operator, workspace)).members.find((member) => member.email === email)?.role ?? null;
const byPassword = (token: string, at = now) => acceptWithPassword({ token, name: "New", password }, from(), at);

describe("an invitation", () => {
  it("says who invites to what, as often as it is looked at, and is kept as a hash only", async () => {
    const place = await buildPlace();
    const { token, invitation } = await invite(place);
    for (let looks = 0; looks < 3; looks += 1)
      expect(await openInvitation(token, now)).toMatchObject({
        role: "operator",
        invitedByName: place.owner.name,
        name: "New Person",
        email: invitation.email,
      });
    const row = await inSystem((tx) => tx.invitation.findUniqueOrThrow({ where: { id: BigInt(invitation.id) } }));
    const audited = await inSystem((tx) =>
      tx.auditEvent.findMany({ where: { workspaceId: place.tenant.workspaceId } }),
    );
    const kept = JSON.stringify([row, audited], (_, value) => (typeof value === "bigint" ? String(value) : value));
    expect(kept).not.toContain(token);
    expect(kept).toContain("member.invited");
  });

  it("is accepted with a password: the account has the invitation's address and role, and signs in", async () => {
    const place = await buildPlace();
    const { token, invitation } = await invite(place);
    const user = await byPassword(token);
    expect(user).toMatchObject({ email: invitation.email, name: "New" });
    expect(await roleIn(place.workspace, invitation.email)).toBe("operator");
    expect((await signIn({ email: invitation.email, password }, from(), now)).userId).toBe(user.userId);
    const { invitations } = await listInvitations(place.owner, place.workspace, now);
    expect(invitations).toMatchObject([{ state: "accepted", acceptedByName: "New" }]);
    const joined = await inSystem((tx) =>
      tx.auditEvent.findFirstOrThrow({ where: { action: "member.joined", workspaceId: place.tenant.workspaceId } }),
    );
    expect(joined).toMatchObject({ actorId: String(user.userId), details: { role: "operator", way: "password" } });
    expect(await verifyAuditChain(place.tenant.workspaceId)).toMatchObject([{ problem: null }]);
  });

  it("is accepted with Microsoft: the account is tid and oid, and the token's e-mail plays no part", async () => {
    const place = await buildPlace();
    const victim = await buildUser({ role: "owner", tenant: await buildTenant() });
    const { token, invitation } = await invite(place);
    const profile = { tid: ours, oid: "cccccccc-cccc-4ccc-8ccc-cccccccccccc", email: victim.email };
    const user = await signInWithEntra(profile, from(), now, token);
    expect(user.email).toBe(invitation.email);
    expect(user.userId).not.toBe(victim.userId);
    expect(await roleIn(place.workspace, invitation.email)).toBe("operator");
    const row = await inSystem((tx) => tx.user.findUniqueOrThrow({ where: { id: user.userId } }));
    expect(row).toMatchObject({ entraTid: ours, entraOid: profile.oid, passwordHash: null });
    // From then on without an invitation.
    expect(await signInWithEntra(profile, from(), now)).toEqual(user);
  });

  it("does not let in a directory that is not on the list", async () => {
    const place = await buildPlace();
    const { token } = await invite(place);
    const stranger = { tid: "22222222-2222-4222-8222-222222222222", oid: "cccccccc-cccc-4ccc-8ccc-cccccccccccd" };
    expect(await refusalOf(signInWithEntra(stranger, from(), now, token))).toContain("Your organisation");
    expect(await openInvitation(token, now)).toMatchObject({ role: "operator" });
  });

  it("gives somebody who is signed in one more workspace, whoever it was made for", async () => {
    const place = await buildPlace();
    const { token } = await invite(place, { role: "readonly", tenant: place.tenant.slug });
    const guest = await buildUser({ role: "owner", tenant: await buildTenant() });
    await acceptSignedIn(guest, token, from(), now);
    const { members } = await listMembers(place.owner, place.workspace);
    expect(members.find(({ email }) => email === guest.email)).toMatchObject({
      role: "readonly",
      tenant: { slug: place.tenant.slug },
    });
  });

  it("takes over no account: its address proves nothing", async () => {
    const place = await buildPlace();
    const victim = await buildUser({ role: "owner", tenant: await buildTenant() });
    const { token } = await invite(place, { email: victim.email });
    const before = await inSystem((tx) => tx.user.findUniqueOrThrow({ where: { id: victim.userId } }));
    expect(await refusalOf(byPassword(token))).toContain("conflict");
    const profile = { tid: ours, oid: "dddddddd-dddd-4ddd-8ddd-dddddddddddd" };
    expect(await refusalOf(signInWithEntra(profile, from(), now, token))).toContain("conflict");
    expect(await inSystem((tx) => tx.user.findUniqueOrThrow({ where: { id: victim.userId } }))).toEqual(before);
    expect(await roleIn(place.workspace, victim.email)).toBeNull();
    // The person themself accepts it signed in.
    await acceptSignedIn(victim, token, from(), now);
    expect(await roleIn(place.workspace, victim.email)).toBe("operator");
  });

  it("is not used up by a member, whose role it does not change", async () => {
    const place = await buildPlace();
    const { token } = await invite(place, { role: "readonly" });
    expect(await refusalOf(acceptSignedIn(place.owner, token, from(), now))).toContain("You are a member of");
    expect(await roleIn(place.workspace, place.owner.email)).toBe("owner");
    await byPassword(token);
  });
});

describe("an invitation that gives nothing", () => {
  const dead: [string, (place: Awaited<ReturnType<typeof buildPlace>>) => Promise<{ token: string; at?: Date }>][] = [
    ["unknown", async () => ({ token: "A".repeat(43) })],
    ["no token at all", async () => ({ token: "x" })],
    [
      "used",
      async (place) => {
        const { token } = await invite(place);
        await byPassword(token);
        return { token };
      },
    ],
    [
      "run out this moment",
      async (place) => {
        const { token, invitation } = await invite(place);
        return { token, at: new Date(invitation.expiresAt) };
      },
    ],
    [
      "revoked",
      async (place) => {
        const { token, invitation } = await invite(place);
        await revokeInvitation(place.owner, { workspace: place.workspace, id: invitation.id }, now);
        return { token };
      },
    ],
    [
      "of an owner who was removed",
      async (place) => {
        const second = await buildUser({ role: "owner", tenant: place.tenant });
        const { token } = await invite(place, {}, second);
        await removeMember(place.owner, { workspace: place.workspace, email: second.email }, now);
        return { token };
      },
    ],
    [
      "of an owner who is manager now",
      async (place) => {
        const second = await buildUser({ role: "owner", tenant: place.tenant });
        const { token } = await invite(place, {}, second);
        await setRole(place.owner, { workspace: place.workspace, email: second.email, role: "manager" }, now);
        return { token };
      },
    ],
    [
      "of an owner whose membership was taken behind our back",
      async (place) => {
        const second = await buildUser({ role: "owner", tenant: place.tenant });
        const { token } = await invite(place, {}, second);
        await inSystem((tx) => tx.membership.deleteMany({ where: { userId: second.userId } }));
        return { token };
      },
    ],
  ];

  it.each(dead)("%s, answers in the one way to looking and to each way of accepting", async (_why, build) => {
    const place = await buildPlace();
    const { token, at = now } = await build(place);
    const members = (await listMembers(operator, place.workspace)).members.length;
    const guest = await buildUser({ role: "owner", tenant: await buildTenant() });
    const profile = { tid: ours, oid: "eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee" };
    expect(await refusalOf(openInvitation(token, at))).toBe(oneRefusal);
    expect(await refusalOf(byPassword(token, at))).toBe(oneRefusal);
    expect(await refusalOf(acceptSignedIn(guest, token, from(), at))).toBe(oneRefusal);
    expect(await refusalOf(signInWithEntra(profile, from(), at, token))).toBe(oneRefusal);
    expect((await listMembers(operator, place.workspace)).members).toHaveLength(members);
    expect(await inSystem((tx) => tx.user.count({ where: { entraOid: profile.oid } }))).toBe(0);
  });

  it("is written into the audit with the reason, and a token that is none of ours is not", async () => {
    const place = await buildPlace();
    const { token } = await invite(place);
    const count = () => inSystem((tx) => tx.auditEvent.count({ where: { action: "member.invitation_refused" } }));
    const before = await count();
    await refusalOf(byPassword("B".repeat(43)));
    expect(await count()).toBe(before);
    await refusalOf(byPassword(token, later(8 * 86_400_000)));
    const refused = await inSystem((tx) =>
      tx.auditEvent.findFirstOrThrow({ where: { action: "member.invitation_refused" }, orderBy: { id: "desc" } }),
    );
    expect(refused).toMatchObject({ outcome: "refused", details: { reason: "expired" } });
  });
});

describe("of many who accept one invitation at once", () => {
  it("exactly one becomes a member, in whatever way they come", async () => {
    const place = await buildPlace();
    const { token, invitation } = await invite(place);
    const guests = await Promise.all(
      [1, 2, 3, 4].map(async () => buildUser({ role: "owner", tenant: await buildTenant() })),
    );
    const oid = (digit: number) => `ffffffff-ffff-4fff-8fff-fffffffffff${digit}`;
    const outcomes = await Promise.all([
      ...guests.map((guest) => refusalOf(acceptSignedIn(guest, token, from(), now))),
      ...[1, 2, 3].map(() => refusalOf(byPassword(token))),
      ...[1, 2, 3].map((digit) => refusalOf(signInWithEntra({ tid: ours, oid: oid(digit) }, from(), now, token))),
    ]);
    expect(outcomes.filter((refusal) => refusal === null)).toHaveLength(1);
    expect(outcomes.filter((refusal) => refusal !== null && refusal !== oneRefusal)).toEqual([]);
    const { members } = await listMembers(operator, place.workspace);
    expect(members).toHaveLength(2);
    const users = await inSystem((tx) =>
      tx.user.count({
        where: { OR: [{ email: invitation.email }, { entraOid: { startsWith: "ffffffff-ffff-4fff" } }] },
      }),
    );
    expect(users).toBeLessThanOrEqual(1);
  });
});
