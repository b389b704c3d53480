import { inngest } from "@/inngest/client";
import { sendEvents } from "@/inngest/send";
import { recoverImports } from "@/lib/imports/recover-imports";
import { relayOutbox } from "@/lib/outbox/outbox";
import { reconcile } from "@/lib/review-packs/reconcile";
import { reap } from "@/lib/review-packs/recovery";
import { prune } from "@/lib/review-packs/retention";

// The sweeps of generation.md, Keeping house. Any number may run at once: each takes only what nobody else has.

export const relayOutboxEvents = inngest.createFunction(
  { id: "relay-outbox", triggers: [{ cron: "* * * * *" }], retries: 0 },
  ({ step }) => step.run("relay", () => relayOutbox(sendEvents, new Date())),
);

export const reapAbandoned = inngest.createFunction(
  { id: "reap-abandoned", triggers: [{ cron: "* * * * *" }], retries: 0 },
  async ({ step }) => {
    const packs = await step.run("reap", () => reap(new Date()));
    const imports = await step.run("recover imports", () => recoverImports(new Date()));
    if (packs.sentAgain + imports.sentAgain > 0) await step.run("relay", () => relayOutbox(sendEvents, new Date()));
    return { packs, imports };
  },
);

export const prunePacks = inngest.createFunction(
  { id: "prune-packs", triggers: [{ cron: "7 * * * *" }], retries: 2 },
  ({ step }) => step.run("prune", () => prune(new Date())),
);

/** Deletes what no row owns and is older than a day; what it cannot mend stays for doctor to tell. */
export const reconcileFiles = inngest.createFunction(
  { id: "reconcile-files", triggers: [{ cron: "37 3 * * *" }], retries: 2 },
  ({ step }) =>
    step.run("reconcile", async () => {
      const { checked, problems, done } = await reconcile(new Date(), true);
      return { checked, problems: problems.length, mended: done.length };
    }),
);
