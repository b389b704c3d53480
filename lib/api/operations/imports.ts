import { z } from "zod";
import { importToJson } from "@/lib/api/import-json";
import { operation } from "@/lib/api/operation";
import { importAnswerSchema, importSchema } from "@/lib/api/schemas";
import { getImport } from "@/lib/imports/queries";
import { requestImport } from "@/lib/imports/request-import";
import { uploadProblem } from "@/lib/imports/upload-problem";

const flag = z
  .enum(["true", "false"], "has to be true or false")
  .optional()
  .transform((value) => value === "true");

export const createImportOperation = operation({
  id: "createImport",
  method: "POST",
  path: "/tenants/{slug}/imports",
  summary: "Import a file",
  description:
    "One file of scanner output, as the body; it is streamed, and its format recognised by its content. All of it is imported or nothing, and the same file again changes nothing. Ask for the import until its status is completed, or failed.",
  capability: "import.manage",
  params: { slug: "The tenant's slug." },
  query: z.strictObject({
    file: z.string().max(400).default("file").describe("What the file is called, for people."),
    partial: flag.describe("The scan ran only some of the checks: what is not in the file is left as it is."),
    confirmOtherTenant: flag.describe("The file is about another Entra tenant, and that is meant."),
    capturedAt: z.iso
      .datetime({ offset: true, error: "is no time, for example 2026-05-04T17:15:48Z" })
      .optional()
      .describe("When the evidence was taken, for files without a date."),
  }),
  bytes: {
    description: "The file as it is; no form.",
    types: ["application/octet-stream", "application/json", "text/csv"],
  },
  isKeyed: true,
  answers: {
    202: { description: "Queued.", schema: importAnswerSchema },
    200: { description: "The same file was imported before, or is on its way.", schema: importAnswerSchema },
  },
  refusals: ["not_found"],
  example: {
    path: "/tenants/contoso/imports?file=scan.ocsf.json",
    options: `--upload-file scan.ocsf.json -X POST`,
  },
  async run({ actor, params: { slug: tenant = "" }, query, bytes, now, relay }) {
    const { file: fileName, partial, confirmOtherTenant, capturedAt } = query;
    const options = {
      ...(partial ? { isPartial: true } : {}),
      ...(confirmOtherTenant ? { confirmOtherTenant: true } : {}),
      ...(capturedAt ? { capturedAt: new Date(capturedAt) } : {}),
    };
    const request = { tenant, fileName, source: bytes ?? nothing(), options };
    const { outcome, importId } = await requestImport(actor, request, now).catch((error: unknown) => {
      throw uploadProblem(error);
    });
    relay();
    return {
      status: outcome === "queued" ? 202 : 200,
      location: `/api/v1/tenants/${tenant}/imports/${importId}`,
      body: { outcome, import: importToJson(await getImport(actor, tenant, importId)) },
    };
  },
});

async function* nothing(): AsyncGenerator<Uint8Array> {}

export const getImportOperation = operation({
  id: "getImport",
  method: "GET",
  path: "/tenants/{slug}/imports/{id}",
  summary: "Get an import",
  description: "How far it is, what it changed or why it failed.",
  capability: "import.view",
  params: { slug: "The tenant's slug.", id: "The import's id." },
  query: z.strictObject({}),
  isKeyed: false,
  answers: { 200: { description: "The import.", schema: importSchema } },
  refusals: ["not_found"],
  example: { path: "/tenants/contoso/imports/12" },
  async run({ actor, params: { slug: tenant = "", id = "" } }) {
    return { status: 200, body: importToJson(await getImport(actor, tenant, id)) };
  },
});
