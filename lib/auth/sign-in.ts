import { recordAudit } from "@/lib/audit/record";
import type { RequestOrigin } from "@/lib/audit/request-origin";
import type { UserActor } from "@/lib/auth/actor";
import { nobodysHash, verifyPassword } from "@/lib/auth/passwords";
import { takeTicket } from "@/lib/auth/rate-limit";
import { inSystem, type Tx } from "@/lib/db";
import { AppError } from "@/lib/errors";

/** Wrong sign-ins in 15 minutes: for one e-mail address, and from one address of the network. */
export const signInLimits = { perEmail: 10, perIp: 100, windowSeconds: 900 };

/** What somebody wrote into the sign-in form. */
export interface Credentials {
  email: string;
  password: string;
}

/**
 * Signs in with e-mail and password. Unknown address, user without a password and wrong password are one refusal in the
 * same words and time. Each try takes a ticket before anything is looked at; a right one gives it back.
 * @throws {AppError} unauthenticated, rate_limited.
 */
export async function signIn(credentials: Credentials, from: RequestOrigin, now: Date): Promise<UserActor> {
  const email = credentials.email.trim().toLowerCase().slice(0, 320);
  const keys = [`sign-in:email:${email}`, `sign-in:ip:${from.ip ?? "unknown"}`] as const;
  await takeTickets(keys, now);
  const user = await inSystem((tx) => tx.user.findUnique({ where: { email }, select: userSelect }));
  const isRight = await verifyPassword(user?.passwordHash ?? nobodysHash, credentials.password);
  if (!user?.passwordHash || !isRight) {
    await inSystem((tx) => recordSignIn(tx, user, from, "wrong e-mail or password"));
    throw new AppError("unauthenticated", "The e-mail or the password is not right.", {
      next: "Check both and try again.",
    });
  }
  await inSystem(async (tx) => {
    await tx.$executeRaw`
      UPDATE rate_limits SET count = count - 1 WHERE count > 0 AND key = ANY(${[...keys]})
        AND window_start > ${new Date(now.getTime() - signInLimits.windowSeconds * 1000)}`;
    await recordSignIn(tx, user, from, null);
  });
  return { kind: "user", userId: user.id, name: user.name, email: user.email };
}

const userSelect = { id: true, name: true, email: true, passwordHash: true } as const;

async function takeTickets([emailKey, ipKey]: readonly [string, string], now: Date): Promise<void> {
  const { perEmail, perIp, windowSeconds } = signInLimits;
  try {
    await inSystem(async (tx) => {
      await takeTicket(tx, { key: ipKey, limit: perIp, windowSeconds }, now);
      await takeTicket(tx, { key: emailKey, limit: perEmail, windowSeconds }, now);
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "rate_limited") throw error;
    const minutes = Math.ceil((error.retryAfterSeconds ?? windowSeconds) / 60);
    throw new AppError("rate_limited", "There were too many tries to sign in.", {
      next: `Wait ${minutes} ${minutes === 1 ? "minute" : "minutes"} and try again.`,
      ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
      cause: error,
    });
  }
}

/** A person who signs in, or tries to, as the audit names them. */
export interface SignInSubject {
  id: bigint;
  name: string;
  email: string;
}

/**
 * Writes a sign-in, or with `refusal` one that was refused, into the audit of each workspace of the person (workspace 0
 * when there is none). Somebody unknown is written without the address they typed: it may be a password.
 */
export async function recordSignIn(
  tx: Tx,
  user: SignInSubject | null,
  from: RequestOrigin,
  refusal: string | null,
): Promise<void> {
  // Asked for somebody unknown too: the same queries, the same time.
  const where = { userId: user?.id ?? 0n };
  const memberships = await tx.membership.findMany({ where, select: { workspaceId: true } });
  const workspaces = [...new Set(memberships.map((membership) => membership.workspaceId))].sort();
  for (const workspaceId of workspaces.length > 0 ? workspaces : [0n]) {
    await recordAudit(tx, {
      workspaceId,
      action: refusal === null ? "user.signed_in" : "user.sign_in_refused",
      ...(user ? { subject: { type: "user", id: user.id } } : {}),
      actor:
        user && refusal === null
          ? { kind: "user", userId: user.id, name: user.name, email: user.email }
          : { kind: "anonymous" },
      outcome: refusal === null ? "ok" : "refused",
      ...from,
      details: refusal === null ? {} : { reason: refusal },
    });
  }
}
