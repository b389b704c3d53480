import { networkOf, takeTicket } from "@/lib/auth/rate-limit";
import { inSystem, type Tx } from "@/lib/db";
import { AppError } from "@/lib/errors";

/** Wrong passwords in 15 minutes: for one e-mail address, and from one address of the network. */
export const passwordTries = { perEmail: 10, perIp: 100, windowSeconds: 900 };

/** A try that was counted, to be given back when the password was right. */
export type PasswordTry = readonly [emailKey: string, ipKey: string];

/**
 * Counts a try at somebody's password, before anything is looked at; on the sign-in page and wherever else it is asked for.
 * @throws {AppError} rate_limited.
 */
export async function takeTry(email: string, ip: string | null, now: Date): Promise<PasswordTry> {
  const { perEmail, perIp, windowSeconds } = passwordTries;
  const [emailKey, ipKey] = [`sign-in:email:${email}`, `sign-in:ip:${networkOf(ip)}`];
  try {
    await inSystem(async (tx) => {
      await takeTicket(tx, { key: ipKey, limit: perIp, windowSeconds }, now);
      await takeTicket(tx, { key: emailKey, limit: perEmail, windowSeconds }, now);
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "rate_limited") throw error;
    const minutes = Math.ceil((error.retryAfterSeconds ?? windowSeconds) / 60);
    throw new AppError("rate_limited", "There were too many tries with a wrong password.", {
      next: `Wait ${minutes} ${minutes === 1 ? "minute" : "minutes"} and try again.`,
      ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
      cause: error,
    });
  }
  return [emailKey, ipKey];
}

/** Gives a try back: the password was right. */
export async function giveBack(tx: Tx, keys: PasswordTry, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE rate_limits SET count = count - 1 WHERE count > 0 AND key = ANY(${[...keys]})
      AND window_start > ${new Date(now.getTime() - passwordTries.windowSeconds * 1000)}`;
}
