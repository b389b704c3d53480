import { type AuditEntry, recordAudits } from "@/lib/audit/record";
import type { RequestOrigin } from "@/lib/audit/request-origin";
import type { UserActor } from "@/lib/auth/actor";
import { giveBack, takeTry } from "@/lib/auth/password-tries";
import { nobodysHash, verifyPassword } from "@/lib/auth/passwords";
import { entriesForPerson } from "@/lib/auth/record-for-person";
import { inSystem, type Tx } from "@/lib/db";
import { AppError } from "@/lib/errors";

/** What somebody wrote into the sign-in form. */
export interface Credentials {
  email: string;
  password: string;
}

/**
 * Signs in with e-mail and password. Unknown address, user without a password and wrong password are one refusal in the
 * same words and time. Each try is counted before anything is looked at; a right one is given back.
 * @throws {AppError} unauthenticated, rate_limited.
 */
export async function signIn(credentials: Credentials, from: RequestOrigin, now: Date): Promise<UserActor> {
  const email = credentials.email.trim().toLowerCase().slice(0, 320);
  const counted = await takeTry(email, from.ip, now);
  const user = await inSystem((tx) => tx.user.findUnique({ where: { email }, select: userSelect }));
  const isRight = await verifyPassword(user?.passwordHash ?? nobodysHash, credentials.password);
  if (!user?.passwordHash || !isRight) {
    await inSystem((tx) => recordSignIn(tx, user, from, "wrong e-mail or password"));
    throw new AppError("unauthenticated", "The e-mail or the password is not right.", {
      next: "Check both and try again.",
    });
  }
  await inSystem(async (tx) => {
    await giveBack(tx, counted, now);
    await recordSignIn(tx, user, from, null);
  });
  return { kind: "user", userId: user.id, name: user.name, email: user.email };
}

const userSelect = { id: true, name: true, email: true, passwordHash: true } as const;

/** A person who signs in, or tries to, as the audit names them. */
export interface SignInSubject {
  id: bigint;
  name: string;
  email: string;
}

/**
 * Writes a sign-in, or with `refusal` one that was refused, into the audit of each workspace of the person. Somebody unknown
 * is written without the address they typed: it may be a password.
 */
export async function recordSignIn(
  tx: Tx,
  user: SignInSubject | null,
  from: RequestOrigin,
  refusal: string | null,
): Promise<void> {
  await recordAudits(tx, await signInEntries(tx, user, from, refusal));
}

/** The events that recordSignIn writes, for who writes others in the same transaction. */
export async function signInEntries(
  tx: Tx,
  user: SignInSubject | null,
  from: RequestOrigin,
  refusal: string | null,
): Promise<AuditEntry[]> {
  const isKnown = user && refusal === null;
  return entriesForPerson(tx, user?.id ?? null, {
    action: refusal === null ? "user.signed_in" : "user.sign_in_refused",
    actor: isKnown ? { kind: "user", userId: user.id, name: user.name, email: user.email } : { kind: "anonymous" },
    outcome: refusal === null ? "ok" : "refused",
    ...from,
    details: refusal === null ? {} : { reason: refusal },
  });
}
