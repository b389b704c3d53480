import { mkdir } from "node:fs/promises";
import path from "node:path";
import { startProduct } from "./product";

/** One product for all browser tests; ended, by its process id, when they are over. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  await mkdir(path.resolve(import.meta.dirname, "../../.output"), { recursive: true });
  const product = await startProduct();
  process.env.E2E_URL = product.url;
  process.env.E2E_DATA_DIR = product.dataDir;
  process.env.E2E_DEMO_PASSWORD = product.demoPassword;
  return () => product.stop();
}
