import { inflateRawSync } from "node:zlib";
import type { Collected } from "@/lib/review-packs/build/collected";
import { packedPath } from "@/lib/review-packs/build/staging";
import { exportsDisk } from "@/lib/storage/disk";

/** An entry of this reading, unpacked. */
export async function readStaged({ folder }: Collected, entry: string): Promise<Buffer> {
  const file = await exportsDisk().open(packedPath(folder, entry));
  return inflateRawSync(await new Response(file.stream()).arrayBuffer());
}
