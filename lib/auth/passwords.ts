import { hash, verify } from "@node-rs/argon2";
import { isEasyToGuess } from "@/lib/auth/easy-passwords";
import { AppError } from "@/lib/errors";

// OWASP's parameters for argon2id, 2024: 19 MiB, two passes, one lane. The library's default algorithm is argon2id.
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Characters that a password must have at least, and may have at most (a longer one only burns time). */
export const passwordLength = { min: 12, max: 200 };

/**
 * argon2id of a new password: the one place where it is decided which are taken.
 * @param about names that whoever guesses tries first: the person's, their address, their workspaces'.
 * @throws {AppError} invalid_input when it is too short, too long or easy to guess.
 */
export async function hashPassword(plain: string, about: readonly string[]): Promise<string> {
  checkLength(plain);
  if (await isEasyToGuess(plain, about)) {
    throw new AppError(
      "invalid_input",
      "This one is easy to guess: it is common, or made of names that are known here.",
      {
        next: "Choose another one. Several words that have nothing to do with each other work well.",
      },
    );
  }
  return hash(plain, parameters);
}

/**
 * argon2id of a password that nobody chooses on a page: the configuration's, for the demo's people.
 * @throws {AppError} invalid_input when it is too short or too long.
 */
export async function hashGivenPassword(plain: string): Promise<string> {
  checkLength(plain);
  return hash(plain, parameters);
}

function checkLength(plain: string): void {
  const { min, max } = passwordLength;
  if (plain.length >= min && plain.length <= max) return;
  throw new AppError("invalid_input", `A password has ${min} to ${max} characters.`, {
    next: "Choose another one. Several words work well.",
  });
}

/**
 * argon2id of a password that nobody knows, with the parameters above: verified in place of the hash that an unknown
 * address does not have, it takes as long.
 */
export const nobodysHash =
  "$argon2id$v=19$m=19456,t=2,p=1$c9rvujt3bXOYFHPqnLb8Iw$lwNJ8wW73yMPtXzjDrfqhrO1wGPUS9ZAxYjmWVCFxqg";

/** Whether the password is the one that was hashed. A hash that cannot be read counts as another password. */
export async function verifyPassword(passwordHash: string, plain: string): Promise<boolean> {
  if (plain.length > passwordLength.max) return false;
  return verify(passwordHash, plain).catch(() => false);
}
