import { inflateRawSync } from "node:zlib";
import type { Collected } from "@/lib/review-packs/build/collected";
import { packedPath } from "@/lib/review-packs/build/staging";
import { exportsStorage } from "@/lib/storage/exports";

/** An entry of this reading, unpacked. */
export async function readStaged({ folder }: Collected, entry: string): Promise<Buffer> {
  const file = await exportsStorage().open(packedPath(folder, entry));
  return inflateRawSync(await new Response(file.stream()).arrayBuffer());
}
