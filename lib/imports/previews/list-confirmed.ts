import { inSystem } from "@/lib/db";

/** The imports of a confirmed preview that have not ended, in the order of its files. */
export async function listConfirmed(previewId: bigint): Promise<string[]> {
  const files = await inSystem((tx) =>
    tx.importPreviewFile.findMany({
      where: { previewId, import: { status: { in: ["queued", "running"] } } },
      orderBy: { id: "asc" },
      select: { importId: true },
    }),
  );
  return files.flatMap(({ importId }) => (importId === null ? [] : [String(importId)]));
}
