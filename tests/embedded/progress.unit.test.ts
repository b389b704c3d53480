import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lineProgress } from "@/lib/embedded/progress";

let lines: string[];
const progress = () => lineProgress((line) => lines.push(line));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "setInterval", "clearTimeout", "clearInterval", "performance"] });
  lines = [];
});

afterEach(() => {
  vi.useRealTimers();
});

test("a part that is quick prints nothing", async () => {
  const work = progress().during("Starting PostgreSQL", () => new Promise<void>((resolve) => setTimeout(resolve, 900)));
  await vi.advanceTimersByTimeAsync(1000);
  await work;
  expect(lines).toEqual([]);
});

test("a long part says that it began, where it is every ten seconds, and that it is done", async () => {
  const work = progress().during("Adding demo data", async (tell) => {
    tell("2 of 8");
    await new Promise<void>((resolve) => setTimeout(resolve, 12_000));
  });
  await vi.advanceTimersByTimeAsync(12_000);
  await work;
  expect(lines).toEqual([
    "Adding demo data …",
    "Adding demo data … 11 s (2 of 8)",
    "Adding demo data: done after 12 s.",
  ]);
});
