import type { Setting } from "@/lib/embedded/environment";
import { identifyProcess } from "@/lib/embedded/process-identity";
import { productVersion, type Runtime, writeRuntime } from "@/lib/embedded/runtime";

/** The runtime file of this run, and the way to change it. */
export interface RuntimeNote {
  readonly current: Runtime;
  change(more: Partial<Runtime>): Promise<void>;
}

/** Notes that this process runs the product; see runtime.ts for who reads it. */
export async function noteRuntime(setting: Setting, url: string): Promise<RuntimeNote> {
  const { dataDir, root, isRunnerEmbedded } = setting;
  const supervisor = identifyProcess(process.pid);
  if (!supervisor) throw new Error("This process cannot find itself in the list of processes.");
  const note = {
    current: {
      version: productVersion(root),
      startedAt: new Date().toISOString(),
      isReady: false,
      url,
      runner: isRunnerEmbedded ? ("embedded" as const) : ("inngest" as const),
      supervisor,
      children: {},
    } satisfies Runtime as Runtime,
    // One write after the other; one that failed (a full disk) does not keep the next from being tried.
    last: Promise.resolve(),
    change(more: Partial<Runtime>) {
      note.current = { ...note.current, ...more };
      note.last = note.last.catch(() => {}).then(() => writeRuntime(dataDir, note.current));
      return note.last;
    },
  };
  await note.change({});
  return note;
}
