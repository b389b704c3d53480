import { z } from "zod";
import { operation } from "@/lib/api/operation";
import { packToJson } from "@/lib/api/pack-json";
import { packAnswerSchema, packListSchema, packRequestSchema, packSchema } from "@/lib/api/schemas";
import { defaultOptions } from "@/lib/review-packs/options";
import { getPackById, listPacks } from "@/lib/review-packs/queries";
import { requestPack } from "@/lib/review-packs/request-pack";
import { packStatuses } from "@/lib/review-packs/status";

const slug = { slug: "The tenant's slug." };

export const generatePackOperation = operation({
  id: "generatePack",
  method: "POST",
  path: "/tenants/{slug}/packs",
  summary: "Generate a review pack",
  description:
    "Asks for a pack of what the tenant holds now. When an active pack holds the same, nothing is made and the answer is that pack. Ask for the pack until its status is ready, or failed.",
  capability: "review_pack.manage",
  params: slug,
  query: z.strictObject({}),
  json: packRequestSchema,
  isKeyed: true,
  answers: {
    202: { description: "Queued.", schema: packAnswerSchema },
    200: { description: "There is a pack of the same content, or it is being made.", schema: packAnswerSchema },
  },
  refusals: ["not_found", "conflict"],
  example: { path: "/tenants/contoso/packs", options: `--json '{"includePii": false}'` },
  async run({ actor, params: { slug: tenant = "" }, json, now, relay }) {
    const defaults = defaultOptions();
    const options = {
      includePii: json.includePii ?? defaults.includePii,
      includeOperations: json.includeOperations ?? defaults.includeOperations,
    };
    const { outcome, reason, pack } = await requestPack(actor, { tenant, options }, now);
    relay();
    return {
      status: outcome === "queued" ? 202 : 200,
      location: `/api/v1/packs/${pack.id}`,
      body: { outcome, reason, pack: packToJson(pack) },
    };
  },
});

export const listPacksOperation = operation({
  id: "listPacks",
  method: "GET",
  path: "/tenants/{slug}/packs",
  summary: "List the packs of a tenant",
  description: "The newest first. `next` is the cursor of the page after it.",
  capability: "review_pack.view",
  params: slug,
  query: z.strictObject({
    status: z.enum(packStatuses).optional().describe("Only packs in this status."),
    cursor: z
      .string()
      .regex(/^[1-9]\d{0,17}$/, "is no cursor")
      .optional()
      .describe("`next` of the page before."),
    limit: z.coerce
      .number("has to be a number")
      .int("has to be a whole number")
      .min(1, "is 1 to 200")
      .max(200, "is 1 to 200")
      .optional()
      .describe("Packs of a page; left out: 50."),
  }),
  isKeyed: false,
  answers: { 200: { description: "A page of packs.", schema: packListSchema } },
  refusals: ["not_found"],
  example: { path: "/tenants/contoso/packs?status=ready&limit=10" },
  async run({ actor, params: { slug: tenant = "" }, query, now }) {
    const { packs, next } = await listPacks(actor, tenant, query, now);
    return { status: 200, body: { packs: packs.map(packToJson), next } };
  },
});

export const getPackOperation = operation({
  id: "getPack",
  method: "GET",
  path: "/packs/{id}",
  summary: "Get a pack",
  description: "One pack, with its status, hash and dates.",
  capability: "review_pack.view",
  params: { id: "The pack's id." },
  query: z.strictObject({}),
  isKeyed: false,
  answers: { 200: { description: "The pack.", schema: packSchema } },
  refusals: ["not_found"],
  example: { path: "/packs/209" },
  async run({ actor, params: { id = "" }, now }) {
    return { status: 200, body: packToJson(await getPackById(actor, id, now)) };
  },
});
