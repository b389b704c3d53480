/** Which passwords are taken (lib/auth/passwords.ts), wherever somebody chooses one. */
export const passwordRules =
  "12 characters at least; several words work well. Common passwords are refused, and those made of your name, your workspace's or this product's.";
