import type { People } from "@/lib/review-packs/build/redact/people";

/** Notes everybody whom a stored report names as a person: in Microsoft Graph's members, ScubaGear's, and the tables of M365-Assess. */
export function findPeople(payload: unknown, people: Pick<People, "add">): void {
  walk(payload, "", people);
}

function walk(value: unknown, under: string, people: Pick<People, "add">): void {
  if (Array.isArray(value)) for (const one of value) walk(one, under, people);
  else if (typeof value === "object" && value !== null) {
    const members = value as Record<string, unknown>;
    addPerson(members, people);
    for (const [key, member] of Object.entries(members)) {
      if (under === "privileged_users") people.add([key], [textOf(member, "DisplayName")]);
      walk(member, key === "answer" ? under : key, people);
    }
  }
}

function addPerson(members: Record<string, unknown>, people: Pick<People, "add">): void {
  const text = (...keys: string[]) => keys.map((key) => textOf(members, key)).find((one) => one !== "") ?? "";
  const [signIn, mail] = [text("userPrincipalName", "UserPrincipalName"), text("mail", "Mail")];
  if (signIn !== "" || mail !== "" || text("@odata.type").toLowerCase().endsWith(".user")) {
    const names = [text("givenName"), text("surname")].filter((name) => name !== "");
    const called = [text("displayName", "DisplayName", "UserDisplayName"), text("mailNickname")];
    people.add([signIn, mail, text("id", "Id")], [...called, names.join(" "), names.reverse().join(", ")]);
  } else if (text("principalType") === "User") people.add([text("principalId")], [text("principalDisplayName")]);
  else if (/^(?:user|)$/i.test(text("MemberType")))
    people.add([text("MemberUPN"), text("MemberId")], [text("MemberDisplayName")]);
}

function textOf(value: unknown, key: string): string {
  const text = (value as Record<string, unknown> | null)?.[key];
  return typeof text === "string" ? text.trim() : "";
}
