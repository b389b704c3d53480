/** Who acts: every domain verb takes one, and its name goes into the audit. */
export type Actor =
  | { kind: "user"; userId: bigint; name: string; email: string }
  /** Somebody at the command line of the machine, who could read the database anyway. */
  | { kind: "operator"; name: string }
  /** A job of ours, with no person asking. It may do lifecycle work only, through verbs that take no tenant from outside. */
  | { kind: "system"; name: string };

/** A signed-in person. */
export type UserActor = Extract<Actor, { kind: "user" }>;

/** The user behind an actor, if there is one: for foreign keys and notifications. */
export function actorUserId(actor: Actor): bigint | null {
  return actor.kind === "user" ? actor.userId : null;
}
