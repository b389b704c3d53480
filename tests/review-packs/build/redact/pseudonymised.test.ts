import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import type { PackClaim } from "@/lib/review-packs/claim";
import { buildFinding } from "../../../factories";
import { readEntries } from "../../../support/forged-pack";
import { java } from "../../../support/java";
import { buildClaim, makePack } from "../pack-claim";
import { richTenant } from "../report/rich-tenant";

let claim: PackClaim;

beforeAll(async () => {
  const tenant = await richTenant();
  await buildFinding({
    tenant,
    resourceName: "Zoe Quill",
    resourceId: "zoe.quill@canary.example",
    evidence: { detail: "Zoe Quill signs in from 10.9.8.7.", secret: "Zoe Quill" },
  });
  claim = await buildClaim({ tenant, options: { includePii: false, includeOperations: true } });
  await makePack(claim);
});

describe("a pack without people's data", () => {
  it("names nobody, and says the same of everybody as before", async () => {
    const zip = path.join(env().TENANTPILOT_DATA_DIR, "storage", "exports", claim.filePath);
    for (const [name, content] of await readEntries(zip))
      expect(content.toString("utf8"), name).not.toMatch(/zoe|quill|10\.9\.8\.7/i);
  });

  it("is read by Java, with the hashes of SHA256SUMS", async () => {
    const zip = path.join(env().TENANTPILOT_DATA_DIR, "storage", "exports", claim.filePath);
    const lines = (await java("hashes", zip)).split("\n").filter((line) => !line.endsWith("  SHA256SUMS"));
    expect(lines.join("\n")).toBe(String((await readEntries(zip)).get("SHA256SUMS")));
  });
});
