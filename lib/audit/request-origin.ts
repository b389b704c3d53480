import { isIP } from "node:net";

/** Where a request came from, as the audit keeps it. Both are null at the command line. */
export interface RequestOrigin {
  /** Address of whoever asked; null when our server did not say it. */
  ip: string | null;
  userAgent: string | null;
}

/**
 * Set by bin/server.ts on every request (lib/embedded/client-ip.ts), replacing whatever the client sent under that name.
 * X-Forwarded-For is not read here: anybody can write it.
 */
export const clientIpHeader = "x-tenantpilot-client-ip";

const userAgentCharactersMax = 400;

/** Reads where a request came from. Text that is no IP address is dropped; control characters leave the user agent. */
export function requestOrigin(headers: Pick<Headers, "get">): RequestOrigin {
  const ip = headers.get(clientIpHeader) ?? "";
  const userAgent = (headers.get("user-agent") ?? "").replace(/\p{C}/gu, "").slice(0, userAgentCharactersMax);
  return { ip: isIP(ip) === 0 ? null : ip, userAgent: userAgent === "" ? null : userAgent };
}
