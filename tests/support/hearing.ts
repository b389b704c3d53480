import { asOwner } from "./owner";

/** What the database takes a transaction to have said, whatever it did say: as if its function had forgotten it or asked wrongly. */
export type Heard = "the truth" | "nothing" | "another workspace";

/** In this order: after the truth there is no way back to it. */
export const heards = ["the truth", "nothing", "another workspace"] as const;

/** From here on this file's database hears that. @param another the id of the other workspace. */
export async function hear(heard: Heard, another: bigint): Promise<void> {
  if (heard === "the truth") return;
  const define = (what: string, value: string) =>
    `CREATE OR REPLACE FUNCTION ${what} LANGUAGE sql STABLE PARALLEL SAFE RETURN ${value};`;
  const isSystem = heard === "nothing" ? "false" : "coalesce(current_setting('app.scope', true) = 'system', false)";
  await asOwner((client) =>
    client.query(
      define("wall_workspace_id() RETURNS bigint", heard === "nothing" ? "NULL::bigint" : `${another}::bigint`) +
        define("wall_is_system() RETURNS boolean", isSystem),
    ),
  );
}
