import type { Capability } from "@/lib/auth/capabilities";

/** Who acts: every domain verb takes one, and its name goes into the audit. */
export type Actor =
  | { kind: "user"; userId: bigint; name: string; email: string }
  /** A program with an API token that somebody made. It may do what the token says, as far as that person may. */
  | {
      kind: "token";
      tokenId: bigint;
      tokenName: string;
      /** Whose token it is, with their name. */
      userId: bigint;
      name: string;
      workspaceId: bigint;
      capabilities: readonly Capability[];
      /** Null: all tenants of the workspace. */
      tenantIds: readonly bigint[] | null;
    }
  /** Somebody at the command line of the machine, who could read the database anyway. */
  | { kind: "operator"; name: string }
  /** A job of ours, with no person asking. It may do lifecycle work only, through verbs that take no tenant from outside. */
  | { kind: "system"; name: string };

/** A signed-in person. */
export type UserActor = Extract<Actor, { kind: "user" }>;

/** A program with an API token. */
export type TokenActor = Extract<Actor, { kind: "token" }>;

/** Whether it is the operator or a job of ours: nobody who is a member of anything, and bound by no role. */
export function isHouse(actor: Actor): actor is Extract<Actor, { kind: "operator" | "system" }> {
  return actor.kind === "operator" || actor.kind === "system";
}

/** The user behind an actor, if there is one: for foreign keys and notifications. */
export function actorUserId(actor: Actor): bigint | null {
  return isHouse(actor) ? null : actor.userId;
}
