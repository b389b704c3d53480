import { describeInngest, InngestServer } from "./inngest-server";
import { packsOn } from "./pack-queue";

describeInngest("review packs on a real Inngest server", () =>
  packsOn(async () => {
    const server = await InngestServer.prepare();
    return {
      url: server.url,
      start: (appUrl) => server.start(appUrl),
      kill: () => server.kill(),
      close: () => server.close(),
      rerun: async (runId) => void (await server.rerun(runId)),
    };
  }),
);
