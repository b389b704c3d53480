import { inngest } from "@/inngest/client";
import { sendEvents } from "@/inngest/send";
import { recoverPreviews, sweepPreviews } from "@/lib/imports/previews/sweep-previews";
import { recoverImports } from "@/lib/imports/recover-imports";
import { sweepKeptFiles } from "@/lib/imports/sweep-kept-files";
import { sendMails } from "@/lib/notifications/send-mails";
import { relayOutbox } from "@/lib/outbox/outbox";
import { reconcile } from "@/lib/review-packs/reconcile";
import { reap } from "@/lib/review-packs/recovery";
import { prune } from "@/lib/review-packs/retention";

// The sweeps of generation.md, Keeping house. Any number may run at once: each takes only what nobody else has.

export const relayOutboxEvents = inngest.createFunction(
  { id: "relay-outbox", triggers: [{ cron: "* * * * *" }], retries: 0 },
  ({ step }) => step.run("relay", () => relayOutbox(sendEvents, new Date())),
);

/** A step of its own, apart from what is told of: a mail server that is away makes no pack fail. */
export const mailNotifications = inngest.createFunction(
  { id: "mail-notifications", triggers: [{ cron: "* * * * *" }], retries: 0 },
  ({ step }) => step.run("mail", () => sendMails(new Date())),
);

export const reapAbandoned = inngest.createFunction(
  { id: "reap-abandoned", triggers: [{ cron: "* * * * *" }], retries: 0 },
  async ({ step }) => {
    const packs = await step.run("reap", () => reap(new Date()));
    const imports = await step.run("recover imports", () => recoverImports(new Date()));
    const previews = await step.run("recover previews", () => recoverPreviews(new Date()));
    if (packs.sentAgain + imports.sentAgain + previews.sentAgain > 0)
      await step.run("relay", () => relayOutbox(sendEvents, new Date()));
    return { packs, imports, previews };
  },
);

export const prunePacks = inngest.createFunction(
  { id: "prune-packs", triggers: [{ cron: "7 * * * *" }], retries: 2 },
  ({ step }) =>
    step.run("prune", async () => {
      const { problems, ...counts } = await prune(new Date());
      return { ...counts, problems: problems.length };
    }),
);

/** Removes uploads that nobody decided about, and files of imports that are kept no longer. */
export const sweepImportPreviews = inngest.createFunction(
  { id: "sweep-import-previews", triggers: [{ cron: "17 * * * *" }], retries: 2 },
  async ({ step }) => {
    const previews = await step.run("sweep", () => sweepPreviews(new Date()));
    const files = await step.run("delete kept files", async () => {
      const { problems, ...counts } = await sweepKeptFiles(new Date());
      return { ...counts, problems: problems.length };
    });
    return { previews, files };
  },
);

/** Deletes what no row owns and is older than a day; what it cannot mend stays for doctor to tell. */
export const reconcileFiles = inngest.createFunction(
  { id: "reconcile-files", triggers: [{ cron: "37 3 * * *" }], retries: 2 },
  ({ step }) =>
    step.run("reconcile", async () => {
      const { checked, problems, done } = await reconcile(new Date(), { fix: true });
      return { checked, problems: problems.length, mended: done.length };
    }),
);
