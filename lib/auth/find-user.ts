import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";

/** The user with this e-mail address as an actor, or null: for commands that act as somebody (--as). */
export async function findUserByEmail(email: string): Promise<Extract<Actor, { kind: "user" }> | null> {
  const user = await inSystem((tx) =>
    tx.user.findUnique({ where: { email: email.trim().toLowerCase() }, select: { id: true, name: true, email: true } }),
  );
  return user && { kind: "user", userId: user.id, name: user.name, email: user.email };
}
