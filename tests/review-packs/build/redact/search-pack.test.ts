import { beforeAll, describe, expect, it } from "vitest";
import type { Collected } from "@/lib/review-packs/build/collected";
import { Personal } from "@/lib/review-packs/build/redact/personal";
import { stagePersonal } from "@/lib/review-packs/build/redact/personal-file";
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
async function searched(values: readonly string[]): Promise<void> {
  const personal = new Personal([]);
  for (const value of values) personal.add(value, true);
  expect(personal.isComplete).toBe(true);
  await searchPack(claim, { ...collected, personalValues: await stagePersonal(collected.folder, personal) });
}

const others = Array.from({ length: 8_500 }, (_, at) => `Quentin Xavier ${String(at).padStart(5, "0")}q`);

describe("a finished pack without people's data", () => {
  it("holds none of the values that were met", async () => {
    await expect(searchPack(claim, collected)).resolves.toBeUndefined();
    await expect(searched(others)).resolves.toBeUndefined();
  });

  it.each([
    ["the first", (leak: string) => [leak, ...others]],
    ["the last of 8,501, past what is searched for at once", (leak: string) => [...others, leak]],
  ])("is refused, with the entry and without the value, when it holds %s", async (_which, among) => {
    const leak = "sign in with a second factor";
    const error = await searched(among(leak)).catch((caught: Error) => caught);
    expect(error).toMatchObject({ code: "invalid_input" });
    expect(String(error)).toMatch(/still found in findings\.\w+/);
    expect(String(error)).not.toContain(leak);
  });
});
