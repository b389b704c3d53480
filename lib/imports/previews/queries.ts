import type { Actor } from "@/lib/auth/actor";
import { inWorkspace } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { type ImportOptions, importOptionsSchema } from "@/lib/imports/options";
import { type Found, foundFromJson, type Question, questionsOf } from "@/lib/imports/previews/found";
import { keptUntil, undecidedAt } from "@/lib/imports/previews/kept";
import { type ImportView, shownWith, toImportView } from "@/lib/imports/queries";
import { getTenant } from "@/lib/tenants/tenants";
import type { Prisma } from "@/prisma/client/client";

const statuses = ["reading", "ready", "confirmed", "discarded"] as const;

/** A preview as pages show it: ids are strings, times ISO 8601 UTC. */
export interface PreviewView {
  id: string;
  /** The tenant's slug. */
  tenant: string;
  status: (typeof statuses)[number];
  round: number;
  /** How many of the files' bytes have been read. */
  readBytes: number;
  bytes: number;
  createdByName: string;
  createdAt: string;
  /** When the files are removed, if nobody decides. */
  keptUntil: string;
  files: PreviewFileView[];
}

/** One file of a preview. */
export interface PreviewFileView {
  id: string;
  fileName: string;
  bytes: number;
  options: ImportOptions;
  /** Null until it has been read. */
  found: Found | null;
  questions: Question[];
  /** Its import, once it was confirmed. */
  import: ImportView | null;
}

const withFiles = {
  files: { orderBy: { id: "asc" }, include: { import: { include: shownWith } } },
} as const;

type PreviewRow = Prisma.ImportPreviewGetPayload<{ include: typeof withFiles }>;

/** One preview of a tenant. @throws {AppError} not_found, forbidden. */
export async function getPreview(actor: Actor, slug: string, previewId: string, now: Date): Promise<PreviewView> {
  const tenant = await getTenant(actor, slug, "import.view");
  const what = `Import preview #${previewId.slice(0, 20)}`;
  if (!/^[1-9]\d{0,17}$/.test(previewId)) throw notFound(what);
  const row = await inWorkspace(tenant.workspaceId, (tx) =>
    tx.importPreview.findFirst({ where: { id: BigInt(previewId), tenantId: tenant.id }, include: withFiles }),
  );
  if (!row) throw notFound(what);
  return toPreviewView(row, tenant.slug, now);
}

/** The previews of a tenant that wait for a decision, newest first. @throws {AppError} not_found, forbidden. */
export async function listOpenPreviews(actor: Actor, slug: string, now: Date): Promise<PreviewView[]> {
  const tenant = await getTenant(actor, slug, "import.view");
  const rows = await inWorkspace(tenant.workspaceId, (tx) =>
    tx.importPreview.findMany({
      where: { tenantId: tenant.id, ...undecidedAt(now) },
      orderBy: { id: "desc" },
      take: 20,
      include: withFiles,
    }),
  );
  return rows.map((row) => toPreviewView(row, tenant.slug, now));
}

function toPreviewView(row: PreviewRow, slug: string, now: Date): PreviewView {
  const until = keptUntil(row.touchedAt);
  const hasRunOut = row.status !== "confirmed" && until < now;
  return {
    id: String(row.id),
    tenant: slug,
    status: hasRunOut ? "discarded" : (statuses.find((status) => status === row.status) ?? "discarded"),
    round: row.round,
    readBytes: Number(row.readBytes),
    bytes: row.files.reduce((sum, file) => sum + Number(file.fileBytes), 0),
    createdByName: row.createdByName,
    createdAt: row.createdAt.toISOString(),
    keptUntil: until.toISOString(),
    files: row.files.map((file) => {
      const options = importOptionsSchema.parse(file.options);
      const found = foundFromJson(file.found);
      return {
        id: String(file.id),
        fileName: file.fileName,
        bytes: Number(file.fileBytes),
        options,
        found,
        questions: questionsOf(found, options),
        import: file.import ? toImportView(file.import, slug) : null,
      };
    }),
  };
}
