import { describe, expect, it } from "vitest";
import { findPeople } from "@/lib/review-packs/build/redact/find-people";
import { People } from "@/lib/review-packs/build/redact/people";

function peopleIn(...reports: unknown[]): People {
  const people = new People();
  for (const report of reports) findPeople(report, people);
  return people;
}

/** Whether all of these are one person, by this value. */
function expectOne(people: People, canonical: string, names: readonly string[]) {
  for (const name of names) expect(people.find(name), name).toBe(canonical);
}

describe("people in a stored report", () => {
  it("are Microsoft Graph's users, wherever they stand, by everything that Graph calls them", () => {
    const user = {
      id: "id-of-zoe",
      userPrincipalName: " zoe@example.com ",
      mail: "zoe.quill@example.com",
      displayName: "Zoe (IT)",
      givenName: "Zoe",
      surname: "Quill",
      mailNickname: "zoeq",
    };
    const people = peopleIn({ parts: { roleAssignments: { answer: { value: [{ principal: user }] } } } });
    const called = ["Zoe (IT)", "Zoe Quill", "Quill, Zoe", "zoeq"];
    expectOne(people, "zoe.quill@example.com", ["zoe@example.com", "zoe.quill@example.com", "id-of-zoe", ...called]);
  });

  it("are users of tools that write members with capital letters", () => {
    const people = peopleIn([{ Id: "id-1", UserPrincipalName: "zoe@example.com", DisplayName: "Zoe Quill" }]);
    expectOne(people, "zoe@example.com", ["id-1", "Zoe Quill"]);
    expectOne(peopleIn({ Mail: "zoe@example.com", UserDisplayName: "Zoe Quill" }), "zoe@example.com", ["Zoe Quill"]);
  });

  it("are users of whom Graph says only that they are, by id and name", () => {
    const people = peopleIn({ "@odata.type": "#microsoft.graph.User", id: "id-of-zoe", displayName: "Zoe Quill" });
    expectOne(people, "id-of-zoe", ["Zoe Quill", "id-of-zoe"]);
  });

  it("have a first name or a surname only, and then no comma", () => {
    const people = peopleIn(
      { mail: "zoe@example.com", givenName: "Zoe" },
      { mail: "quill@example.com", surname: "Quill" },
      { mail: "nobody@example.com" },
    );
    expect(people.find("zoe")).toBe("zoe@example.com");
    expect(people.find("quill")).toBe("quill@example.com");
    expect(people.find("Quill,")).toBeNull();
    expect(people.find(", Zoe")).toBeNull();
    expect(people.find(",")).toBeNull();
  });

  it("are principals of type user, and not groups or applications", () => {
    const held = (principalType: string) => ({ principalType, principalId: "id-1", principalDisplayName: "Zoe Quill" });
    expectOne(peopleIn(held("User")), "id-1", ["Zoe Quill", "id-1"]);
    for (const type of ["Group", "ServicePrincipal", ""]) expect(peopleIn(held(type)).find("Zoe Quill")).toBeNull();
  });

  it("are members in the tables of M365-Assess, whose type is user or not said", () => {
    const member = (MemberType?: string) => ({
      MemberType,
      MemberUPN: "zoe@example.com",
      MemberId: "id-1",
      MemberDisplayName: "Zoe Quill",
    });
    for (const type of ["User", "user", undefined])
      expectOne(peopleIn([member(type)]), "zoe@example.com", ["id-1", "Zoe Quill", "zoe@example.com"]);
    for (const type of ["Group", "SuperUser", "UserGroup"])
      expect(peopleIn([member(type)]).find("Zoe Quill")).toBeNull();
  });

  it("are the privileged users of ScubaGear, who stand under their ids", () => {
    const people = peopleIn({ privileged_users: { "id-1": { DisplayName: "Zoe Quill", roles: [] } } });
    expectOne(people, "id-1", ["Zoe Quill", "id-1"]);
    const answered = peopleIn({ privileged_users: { answer: { "id-1": { DisplayName: "Zoe Quill" } } } });
    expectOne(answered, "id-1", ["Zoe Quill", "id-1"]);
    const listed = peopleIn({ privileged_users: [{ "id-1": { DisplayName: "Zoe Quill" } }] });
    expectOne(listed, "id-1", ["Zoe Quill", "id-1"]);
  });

  it("are not what stands under an id elsewhere, such as an application", () => {
    const application = { "id-1": { DisplayName: "Backup" } };
    expect(peopleIn({ privileged_service_principals: application }).find("Backup")).toBeNull();
    expect(peopleIn({ answer: application }).find("Backup")).toBeNull();
  });

  it("are nobody where a group, a policy or a name of no person stands", () => {
    const people = peopleIn({ id: "id-1", displayName: "Sales Team", "@odata.type": "#microsoft.graph.group" });
    expect(people.find("Sales Team")).toBeNull();
    expect(peopleIn({ mail: " ", userPrincipalName: "", displayName: "Sales Team" }).find("Sales Team")).toBeNull();
    expect(people.find("id-1")).toBeNull();
  });

  it("are looked for in whatever a report is, without an error", () => {
    const odd = [
      null,
      7,
      "text",
      true,
      [],
      {},
      [null, [1]],
      { userPrincipalName: 5, mail: null, id: {} },
      { privileged_users: null },
    ];
    for (const report of odd) expect(peopleIn(report).find("text")).toBeNull();
    expect(peopleIn({ privileged_users: { "id-1": null, "id-2": "Zoe" } }).find("id-2")).toBe("id-2");
  });
});
