/** Which passwords are taken (lib/auth/passwords.ts), wherever somebody chooses one. */
export const passwordRules =
  "12 characters at least. Several words work well; common passwords, and names of you, your workspace or this product, do not.";
