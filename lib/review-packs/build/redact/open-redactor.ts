import { AppError } from "@/lib/errors";
import { addKnownPeople, publicNames, redactedReportCharsMax } from "@/lib/review-packs/build/redact/known-people";
import { Names } from "@/lib/review-packs/build/redact/names";
import { People } from "@/lib/review-packs/build/redact/people";
import { Personal } from "@/lib/review-packs/build/redact/personal";
import { openPersonalFile, type PersonalFile } from "@/lib/review-packs/build/redact/personal-file";
import { Pseudonyms } from "@/lib/review-packs/build/redact/pseudonyms";
import { Redactor } from "@/lib/review-packs/build/redact/redactor";
import type { PackClaim } from "@/lib/review-packs/claim";
import type { Query } from "@/lib/review-packs/fingerprint";

/** What a pack without people's data is written through, and the list of the values that it meets. */
export interface OpenRedactor {
  redactor: Redactor;
  personal: PersonalFile;
}

/**
 * Reads the tenant's secret, and who is known by name. Null when people's data stay in. Else end the list, or abort it.
 * @param folder where the list is staged.
 * @throws {AppError} invalid_input when a stored report is too large.
 */
export async function openRedactor(query: Query, claim: PackClaim, folder: string): Promise<OpenRedactor | null> {
  if (claim.options.includePii) return null;
  const { tenant, workspaceName } = claim;
  const [row] = await query<{ secret: Buffer }>("SELECT secret FROM tenant_pseudonym_secrets WHERE tenant_id = $1", [
    tenant.id,
  ]);
  if (!row) throw new Error("The tenant has no secret to make pseudonyms with.");
  const people = new People();
  await addKnownPeople(query, tenant, people, refuseLarge);
  const personal = openPersonalFile(folder);
  const met = new Personal(publicNames(tenant, workspaceName, people), personal.add);
  return { redactor: new Redactor(new Names(new Pseudonyms(row.secret), people, met)), personal };
}

function refuseLarge(type: string): never {
  throw new AppError(
    "invalid_input",
    `The report ${type} is too large to be pseudonymised: it has more than ${redactedReportCharsMax / 1024 ** 2} million characters.`,
    { next: "Make the pack with people's data, or import that report in a smaller form." },
  );
}
