import { z } from "zod";
import { packStatuses } from "@/lib/review-packs/status";

// What the API takes and gives (running.md, Commands). Each has an id, under which it stands in the OpenAPI document.

const id = z.string().regex(/^[1-9]\d{0,17}$/);
const moment = z.iso.datetime();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const optionsSchema = z.object({ includePii: z.boolean(), includeOperations: z.boolean() });

export const tenantSchema = z
  .object({
    slug: z.string(),
    name: z.string(),
    entraTenantId: z.string().nullable(),
    timeZone: z.string().describe("IANA name."),
  })
  .meta({ id: "Tenant", description: "A Microsoft 365 tenant that the token is for." });

export const tenantListSchema = z.object({ tenants: z.array(tenantSchema) }).meta({ id: "TenantList" });

export const packSchema = z
  .object({
    id,
    tenant: z.string().describe("The tenant's slug."),
    status: z.enum(packStatuses),
    fingerprint: sha256.nullable().describe("Of its content: the same content is the same pack."),
    previousFingerprint: sha256.nullable(),
    options: optionsSchema,
    summary: z.record(z.string(), z.unknown()).describe("What is in it, in counts."),
    filePath: z.string().nullable(),
    fileSize: z.int().nonnegative().nullable().describe("Bytes."),
    sha256: sha256.nullable().describe("Of the ZIP file."),
    generatedAt: moment.nullable(),
    expiresAt: moment.nullable(),
    operationRunId: id.nullable(),
    reason: z.string().describe("Why it was made; of a failed pack, why it failed."),
    createdAt: moment,
  })
  .meta({ id: "Pack", description: "A review pack." });

export const packListSchema = z
  .object({
    packs: z.array(packSchema),
    next: id.nullable().describe("The cursor of the next page; null on the last."),
  })
  .meta({ id: "PackList" });

export const packRequestSchema = z
  .strictObject({
    includePii: z.boolean().optional().describe("People's data as it is; false: pseudonyms. Left out: as configured."),
    includeOperations: z.boolean().optional().describe("The operations of the last 30 days. Left out: as configured."),
  })
  .meta({ id: "PackRequest", description: "What the pack is to hold." });

export const packAnswerSchema = z
  .object({
    outcome: z.enum(["queued", "already_available", "already_in_progress"]),
    reason: z.string().describe("Why, in a sentence."),
    pack: packSchema,
  })
  .meta({ id: "PackAnswer", description: "Whether a pack was queued, or there is one of the same content." });

export const emptySchema = z.strictObject({}).meta({ id: "Nothing", description: "Nothing may be said." });

export const linkSchema = z
  .object({
    id: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
    url: z.url().describe("Whoever has it can download. Treat it as a password."),
    expiresAt: moment,
  })
  .meta({ id: "Link", description: "A download link." });

const counts = {
  rows: z.int().nonnegative(),
  created: z.int().nonnegative(),
  changed: z.int().nonnegative(),
  resolved: z.int().nonnegative(),
  reopened: z.int().nonnegative(),
  unchanged: z.int().nonnegative(),
};

export const importSchema = z
  .object({
    id,
    tenant: z.string().describe("The tenant's slug."),
    status: z.enum(["queued", "running", "completed", "failed"]),
    file: z.string(),
    sha256: sha256.describe("Of the file."),
    format: z.string().nullable().describe("Null until it is recognised."),
    tool: z.string().nullable(),
    ...counts,
    scannedAt: moment.nullable(),
    reports: z.array(z.string()).describe("Types of the reports that came with it."),
    problem: z.string().nullable().describe("Why it failed: file, place and what was expected."),
    operationRunId: id.nullable(),
    createdAt: moment,
    completedAt: moment.nullable(),
  })
  .meta({ id: "Import", description: "One file that was brought in: all of it, or nothing." });

export const importAnswerSchema = z
  .object({ outcome: z.enum(["queued", "already_imported", "already_in_progress"]), import: importSchema })
  .meta({ id: "ImportAnswer" });

export const questionSchema = z
  .strictObject({
    sha256: sha256.describe("Of the ZIP file."),
    pack: z
      .strictObject({ id, fingerprint: sha256 })
      .nullable()
      .default(null)
      .describe("What the file's manifest says that it is."),
  })
  .meta({ id: "VerifyQuestion", description: "A file by its hash alone: the file stays where it is." });

export const verdictSchema = z
  .object({
    verdict: z.enum(["valid", "superseded", "expired", "revoked", "unknown", "altered"]),
    because: z.string(),
    pack: z
      .object({
        id: z.string(),
        tenant: z.string().nullable(),
        status: z.string().nullable(),
        fingerprint: z.string().nullable(),
        sha256: z.string().nullable(),
        asOf: z.string().nullable(),
        generatedAt: z.string().nullable(),
        expiresAt: z.string().nullable(),
        supersededBy: z.string().nullable(),
      })
      .nullable()
      .describe("The pack that it is, or claims to be."),
    problems: z.array(z.object({ path: z.string(), problem: z.string() })),
    signature: z
      .object({
        state: z.enum(["good", "unknown_key", "bad", "none"]),
        keyId: z.string().nullable(),
        fingerprint: z.string().nullable(),
      })
      .nullable()
      .describe("Null when only the hash was asked about."),
    bytes: z.int().nonnegative().nullable(),
    sha256,
  })
  .meta({ id: "Verdict", description: "What is known about a file." });

export const problemSchema = z
  .object({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("What happened, in a sentence."),
    code: z.enum([
      "unauthenticated",
      "not_found",
      "forbidden",
      "invalid_input",
      "conflict",
      "gone",
      "rate_limited",
      "unavailable",
      "unexpected",
    ]),
    next: z.string().describe("What to do now."),
    errors: z
      .array(z.object({ field: z.string(), detail: z.string() }))
      .optional()
      .describe("The fields that are not right."),
    requestId: z
      .string()
      .optional()
      .describe(
        "The id of this request, as in the header X-Request-Id; left out of 401 and 404. The server's log has it in every line.",
      ),
  })
  .meta({ id: "Problem", description: "Why a request was refused (RFC 9457)." });
