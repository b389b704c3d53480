import { env } from "@/lib/env";

/** How much this TenantPilot lets somebody do, as it is set up (access.md, Limits). What is beyond is refused until the minute is over. */
export interface Limits {
  /** Review packs that one person starts in a minute, with their tokens. */
  generations: number;
  /** Review packs of one tenant that people start in a minute, all together. */
  tenantGenerations: number;
  /** Downloads that one person begins in a minute, with their tokens. */
  downloads: number;
  /** Requests of one API token in a minute. */
  apiRequests: number;
  /** Files that one address asks about in a minute on the page Verify a pack. */
  verifications: number;
  /** Bytes of the largest file that can be imported. */
  importBytes: number;
}

/** The limits that are in force. */
export function limitsInForce(): Limits {
  return {
    generations: env().TENANTPILOT_GENERATE_LIMIT_PER_MINUTE,
    tenantGenerations: env().TENANTPILOT_GENERATE_TENANT_LIMIT_PER_MINUTE,
    downloads: env().TENANTPILOT_DOWNLOAD_LIMIT_PER_MINUTE,
    apiRequests: env().TENANTPILOT_API_LIMIT_PER_MINUTE,
    verifications: env().TENANTPILOT_VERIFY_LIMIT_PER_MINUTE,
    importBytes: env().TENANTPILOT_IMPORT_BYTES_MAX,
  };
}
