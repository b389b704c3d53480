import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Collected } from "@/lib/review-packs/build/collected";
import { openPersonalFile } from "@/lib/review-packs/build/redact/personal-file";
import { searchPack } from "@/lib/review-packs/build/redact/search-pack";
import type { PackClaim } from "@/lib/review-packs/claim";
import { buildFinding, buildTenant } from "../../../factories";
import { buildClaim, makePack } from "../pack-claim";

let claim: PackClaim;
let collected: Collected;

beforeAll(async () => {
  const tenant = await buildTenant();
  await buildFinding({ tenant, resourceName: "Zoe Quill", resourceId: "zoe.quill@canary.example" });
  claim = await buildClaim({ tenant, options: { includePii: false, includeOperations: true } });
  ({ collected } = await makePack(claim));
});

/** The pack is searched as if these were the values that had been met. */
async function searched(values: Iterable<string>): Promise<void> {
  const folder = `${claim.staging}/${randomUUID()}`;
  const personal = openPersonalFile(folder);
  for (const value of values) personal.add(value);
  await searchPack(claim, { ...collected, folder, personalValues: await personal.end() });
}

const leak = "sign in with a second factor";

/** More than were searched for once: of these 120,000 were, and the others left out with a line in the log. */
function* others(count: number): Generator<string> {
  for (let at = 0; at < count; at++) yield `Quentin Xavier ${String(at).padStart(6, "0")}q`;
}

describe("a finished pack without people's data", () => {
  it("holds none of the values that were met", async () => {
    await expect(searchPack(claim, collected)).resolves.toBeUndefined();
    await expect(searched(others(8_500))).resolves.toBeUndefined();
  });

  it.each([
    ["the first", [leak, ...others(8_500)]],
    ["the last of 8,501", [...others(8_500), leak]],
  ])("is refused, with the entry and without the value, when it holds %s", async (_which, values) => {
    const error = await searched(values).catch((caught: Error) => caught);
    expect(error).toMatchObject({ code: "invalid_input" });
    expect(String(error)).toMatch(/still found in findings\.\w+/);
    expect(String(error)).not.toContain(leak);
  });

  it("is searched for all of the values that were met, however many: the last of 130,001 is found", async () => {
    await expect(searched([...others(130_000), leak])).rejects.toThrow(/still found in findings\.\w+/);
  }, 120_000);

  it("is not made when the list of values is not the one that was written", async () => {
    await expect(searchPack(claim, { ...collected, personalValues: "0".repeat(64) })).rejects.toThrow(
      "not what was collected",
    );
  });
});
