import { describe, expect, it } from "vitest";
import { once } from "@/lib/review-packs/build/staging";
import { generalReason } from "@/lib/review-packs/failure";
import { collectStep, failStep } from "@/lib/review-packs/generate";
import { cancelPack, claimPack, failPack } from "@/lib/review-packs/lifecycle";
import { requestPack } from "@/lib/review-packs/request-pack";
import { exportsStorage } from "@/lib/storage/exports";
import { buildFinding, buildReport, buildTenant, buildUser } from "../factories";
import { later, now, row } from "./claimed-pack";

const general = generalReason("refused");
const zoe = {
  "@odata.type": "#microsoft.graph.user",
  displayName: "Zoe Quill",
  userPrincipalName: "zoe@canary.example",
};

/** A pack that run-1 has claimed, of a tenant whose report names Zoe Quill. */
async function claimedPack(includePii = false) {
  const tenant = await buildTenant({ name: "Fabrikam Canary" });
  await buildReport({ tenant, payload: { value: [zoe] } });
  await buildFinding({ tenant, resourceName: "LAPTOP-QX77", resourceType: "device" });
  const actor = await buildUser({ role: "manager", tenant, name: "Mia Manager", email: `mia@${tenant.slug}.example` });
  const options = { includePii, includeOperations: true };
  const { pack } = await requestPack(actor, { tenant: tenant.slug, options }, now);
  const id = BigInt(pack.id);
  const answer = await claimPack(id, "run-1", now);
  if (answer.outcome !== "claimed") throw new Error(answer.outcome);
  return { tenant, actor, id, token: answer.claimToken };
}

const refused = (reason: string) => ({ code: "refused", reason });

describe("the reason of a pack without people's data", () => {
  it.each([
    ["somebody's name", "The report of Zoe Quill cannot be read."],
    ["it in capital letters", "ZOE QUILL: cannot be read."],
    ["their sign-in name", "mailbox/zoe@canary.example is too large."],
    ["it in an address", "GET /users/Zoe%20Quill failed."],
    ["it in base64", `Bad line ${Buffer.from("of Zoe Quill, who").toString("base64")}.`],
    ["it in JSON", 'Not expected: "\\u005aoe Quill".'],
  ])("with %s becomes a general one, and the pack fails all the same", async (_, reason) => {
    const { id } = await claimedPack();
    expect(await failPack(id, refused(reason), later(5))).toBe(true);
    expect(await row(id)).toMatchObject({
      status: "failed",
      failureCode: "refused",
      failureReason: general,
      operationRun: { outcome: "failed", failureReason: general },
    });
  });

  it("stays as it is when it names nobody; what the product names openly is nobody", async () => {
    for (const reason of ["The disk is full.", "findings.csv: It was changed.", "Fabrikam Canary has no findings."]) {
      const { id } = await claimedPack();
      await failPack(id, refused(reason), later(5));
      expect((await row(id)).failureReason).toBe(reason);
    }
  });

  it("is searched for what was met while the pack was read, too", async () => {
    const { id, token } = await claimedPack();
    await collectStep(id, token);
    expect(await failStep(id, "run-1", refused("laptop-qx77 cannot be read."))).toBe(true);
    expect(await row(id)).toMatchObject({ status: "failed", failureReason: general });
  });

  it("becomes a general one when it cannot be searched: the pack fails all the same", async () => {
    const { id, token } = await claimedPack();
    await exportsStorage().write(`staging/${token}/collected.json`, once("{"));
    expect(await failStep(id, "run-1", refused("The disk is full."))).toBe(true);
    expect(await row(id)).toMatchObject({ status: "failed", failureCode: "refused", failureReason: general });
  });

  it("does not name who cancelled it; the operation and the audit do", async () => {
    const { id, tenant, actor } = await claimedPack();
    await cancelPack(actor, tenant.slug, id, later(5));
    expect(await row(id)).toMatchObject({
      failureCode: "cancelled",
      failureReason: "Cancelled.",
      operationRun: { outcome: "cancelled", cancelledByName: actor.name },
    });
  });
});

describe("the reason of a pack with people's data", () => {
  it("stays as it is", async () => {
    const { id } = await claimedPack(true);
    await failPack(id, refused("The report of Zoe Quill cannot be read."), later(5));
    expect((await row(id)).failureReason).toBe("The report of Zoe Quill cannot be read.");
    const another = await claimedPack(true);
    await cancelPack(another.actor, another.tenant.slug, another.id, later(5));
    expect((await row(another.id)).failureReason).toBe(`Cancelled by ${another.actor.name}.`);
  });
});
