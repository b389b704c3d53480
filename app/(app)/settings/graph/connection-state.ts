import type { GraphConnectionView } from "@/lib/graph/connections";

/** The state that a badge shows. */
export function connectionState(connection: GraphConnectionView | null) {
  if (!connection) return "not_connected";
  return connection.credentialState === "valid" ? "connected" : connection.credentialState;
}
