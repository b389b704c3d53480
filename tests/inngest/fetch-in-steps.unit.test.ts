import { expect, it } from "vitest";
import { type FetchWork, fetchInSteps } from "@/inngest/fetch-in-steps";

/** Counts each call as the step that it is; Microsoft is busy the first `busy` times that it is asked. */
function counted(busy: number, storedAgain: string[] = []) {
  const steps: string[] = [];
  const again = storedAgain.map((source) => [source]);
  const work: FetchWork = {
    read: async (source) => {
      steps.push(source);
      return busy-- > 0 ? { outcome: "wait", seconds: 1 } : { outcome: "read" };
    },
    wait: async () => void steps.push("wait"),
    store: async () => {
      steps.push("store");
      const sources = again.shift();
      return sources ? { outcome: "again", sources } : { outcome: "stored" };
    },
  };
  return { steps, work };
}

it("a fetch that Microsoft never answers says so before the 1,000 steps of a run are used up, waits counted", async () => {
  const { steps, work } = counted(Number.POSITIVE_INFINITY);
  await expect(fetchInSteps(["roles"], work)).rejects.toThrow("Microsoft Graph was busy for too long.");
  expect(steps.length).toBeGreaterThan(900);
  expect(steps.length).toBeLessThan(990);
});

it("waits as often as it is asked to, goes on with the same list, and reads again what has to be", async () => {
  const { steps, work } = counted(2, ["roles"]);
  expect(await fetchInSteps(["roles", "grants"], work)).toBe("stored");
  expect(steps).toEqual(["roles", "wait", "roles", "wait", "roles", "grants", "store", "roles", "store"]);
});

it("ends where somebody else has ended the fetch", async () => {
  const { steps, work } = counted(0);
  const read = async (source: string) => {
    steps.push(source);
    return { outcome: "ended" } as const;
  };
  expect(await fetchInSteps(["roles", "grants"], { ...work, read })).toBe("ended");
  expect(steps).toEqual(["roles"]);
});
