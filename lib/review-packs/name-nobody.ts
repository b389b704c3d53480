import { inSystem, withConnection } from "@/lib/db";
import { log } from "@/lib/log";
import { findCollected } from "@/lib/review-packs/build/collect";
import { addKnownPeople, publicNames } from "@/lib/review-packs/build/redact/known-people";
import { People } from "@/lib/review-packs/build/redact/people";
import { Personal } from "@/lib/review-packs/build/redact/personal";
import { readPersonal } from "@/lib/review-packs/build/redact/personal-file";
import { searchesFor } from "@/lib/review-packs/build/redact/search";
import { inSnapshot } from "@/lib/review-packs/build/snapshot";
import { generalReason, type PackFailure } from "@/lib/review-packs/failure";
import { optionsFromJson } from "@/lib/review-packs/options";

/**
 * A failure as it may be stored: the reason of a pack without people's data is searched for the tenant's known personal values
 * (pack.md), as the pack itself is. With a hit, and when it cannot be searched, a general reason takes its place: that the
 * pack failed is never lost for it.
 */
export async function nameNobody(packId: bigint, failure: PackFailure): Promise<PackFailure> {
  const pack = await findPack(packId);
  if (!pack || optionsFromJson(pack.options).includePii || !(await namesSomebody(failure.reason, pack))) return failure;
  return { ...failure, reason: generalReason(failure.code) };
}

type Pack = NonNullable<Awaited<ReturnType<typeof findPack>>>;

const findPack = (id: bigint) =>
  inSystem((tx) =>
    tx.reviewPack.findUnique({
      where: { id },
      select: {
        id: true,
        options: true,
        claimToken: true,
        tenant: { include: { workspace: { select: { name: true } } } },
      },
    }),
  );

async function namesSomebody(reason: string, pack: Pack): Promise<boolean> {
  const text = [Buffer.from(reason, "utf8")];
  try {
    for await (const search of searchesFor(knownValues(pack))) if (await search.isIn(text)) return true;
    return false;
  } catch (error) {
    const packId = String(pack.id);
    log("review-packs").warn({ packId, err: error }, "the reason of a failure could not be searched for names");
    return true;
  }
}

/** Whom reports and accounts name, and what was met while the pack was read, if it came to that. */
async function* knownValues({ tenant, claimToken }: Pack): AsyncGenerator<readonly string[]> {
  const people = new People();
  const spelled: string[] = [];
  const add = (own: readonly string[], called: readonly string[]) => {
    people.add(own, called);
    spelled.push(...own, ...called);
  };
  await withConnection((client) =>
    // A report that is too large to be read was not put into the pack either.
    inSnapshot(client, tenant.workspaceId, (_, query) => addKnownPeople(query, tenant, { add }, () => {})),
  );
  const values: string[] = [];
  const personal = new Personal(publicNames(tenant, tenant.workspace.name, people), (value) => values.push(value));
  for (const name of spelled) personal.add(name, true);
  yield values;
  const collected = claimToken === null ? null : await findCollected({ staging: `staging/${claimToken}` });
  if (collected?.personalValues) yield* readPersonal(collected.folder, collected.personalValues);
}
