import type { Actor } from "@/lib/auth/actor";
import { inSystem } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { inviteMember, type NewInvitation } from "@/lib/workspaces/invitations";
import { buildTenant, buildUser } from "@/tests/factories";

let addresses = 0;
/** Each from an address of its own, so that no test uses up another's tries. */
export const from = () => {
  addresses += 1;
  return { ip: `2001:db8:0:${addresses.toString(16)}::1`, userAgent: null };
};

/** A workspace with a tenant and its owner. */
export async function buildPlace() {
  const tenant = await buildTenant();
  const { slug } = await inSystem((tx) => tx.workspace.findUniqueOrThrow({ where: { id: tenant.workspaceId } }));
  return { tenant, workspace: slug, owner: await buildUser({ role: "owner", tenant }) };
}

/** Somebody invited by the owner, and the token in their link. */
export async function invite(
  place: Awaited<ReturnType<typeof buildPlace>>,
  more: Partial<NewInvitation> = {},
  by?: Actor,
) {
  addresses += 1;
  const wanted: NewInvitation = {
    workspace: place.workspace,
    email: `New.${place.tenant.slug}.${addresses}@Example.com`,
    name: "New Person",
    role: "operator",
    ...more,
  };
  const made = await inviteMember(by ?? place.owner, wanted, new Date());
  return { ...made, token: made.url.split("/").at(-1) ?? "" };
}

/** How something was refused, in all its words; null when it was not. */
export const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => (error instanceof AppError ? `${error.code}: ${error.message} ${error.next}` : String(error)),
  );
/** What every invitation that gives nothing is answered with. */
export const oneRefusal = "not_found: This invitation does not work. Ask whoever invited you for a new one.";
