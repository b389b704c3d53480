import type { ClientBase } from "pg";
import { inSystem } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { takeUp } from "@/lib/imports/at-work";
import { findKnown } from "@/lib/imports/import-file";
import { type ImportOptions, importOptionsSchema } from "@/lib/imports/options";
import { type Found, refusal, toFound } from "@/lib/imports/previews/found";
import { type RehearsedFile, rehearseImports } from "@/lib/imports/rehearse-imports";
import { type ImportSource, meteredSource, storedSource } from "@/lib/imports/source";
import { exportsStorage } from "@/lib/storage/exports";
import { StorageError } from "@/lib/storage/storage";
import type { Prisma } from "@/prisma/client/client";

/** How a reading ended: small, for the durable function. */
export interface ReadingResult {
  previewId: string;
  /** `overtaken`: somebody has answered anew, imported or discarded meanwhile, and what was found is not needed. */
  status: "ready" | "overtaken";
  files: number;
}

const withFiles = { tenant: true, files: { orderBy: { id: "asc" } } } as const;
type Preview = Prisma.ImportPreviewGetPayload<{ include: typeof withFiles }>;
type PreviewFile = Preview["files"][number];

/**
 * Reads the files of a preview: what each is, and what its import would do after those before it. Nothing of the tenant is
 * written. Safe to repeat at any point; only the newest round of a preview that is still undecided gets its answer.
 */
export async function readPreview(previewId: bigint, round: number, now: Date): Promise<ReadingResult> {
  const preview = await inSystem((tx) =>
    tx.importPreview.findFirst({ where: { id: previewId, round, status: "reading" }, include: withFiles }),
  );
  if (!preview) return { previewId: String(previewId), status: "overtaken", files: 0 };
  const found = await findAll(preview, now);
  return endReading(previewId, round, found);
}

/** Ends a reading that was tried and could not be done, with words for each file that has none. */
export async function giveUpReading(previewId: bigint, round: number): Promise<void> {
  const all = await inSystem((tx) => tx.importPreviewFile.findMany({ where: { previewId } }));
  const files = all.filter((file) => file.found === null);
  const words = refusal(
    "Something went wrong on our side while the files were read, each time it was tried.",
    "Try again. If it stays, tell whoever runs this TenantPilot: the server's log has the details.",
  );
  await endReading(previewId, round, new Map(files.map((file) => [file.id, words])));
}

async function findAll(preview: Preview, now: Date): Promise<Map<bigint, Found>> {
  const found = new Map<bigint, Found>();
  const rehearsed: { file: PreviewFile; rehearsal: RehearsedFile }[] = [];
  const meter = meterOf(preview);
  for (const file of preview.files) {
    const { fileSha256: sha256 } = file;
    if (sha256 === null) continue;
    const twin = preview.files.find((other) => other.fileSha256 === sha256 && other.id < file.id);
    const known = twin ? null : await findKnown(preview.tenant, sha256);
    if (twin) found.set(file.id, { kind: "twice", fileName: twin.fileName });
    else if (known) found.set(file.id, { kind: "known", importId: known.importId ?? "" });
    else rehearsed.push({ file, rehearsal: { sha256, options: rehearsedOptions(file), open: () => meter(file) } });
  }
  const rehearsals = await rehearseImports(
    preview.tenant,
    rehearsed.map(({ rehearsal }) => rehearsal),
    now,
    (client) => takeUpReading(client, preview),
  );
  for (const [index, { file }] of rehearsed.entries()) {
    const rehearsal = rehearsals[index];
    if (rehearsal) found.set(file.id, toFound(rehearsal));
  }
  return found;
}

/** Of two readings at once the second waits, and finds then that nobody needs it. */
async function takeUpReading(client: ClientBase, { id, round }: Preview): Promise<boolean> {
  await takeUp(client, "import preview", id);
  const { rowCount } = await client.query(
    "SELECT FROM import_previews WHERE id = $1 AND round = $2 AND status = 'reading'",
    [id, round],
  );
  return rowCount === 1;
}

/** Another tenant's data is looked at as if it were meant: the question stands beside what would come of it. */
function rehearsedOptions(file: PreviewFile): ImportOptions {
  return { ...importOptionsSchema.parse(file.options), confirmOtherTenant: true };
}

/** Opens the files one after the other, and writes down how far the reading is of all their bytes. */
function meterOf(preview: Preview): (file: PreviewFile) => Promise<ImportSource> {
  const { id, round } = preview;
  return async (file) => {
    const before = preview.files
      .filter((other) => other.id < file.id)
      .reduce((sum, other) => sum + other.fileBytes, 0n);
    return meteredSource(await openStaged(file), (bytes) =>
      inSystem((tx) =>
        tx.importPreview.updateMany({
          where: { id, round, status: "reading" },
          data: { readBytes: before + BigInt(bytes) },
        }),
      ),
    );
  };
}

async function openStaged({ stagedPath }: PreviewFile): Promise<ImportSource> {
  const gone = () => new AppError("gone", "The uploaded file is not there any more.", { next: "Upload it again." });
  if (stagedPath === null) throw gone();
  return storedSource(exportsStorage(), stagedPath).catch((error: unknown) => {
    throw error instanceof StorageError && error.code === "missing" ? gone() : error;
  });
}

/** reading → ready, with what was found, unless somebody has been quicker. */
async function endReading(previewId: bigint, round: number, found: Map<bigint, Found>): Promise<ReadingResult> {
  return inSystem(async (tx) => {
    const { count } = await tx.importPreview.updateMany({
      where: { id: previewId, round, status: "reading" },
      data: { status: "ready" },
    });
    const isEnded = count === 1;
    if (isEnded)
      for (const [id, of] of found) await tx.importPreviewFile.update({ where: { id }, data: { found: of } });
    return { previewId: String(previewId), status: isEnded ? "ready" : "overtaken", files: found.size };
  });
}
