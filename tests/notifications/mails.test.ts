import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inSystem } from "@/lib/db";
import { setEnvironment } from "@/lib/env";
import { type InvitationMail, mailInvitation } from "@/lib/notifications/mail-invitation";
import { notify } from "@/lib/notifications/notify";
import { sendMails } from "@/lib/notifications/send-mails";
import { notifyEnd } from "@/lib/review-packs/notify-end";
import { buildOperationRun, buildPack, buildTenant, buildUser } from "../factories";

interface Received {
  to: string[];
  text: string;
}

const inbox: Received[] = [];
let isRefusing = false;
let server: SMTPServer;

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, session, done) {
      const pieces: Buffer[] = [];
      stream.on("data", (piece: Buffer) => pieces.push(piece));
      stream.on("end", () => {
        if (isRefusing)
          return done(Object.assign(new Error("mailbox of x@example.com is full"), { responseCode: 452 }));
        inbox.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(pieces)
            .toString()
            .replace(/=\r?\n/g, ""),
        });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  setEnvironment({
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    SMTP_FROM: "tenantpilot@example.com",
    APP_URL: "https://packs.example.com",
  });
});
afterAll(() => new Promise<void>((resolve) => server.close(resolve)));
beforeEach(() => {
  inbox.length = 0;
  isRefusing = false;
});

async function readyPack() {
  const tenant = await buildTenant();
  const actor = await buildUser({ role: "manager", tenant });
  const run = await buildOperationRun({ tenant, type: "tenant.review_pack.generate" });
  const pack = await buildPack({ tenant, initiatedByUserId: actor.userId, operationRunId: run.id });
  await notifyEnd(pack.id, new Date());
  return { tenant, actor, pack };
}

const rowOf = (userId: bigint) => inSystem((tx) => tx.notification.findFirstOrThrow({ where: { userId } }));
const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);

describe("e-mail of notifications", () => {
  it("whoever asked gets one mail with what happened and a link, also when it is told twice and four send at once", async () => {
    const { tenant, actor, pack } = await readyPack();
    await notifyEnd(pack.id, new Date());
    const reports = await Promise.all([1, 2, 3, 4].map(() => sendMails(later(0.1))));
    expect(reports.reduce((sum, { sent }) => sum + sent, 0)).toBe(1);
    expect(await sendMails(later(120))).toEqual({ sent: 0, failed: 0 });
    expect(inbox.map(({ to }) => to)).toEqual([[actor.email]]);
    expect(inbox[0]?.text).toContain(`Subject: Review pack #${pack.id}`);
    expect(inbox[0]?.text).toContain(`https://packs.example.com/tenants/${tenant.slug}/review-packs/${pack.id}`);
  });

  it("a mail server that refuses changes nothing about the pack; the mail is tried again, and its words are not kept", async () => {
    const { actor, pack } = await readyPack();
    isRefusing = true;
    expect(await sendMails(later(0.1))).toEqual({ sent: 0, failed: 1 });
    expect((await inSystem((tx) => tx.reviewPack.findUniqueOrThrow({ where: { id: pack.id } }))).status).toBe("ready");
    const failed = await rowOf(actor.userId);
    expect(failed).toMatchObject({ mailAttempts: 1, mailedAt: null });
    expect(failed.mailProblem).toMatch(/452/);
    expect(failed.mailProblem).not.toMatch(/@/);
    expect(await sendMails(later(0.5))).toEqual({ sent: 0, failed: 0 });
    isRefusing = false;
    expect(await sendMails(later(2))).toEqual({ sent: 1, failed: 0 });
    expect(await rowOf(actor.userId)).toMatchObject({ mailAttempts: 2, mailDueAt: null, mailProblem: null });
  });

  it("it gives up after eight tries", async () => {
    const { actor } = await readyPack();
    isRefusing = true;
    for (let hour = 1; hour <= 12; hour++) await sendMails(later(hour * 120));
    expect(await rowOf(actor.userId)).toMatchObject({ mailAttempts: 8, mailDueAt: null, mailedAt: null });
  });

  it("a sender that died in between sends it again, under the same Message-ID", async () => {
    const { actor } = await readyPack();
    await sendMails(later(0.1));
    // As if the process had ended after the server took the mail and before that was written down.
    await inSystem((tx) =>
      tx.notification.updateMany({ where: { userId: actor.userId }, data: { mailedAt: null, mailDueAt: later(5) } }),
    );
    expect(await sendMails(later(4))).toEqual({ sent: 0, failed: 0 });
    await sendMails(later(6));
    const ids = inbox.map(({ text }) => /^Message-ID: (.*)$/im.exec(text)?.[1]);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it("somebody who was removed from the workspace gets none", async () => {
    const { actor } = await readyPack();
    await inSystem((tx) => tx.membership.deleteMany({ where: { userId: actor.userId } }));
    expect(await sendMails(later(0.1))).toEqual({ sent: 0, failed: 0 });
    expect(await rowOf(actor.userId)).toMatchObject({ mailDueAt: null, mailedAt: null });
  });

  it("names with line breaks stay one header", async () => {
    const { tenant, actor } = await readyPack();
    await sendMails(later(0.1));
    inbox.length = 0;
    await inSystem((tx) =>
      notify(tx, actor.userId, {
        workspaceId: tenant.workspaceId,
        tenantId: tenant.id,
        kind: "operation.completed",
        title: "Ready\r\nBcc: other@example.com",
        href: "/",
        dedupeKey: "hostile",
      }),
    );
    await sendMails(later(0.1));
    expect(inbox.map(({ to }) => to)).toEqual([[actor.email]]);
    expect(inbox[0]?.text.split(/\r?\n\r?\n/)[0]).not.toMatch(/^Bcc:/m);
  });
});

describe("without a mail server", () => {
  it("nothing is due, and turning it on later sends nothing of the past", async () => {
    const { SMTP_URL = "" } = process.env;
    setEnvironment({ SMTP_URL: "" });
    const { actor } = await readyPack();
    setEnvironment({ SMTP_URL });
    expect(await rowOf(actor.userId)).toMatchObject({ mailDueAt: null });
    expect(await sendMails(later(1))).toEqual({ sent: 0, failed: 0 });
  });
});

describe("an invitation", () => {
  const mail: InvitationMail = {
    id: "1",
    email: "new.person@example.com",
    name: "New Person",
    url: `https://packs.example.com/invitations/${"A".repeat(43)}`,
    place: "Demo",
    role: "Manager",
    invitedByName: "An owner",
    expiresAt: "2026-12-07T08:00:00.000Z",
  };

  it("goes out at once, to the one address, with the link and when it ends", async () => {
    expect(await mailInvitation(mail)).toBe(true);
    expect(inbox).toHaveLength(1);
    expect(inbox[0]?.to).toEqual([mail.email]);
    expect(inbox[0]?.text).toContain(mail.url);
    expect(inbox[0]?.text).toContain("An owner invites you to Demo in TenantPilot, as Manager.");
    expect(inbox[0]?.text).toContain("until 2026-12-07 08:00 UTC");
  });

  it("that the server does not take is said, and is no reason to fail", async () => {
    isRefusing = true;
    expect(await mailInvitation(mail)).toBe(false);
    isRefusing = false;
    setEnvironment({ SMTP_FROM: "" });
    expect(await mailInvitation(mail)).toBeNull();
    setEnvironment({ SMTP_FROM: "tenantpilot@example.com" });
  });

  it("to an address with a comma in it goes to nobody else", async () => {
    await mailInvitation({ ...mail, email: "victim@example.com,mine@example.com" });
    expect(inbox.flatMap(({ to }) => to)).not.toContain("mine@example.com");
  });
});
