import { z } from "zod";
import { parseRanges } from "@/lib/network-ranges";

const positiveNumber = (example: number) => {
  const wrong = `has to be a whole number above 0, for example ${example}`;
  return z.coerce.number(wrong).int(wrong).positive(wrong);
};
const positiveInt = (fallback: number) => positiveNumber(fallback).default(fallback);
const flag = (fallback: boolean) =>
  z
    .enum(["true", "false"], "has to be true or false")
    .default(fallback ? "true" : "false")
    .transform((value) => value === "true");
const notAPort = "has to be a port from 0 (any that is free) to 65535";
const portNumber = z.coerce.number(notAPort).int(notAPort).min(0, notAPort).max(65535, notAPort);
const optionalText = z.string().min(1).optional();

const hasEachIdOnce = (keys: string) => {
  const ids = keys.split(",").map((pair) => pair.slice(0, pair.indexOf(":")));
  return new Set(ids).size === ids.length;
};

/** Whether nobody on the way can read along: by https, or on this machine. */
const isGuarded = (address: string) => /^https:|^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])[:/]/.test(`${address}/`);

/** Every variable that the product reads (running.md, Configuration). docs/configuration.md is generated from this. */
export const environmentSchema = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("production").describe("Set by the tools."),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "silent"], "has to be fatal, error, warn, info, debug or silent")
    .default("info")
    .describe("Least level that is logged. Example: info"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "has to begin with postgres:// or postgresql://")
    .describe(
      "PostgreSQL 15 or newer. Left out: the embedded one. Example: postgresql://user:password@localhost:5432/tenantpilot",
    ),
  DATABASE_OWNER_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "has to begin with postgres:// or postgresql://")
    .optional()
    .describe(
      "The same database as the role that owns the tables: migrations run as it, and DATABASE_URL may be a role that only reads and writes. Left out: DATABASE_URL. Example: postgresql://owner:password@localhost:5432/tenantpilot",
    ),
  DATABASE_POOL_SIZE: positiveInt(10).describe(
    "Most connections of one process for what is asked and answered; bulk work (packs, imports) opens at most as many again.",
  ),
  DATABASE_QUERY_SECONDS: positiveInt(60).describe(
    "Seconds after which a query that was not answered is given up, bulk work left out. Example: 60",
  ),
  PORT: portNumber.default(3000).describe("Port of the web server. Example: 3000"),
  APP_URL: z
    .url({ protocol: /^https?$/, error: "has to be an address that begins with http:// or https://" })
    .default("http://localhost:3000")
    .describe("Address that people use. Example: https://packs.example.com"),
  TENANTPILOT_TRUSTED_PROXIES: z
    .string()
    .refine((text) => parseRanges(text) !== null, "has to be addresses or ranges (CIDR), separated by commas")
    .optional()
    .describe(
      "Addresses of the proxies in front, which are believed about who stands behind them (X-Forwarded-For); nobody else may be able to come from one. Left out: no header is believed. Example: 10.0.4.7,172.18.0.0/16",
    ),
  AUTH_SECRET: z
    .string()
    .min(32, "has to have at least 32 characters")
    .describe("Secret of the sessions. Example: the output of openssl rand -base64 48"),
  TENANTPILOT_DOWNLOAD_LINK_KEYS: z
    .string()
    .regex(
      /^[a-z0-9]{1,16}:[A-Za-z0-9_-]{43,}(,[a-z0-9]{1,16}:[A-Za-z0-9_-]{43,})*$/,
      "has to be id:key pairs, keys of at least 32 bytes as base64url",
    )
    .describe("Keys of the download links, newest first. Example: k2:<43 characters>,k1:<43 characters>"),
  TENANTPILOT_SIGNING_KEYS: z
    .string()
    .regex(
      /^[a-z0-9]{1,16}:[A-Za-z0-9_-]{43}(,[a-z0-9]{1,16}:[A-Za-z0-9_-]{43})*$/,
      "has to be id:key pairs, keys of 32 bytes as base64url",
    )
    .refine((text) => hasEachIdOnce(text), "has an id twice")
    .describe(
      "Ed25519 keys that packs are signed with; the first signs, the others finish packs that were begun with them. An id is never used for another key. Example: s2:<43 characters>,s1:<43 characters>",
    ),
  TENANTPILOT_ENCRYPTION_KEYS: z
    .string()
    .regex(
      /^[a-z0-9]{1,16}:[A-Za-z0-9_-]{43}(,[a-z0-9]{1,16}:[A-Za-z0-9_-]{43})*$/,
      "has to be id:key pairs, keys of 32 bytes as base64url",
    )
    .refine((text) => hasEachIdOnce(text), "has an id twice")
    .optional()
    .describe(
      "Keys that credentials of connections are encrypted with in the database (AES-256-GCM); the first encrypts, all decrypt. Left out: no connection to Microsoft Graph can be made. Example: e2:<43 characters>,e1:<43 characters>",
    ),
  TENANTPILOT_DATA_DIR: z
    .string()
    .min(1)
    .default(".data")
    .describe("Folder of the embedded database, packs and secrets."),
  STORAGE: z
    .enum(["disk", "s3", "azure"], "has to be disk, s3 or azure")
    .default("disk")
    .describe(
      "Where packs, uploads and unfinished work are kept: in the data folder, in a bucket of Amazon S3 or a compatible server, or in a container of Azure Blob Storage. Several machines need one that they share. Example: s3",
    ),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "has to be the name of a bucket")
    .optional()
    .describe("Bucket of our own, private; needed with STORAGE=s3. Example: tenantpilot-packs"),
  S3_REGION: z.string().min(1).default("us-east-1").describe("Region of the bucket. Example: eu-central-1"),
  S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "has to be an address that begins with http:// or https://" })
    .optional()
    .describe("Address of a compatible server. Left out: Amazon's. Example: https://store.example.com"),
  S3_ACCESS_KEY_ID: optionalText.describe(
    "Access key of the bucket, with S3_SECRET_ACCESS_KEY. Left out: what the AWS SDK finds on the machine, such as a role. Example: AKIA…",
  ),
  S3_SECRET_ACCESS_KEY: optionalText.describe("Secret of the access key; needed with S3_ACCESS_KEY_ID."),
  S3_PATH_STYLE: z
    .enum(["true", "false"], "has to be true or false")
    .optional()
    .describe(
      "Whether the bucket is in the address's path and not in its host. Left out: true with S3_ENDPOINT, else false.",
    ),
  AZURE_STORAGE_CONNECTION_STRING: z
    .string()
    .regex(
      /^(?=.*DefaultEndpointsProtocol=)(?=.*AccountName=)(?=.*AccountKey=)|^(?=.*BlobEndpoint=)(?=.*SharedAccessSignature=)/,
      "has to be a connection string of a storage account",
    )
    .optional()
    .describe(
      "Connection string with the account's key or a shared access signature; needed with STORAGE=azure. Example: DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=core.windows.net",
    ),
  AZURE_STORAGE_CONTAINER: z
    .string()
    .regex(/^[a-z0-9](?:-?[a-z0-9]){2,62}$/, "has to be the name of a container")
    .optional()
    .describe("Container of our own, private; needed with STORAGE=azure. Example: tenantpilot-packs"),
  TENANTPILOT_REVIEW_PACK_RETENTION_DAYS: positiveInt(90).describe("Days for which a pack can be downloaded."),
  TENANTPILOT_REVIEW_PACK_HARD_DELETE_GRACE_DAYS: positiveInt(30).describe(
    "Days after which the row of an expired or failed pack is deleted.",
  ),
  TENANTPILOT_REVIEW_PACK_DOWNLOAD_URL_TTL_MINUTES: positiveInt(60).describe(
    "Minutes for which a download link works.",
  ),
  TENANTPILOT_REVIEW_PACK_INCLUDE_PII_DEFAULT: flag(true).describe(
    "Whether people's data is in a pack unless asked otherwise.",
  ),
  TENANTPILOT_REVIEW_PACK_INCLUDE_OPERATIONS_DEFAULT: flag(true).describe(
    "Whether operations are in a pack unless asked otherwise.",
  ),
  TENANTPILOT_GENERATE_LIMIT_PER_MINUTE: positiveInt(6).describe("Packs that one person can start in a minute."),
  TENANTPILOT_GENERATE_TENANT_LIMIT_PER_MINUTE: positiveInt(60).describe(
    "Packs of one tenant that all of its people together can start in a minute.",
  ),
  TENANTPILOT_DOWNLOAD_LIMIT_PER_MINUTE: positiveInt(30).describe(
    "Download links that one person can make in a minute.",
  ),
  TENANTPILOT_VERIFY_LIMIT_PER_MINUTE: positiveInt(30).describe(
    "Files that one address can ask about in a minute on the page Verify a pack.",
  ),
  TENANTPILOT_API_LIMIT_PER_MINUTE: positiveInt(300).describe("Requests that one API token can make in a minute."),
  TENANTPILOT_IMPORT_BYTES_MAX: positiveInt(4 * 1024 ** 3).describe("Largest file that can be imported, in bytes."),
  TENANTPILOT_LEASE_SECONDS: positiveInt(300).describe(
    "Seconds after which a pack that nobody has worked on is given to another run. Has to be far more than a pause of the machine.",
  ),
  TENANTPILOT_RETRY_SECONDS: positiveNumber(15)
    .optional()
    .describe(
      "Seconds between the tries of a failed step, with the embedded runner. Left out: 15 to 45, then longer each time.",
    ),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, "has to begin with smtp:// or smtps://")
    .optional()
    .describe("Mail server for notifications. Left out: no e-mail. Example: smtps://user:password@mail.example.com"),
  SMTP_FROM: z
    .email("has to be an e-mail address")
    .optional()
    .describe("Sender of the e-mails; needed with SMTP_URL. Example: tenantpilot@example.com"),
  GRAPH_BASE_URL: z
    .url({ protocol: /^https?$/, error: "has to be an address that begins with https://" })
    .refine(isGuarded, "has to begin with https://, because access tokens are sent there")
    .default("https://graph.microsoft.com")
    .transform((address) => new URL(address).origin)
    .describe("Where Microsoft Graph is asked; another one for a national cloud. Example: https://graph.microsoft.us"),
  TENANTPILOT_METRICS_TOKEN: z
    .string()
    .min(16, "has to have at least 16 characters")
    .optional()
    .describe(
      "Bearer token with which /metrics is read. Left out: there is no such page. Example: the output of openssl rand -hex 24",
    ),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "has to be an address that begins with http:// or https://" })
    .optional()
    .describe(
      "OpenTelemetry collector that traces are sent to, by OTLP over HTTP. Left out: none are made. The SDK's other variables count too, such as OTEL_TRACES_SAMPLER and OTEL_RESOURCE_ATTRIBUTES. Example: http://localhost:4318",
    ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "has to be an address that begins with http:// or https://" })
    .optional()
    .describe("The same as a whole address. Example: https://collector.example.com/v1/traces"),
  OTEL_EXPORTER_OTLP_HEADERS: optionalText.describe(
    "Headers for the collector, as name=value with commas between. Example: x-api-key=…",
  ),
  OTEL_SERVICE_NAME: optionalText.describe(
    "Name of this product among the collector's services. Left out: tenantpilot.",
  ),
  OTEL_SDK_DISABLED: flag(false).describe("Whether no traces are made although there is a collector."),
  TENANTPILOT_DEMO_PASSWORD: optionalText.describe("Password of the demo people; made on first start if left out."),
  INNGEST_EVENT_KEY: z.string().min(1).describe("Event key of Inngest. Left out: the embedded runner's."),
  INNGEST_SIGNING_KEY: z
    .string()
    .regex(/^signkey-[a-z]+-[0-9a-f]{2,}$/, "has to look like signkey-prod-<hex>")
    .describe("Signing key of Inngest."),
  INNGEST_BASE_URL: z
    .url("has to be an address that begins with http:// or https://")
    .optional()
    .describe("Address of a self-hosted Inngest. Left out with keys given: Inngest Cloud."),
  INNGEST_DASHBOARD_URL: z
    .url({ protocol: /^https?$/, error: "has to be an address that begins with http:// or https://" })
    .optional()
    .describe(
      "Address at which people open Inngest's dashboard. Left out: INNGEST_BASE_URL, or Inngest Cloud's. Example: https://inngest.example.com",
    ),
  TENANTPILOT_RUNNER: z
    .enum(["embedded", "inngest"], "has to be embedded or inngest")
    .default("inngest")
    .describe("Who runs the durable functions. Set by the start."),
  INNGEST_DEV: optionalText.describe("Never set in production: it turns the check of signatures off."),
  AZURE_AD_CLIENT_ID: optionalText.describe("Application (client) id for sign-in with Microsoft."),
  AZURE_AD_CLIENT_SECRET: optionalText.describe("Client secret for sign-in with Microsoft."),
  AZURE_AD_TENANT_ID: optionalText.describe("Entra tenant that signs in, or organizations."),
  AZURE_AD_AUTHORITY: z
    .url({ protocol: /^https?$/, error: "has to be an address that begins with https://" })
    .refine(isGuarded, "has to begin with https://, because secrets are sent there")
    .default("https://login.microsoftonline.com")
    .transform((address) => new URL(address).origin)
    .describe(
      "Where Microsoft signs people and the connections to Microsoft Graph in; another one for a national cloud. Example: https://login.microsoftonline.us",
    ),
  AZURE_AD_ALLOWED_TENANTS: optionalText.describe("Tenant ids that may sign in, separated by commas."),
});

/** The parsed environment. */
export type Environment = z.infer<typeof environmentSchema>;

let parsed: Environment | undefined;

/**
 * The environment, parsed once.
 * @throws {Error} naming each wrong variable, what is wrong with it and an example.
 */
export function env(): Environment {
  parsed ??= parseEnvironment(process.env);
  return parsed;
}

/** Parses `source` as env() does; an empty variable counts as left out. Exported for tests and for `start`. */
export function parseEnvironment(source: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = environmentSchema.safeParse(given);
  const wrong = result.success
    ? missingTogether(result.data).map((name): [string, string] => [name, "is missing"])
    : result.error.issues.map((issue): [string, string] => {
        const name = String(issue.path[0]);
        return [name, given[name] === undefined ? "is missing" : issue.message];
      });
  if (result.success && wrong.length === 0) return result.data;
  const lines = wrong.map(([name, what]) => {
    const about = environmentSchema.shape[name as keyof typeof environmentSchema.shape]?.description ?? "";
    return `  ${name}: ${what}. ${about}`;
  });
  throw new Error(`The environment is not right:\n${lines.join("\n")}`);
}

/** Variables that others make necessary. */
function missingTogether(given: Environment): string[] {
  const needed: (keyof Environment)[] = [];
  if (given.STORAGE === "s3") needed.push("S3_BUCKET");
  if (given.STORAGE === "azure") needed.push("AZURE_STORAGE_CONNECTION_STRING", "AZURE_STORAGE_CONTAINER");
  if (given.S3_ACCESS_KEY_ID) needed.push("S3_SECRET_ACCESS_KEY");
  if (given.S3_SECRET_ACCESS_KEY) needed.push("S3_ACCESS_KEY_ID");
  return needed.filter((name) => given[name] === undefined);
}

/** Forgets the parsed environment and sets variables, for commands that learn theirs from the data folder, and for tests. */
export function setEnvironment(variables: Record<string, string>): void {
  Object.assign(process.env, variables);
  parsed = undefined;
}
