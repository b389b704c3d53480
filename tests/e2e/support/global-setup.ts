import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { startProduct } from "./product";

/** A data folder with the demo data, as the first start makes it. Each worker's product begins with a copy. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  await mkdir(path.resolve(import.meta.dirname, "../../.output"), { recursive: true });
  const product = await startProduct();
  await product.stop({ keepData: true });
  process.env.E2E_DEMO_DATA = product.dataDir;
  return () => rm(product.dataDir, { recursive: true, force: true });
}
