import path from "node:path";

/** What the product reads from the environment, for a bench on the database at `url` and a data folder below `folder`. */
export function benchEnvironment(url: string, folder: string) {
  return {
    NODE_ENV: "production",
    LOG_LEVEL: "silent",
    DATABASE_URL: url,
    TENANTPILOT_DATA_DIR: path.join(folder, "data"),
    AUTH_SECRET: "a secret for the bench only, long enough",
    TENANTPILOT_DOWNLOAD_LINK_KEYS: `k1:${"A".repeat(43)}`,
    TENANTPILOT_SIGNING_KEYS: `s1:${"A".repeat(43)}`,
    INNGEST_EVENT_KEY: "bench",
    INNGEST_SIGNING_KEY: "signkey-bench-0123456789abcdef",
  } as const;
}
