import { closeDatabase } from "@/lib/db";
import { seedDemo } from "@/lib/embedded/demo/seed-demo";
import { findDemoState, isDatabaseEmpty, writeDemoState } from "@/lib/embedded/demo-state";
import type { Progress } from "@/lib/embedded/progress";
import { setEnvironment } from "@/lib/env";

/** Where the demo data goes. */
export interface SeedPlan {
  dataDir: string;
  environment: Record<string, string>;
  progress: Progress;
}

/**
 * Adds the demo data to a database without any workspace, and finishes seeding that was cut off.
 * @param plan `wanted: false`: this data folder goes without, now and later.
 */
export async function seedNewDatabase(plan: SeedPlan & { wanted: boolean }): Promise<void> {
  const known = await findDemoState(plan.dataDir);
  if (known && known.state !== "pending") return;
  const isNew = known?.state === "pending" || (await isDatabaseEmpty(plan.environment.DATABASE_URL ?? ""));
  if (isNew && plan.wanted) await seedDatabase(plan);
  else await writeDemoState(plan.dataDir, { state: "none", people: [], password: "" });
}

/** Adds the demo data, and keeps who can sign in with it for the start's block and for status. */
export async function seedDatabase(plan: SeedPlan): Promise<void> {
  const { dataDir, environment, progress } = plan;
  const password = environment.TENANTPILOT_DEMO_PASSWORD ?? "";
  await writeDemoState(dataDir, { state: "pending", people: [], password });
  setEnvironment(environment);
  try {
    await progress.during("Adding demo data", async (tell) => {
      const { people } = await seedDemo({ now: new Date(), password, onProgress: tell });
      await writeDemoState(dataDir, { state: "seeded", people, password });
    });
  } finally {
    await closeDatabase();
  }
}
