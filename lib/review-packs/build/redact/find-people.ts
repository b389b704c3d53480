import type { People } from "@/lib/review-packs/build/redact/people";

/** Notes everybody whom a stored report names as a person: in Microsoft Graph's members, ScubaGear's, and the tables of M365-Assess. */
export function findPeople(payload: unknown, people: People): void {
  walk(payload, "", people);
}

function walk(value: unknown, under: string, people: People): void {
  if (Array.isArray(value)) for (const one of value) walk(one, under, people);
  else if (typeof value === "object" && value !== null) {
    const members = value as Record<string, unknown>;
    const { own, called } = namesIn(members);
    people.add(own, called);
    for (const [key, member] of Object.entries(members)) {
      if (under === "privileged_users") people.add([key], [textOf(member, "DisplayName")]);
      walk(member, key === "answer" ? under : key, people);
    }
  }
}

/** `own`: what only this person has. */
function namesIn(members: Record<string, unknown>): { own: string[]; called: string[] } {
  const text = (...keys: string[]) => keys.map((key) => textOf(members, key)).find((one) => one !== "") ?? "";
  const [signIn, mail] = [text("userPrincipalName", "UserPrincipalName"), text("mail", "Mail")];
  if (signIn !== "" || mail !== "" || text("@odata.type").toLowerCase().endsWith(".user"))
    return {
      own: [signIn, mail, text("id", "Id")],
      called: [
        text("displayName", "DisplayName", "UserDisplayName"),
        `${text("givenName")} ${text("surname")}`,
        `${text("surname")}, ${text("givenName")}`.replace(/^, |, $/, ""),
        text("mailNickname"),
      ],
    };
  if (text("principalType") === "User") return { own: [text("principalId")], called: [text("principalDisplayName")] };
  if (/^(?:user|)$/i.test(text("MemberType")))
    return { own: [text("MemberUPN"), text("MemberId")], called: [text("MemberDisplayName")] };
  return { own: [], called: [] };
}

function textOf(value: unknown, key: string): string {
  const text = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return typeof text === "string" ? text.trim() : "";
}
