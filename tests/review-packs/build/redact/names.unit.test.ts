import { describe, expect, it } from "vitest";
import { redacting, token, zoe, zoesToken } from "./redacting";

const { names } = redacting(zoe);
const id = "9f1c8a52-5b0e-4a58-9d4f-0a1b2c3d4e5f";
const anybody = { resourceId: "", resourceName: "", resourceType: "" };
const noOwn = { resourceId: "", resourceName: "", spoken: [] };

describe("a name or an id", () => {
  it("is a pseudonym of its kind when it is nobody's that is known", () => {
    expect(names.name("object", "Sales")).toBe(token("object", "Sales"));
    expect(names.name("person", "Ada Finch")).toBe(token("person", "Ada Finch"));
    expect(names.name("name", id)).toBe(token("object", id));
    expect(names.name("account", id)).toBe(token("account", id));
  });

  it("is a person's when it has the form of a mail address or is known, and a machine's when it has the form of one", () => {
    expect(names.name("object", "ada@example.com")).toBe(token("person", "ada@example.com"));
    expect(names.name("object", "ZOE QUILL")).toBe(zoesToken);
    expect(names.name("name", "4F1C8A52-5b0e-4a58-9d4f-0a1b2c3d4e5f")).toBe(zoesToken);
    expect(names.name("object", "10.1.2.3")).toBe(token("address", "10.1.2.3"));
  });

  it("says whose it is when it is made of a person's and of words on the list", () => {
    expect(names.name("object", "mailbox/zoe@example.com")).toBe(`mailbox/${zoesToken}`);
    expect(names.name("object", "calendar of zoe@example.com")).toBe(`calendar of ${zoesToken}`);
    expect(names.name("object", "fabrikam/zoe@example.com")).toBe(token("object", "fabrikam/zoe@example.com"));
    expect(names.name("object", "calendar of zoe")).toBe(token("object", "calendar of zoe"));
  });

  it("stays when every tenant has it, when it is a pseudonym already and when there is none", () => {
    const everywhere = [
      "Global Administrator",
      "62e90394-69f5-4237-9190-012177145e10",
      "Microsoft Graph",
      "User.Read.All",
    ];
    for (const value of [...everywhere, zoesToken, ""]) expect(names.name("object", value)).toBe(value);
    expect(names.name("object", `by ${zoesToken}`)).not.toContain(zoesToken);
  });
});

describe("what is the same with nobody's data in it", () => {
  it("is words on the list, a time, a pseudonym, and what every tenant has", () => {
    const harmless = ["Backup operators", "2026-11-25T07:30:11Z", zoesToken, "Global Administrator", "User.Read.All"];
    for (const value of [...harmless, "62e90394-69f5-4237-9190-012177145e10", ""])
      expect(names.isHarmless(value), value).toBe(true);
  });

  it("is no name, no address and nobody who is known, also by a name of words on the list", () => {
    for (const value of ["Ada Finch", "10.1.2.3", "ada@example.com", "Zoe Quill", "of 2026-11-25 by Ada"])
      expect(names.isHarmless(value), value).toBe(false);
    expect(redacting([["m@example.com"], ["mark"]]).names.isHarmless("mark")).toBe(false);
    expect(names.isHarmless("mark")).toBe(true);
  });
});

describe("a type, a region, a category", () => {
  it("goes out when it is of words on the list, and is left out otherwise", () => {
    for (const word of [
      "user",
      "Conditional access",
      "deviceCodeFlow",
      "west.Summer",
      "#Summer",
      "directorySummer",
      "low",
    ])
      expect(names.word(word), word).toBe(word);
    for (const word of [
      "fabrikam",
      "Ada",
      "Summer",
      "(Summer",
      "user Summer",
      "fabrikam.blue",
      "blueFabrikam",
      "10.1.2.3",
      "ada@example.com",
      "Zoe Quill",
    ])
      expect(names.word(word), word).toBe("");
  });

  it("is left out when it is a known person's name, whatever it is made of", () => {
    const marks = redacting([["m@example.com"], ["mark", "art king"]]).names;
    expect(marks.word("mark")).toBe("");
    expect(marks.word("mark the user")).toBe("mark the user");
    expect(marks.word("user art king")).toBe("");
  });

  it("is short: a text is not a type", () => {
    expect(names.word("a".padEnd(120, " a"))).not.toBe("");
    expect(names.word("a".padEnd(121, " a"))).toBe("");
  });

  it("has a pseudonym where one must stand", () => {
    expect(names.wordOr("object", "user")).toBe("user");
    expect(names.wordOr("object", "fabrikam")).toBe(token("object", "fabrikam"));
    expect(names.wordOr("object", "zoe@example.com")).toBe(zoesToken);
    expect(names.wordOr("object", "")).toBe("");
  });
});

describe("the id of a check, a scope", () => {
  it("stays when it is made of harmless words, and is a token otherwise", () => {
    for (const checkId of ["entra_admin_roles", "CIS.M365.1.1.1", ""])
      expect(names.identifier("check", checkId)).toBe(checkId);
    expect(names.identifier("check", "fabrikam_rules")).toBe(token("check", "fabrikam_rules"));
    expect(names.identifier("scope", "fabrikam_rules")).toBe(token("scope", "fabrikam_rules"));
    expect(names.identifier("check", "Summer")).toBe(token("check", "Summer"));
    expect(names.identifier("check", "host_10.1.2.3")).toBe(token("check", "host_10.1.2.3"));
  });

  it("is a token when it is a known person's name of words on the list", () => {
    const marks = redacting([["m@example.com"], ["art_king", "mark young", "mark"]]).names;
    expect(marks.identifier("check", "art_king")).toBe(token("check", "art_king"));
    expect(marks.identifier("check", "mark")).toBe(token("check", "mark"));
    expect(marks.identifier("scope", "to mark young")).toBe(token("scope", "to mark young"));
  });

  it("says nothing about a text that reads the same: a title stays a title", () => {
    const own = redacting(zoe).names;
    const repeated = () => own.repeatedText("Zoe Quill", noOwn);
    expect(own.identifier("check", "Zoe Quill")).toBe(token("check", "zoe quill"));
    expect(own.identifier("scope", "Zoe Quill")).toBe(token("scope", "zoe quill"));
    expect(own.source("Zoe Quill")).toBe(token("tool", "zoe quill").replace("-", "_"));
    expect(repeated()).toBe(zoesToken);
    expect(repeated()).toBe(zoesToken);
  });
});

describe("the name of a source", () => {
  it("stays part by part when it is of words on the list; others are a tool's token", () => {
    expect(names.source("assessment.prowler")).toBe("assessment.prowler");
    const tool = names.source("findings.fabrikam_scan");
    expect(tool).toMatch(/^findings\.tool_[0-9a-z]{12}$/);
    expect(names.source("findings.fabrikam_scan")).toBe(tool);
    expect(names.source(tool)).toBe(tool);
    expect(names.source("findings.Mark")).toMatch(/^findings\.tool_/);
    expect(names.source("xtool_8c2d4k7m1qx0")).toMatch(/^tool_/);
    expect(names.source("tool_8c2d4k7m1qx0x")).not.toContain("8c2d4k7m1qx0");
  });
});

describe("the name of a tenant or a workspace", () => {
  it("is public, unless it is a person's", () => {
    expect(names.publicName("Fabrikam 2000")).toBe("Fabrikam 2000");
    for (const name of ["Zoe Quill", "Office of Zoe Quill", "ada@example.com", "Fabrikam@Work"])
      expect(names.publicName(name)).toBe(token("tenant", name));
    expect(redacting([["m@example.com"], ["mark"]]).names.publicName("Mark")).toBe(token("tenant", "mark"));
    expect(names.publicName("Mark")).toBe("Mark");
  });
});

describe("what a finding was found on", () => {
  const on = (resourceType: string) => names.ownOf({ resourceId: "x-1", resourceName: "Blue", resourceType });

  it("is a person, a device or another thing, as its type says", () => {
    for (const type of ["User", "mailbox", "guest account", "member"])
      expect(on(type).resourceName).toBe(token("person", "Blue"));
    for (const type of ["device", "virtualMachine", "SQL Server"])
      expect(on(type).resourceName).toBe(token("device", "Blue"));
    for (const type of ["policy", ""]) expect(on(type).resourceId).toBe(token("object", "x-1"));
  });

  it("has one pseudonym when id and name are the same", () => {
    const own = names.ownOf({ ...anybody, resourceId: "Blue", resourceName: "Blue" });
    expect(own.resourceId).toBe(own.resourceName);
  });

  it("is named so in its texts, the longer name first", () => {
    const own = names.ownOf({ resourceId: "SRV1", resourceName: "SRV1.fabrikam.local", resourceType: "server" });
    expect(names.text("On SRV1.fabrikam.local and SRV1 and SRV1", own)).toBe(
      `On ${own.resourceName} and ${own.resourceId} and ${own.resourceId}`,
    );
    expect(names.repeatedText("SRV1 is open", own)).toBe(`${own.resourceId} is open`);
    expect(names.repeatedText("Sign in", own)).toBe("Sign in");
    expect(names.text("SRV1 is open")).toBe("[withheld] is open");
    expect(names.text("Sign in")).toBe("Sign in");
  });

  it("is not looked for in texts when every tenant has it, or when its name stands within words", () => {
    const role = { resourceId: "62e90394-69f5-4237-9190-012177145e10", resourceName: "Global Administrator" };
    expect(names.ownOf({ ...role, resourceType: "role" }).spoken).toEqual([]);
    const short = names.ownOf({ resourceId: "ict", resourceName: "icts", resourceType: "group" });
    expect(short.spoken).toEqual([["icts", short.resourceName]]);
    expect(names.text("ict restrict restricts", short)).toBe(`[withheld] restrict [withheld]`);
  });
});

describe("values that pseudonyms took the place of", () => {
  it("are remembered when they are somebody's, and not those of checks, scopes, tools and accounts", () => {
    const { names: own, met } = redacting(zoe);
    own.name("object", "Blue Fabrikam");
    own.name("device", "SRV-FABRIKAM");
    own.name("object", "10.20.30.40");
    own.name("name", "Named Fabrikam");
    own.name("account", "account-fabrikam");
    own.identifier("check", "check-fabrikam");
    own.identifier("scope", "scope-fabrikam");
    own.source("tool-fabrikam");
    own.publicName("Office of Zoe Quill");
    own.name("person", "Mark Young");
    own.name("object", "Art King");
    expect(met).toEqual([
      "Blue Fabrikam",
      "SRV-FABRIKAM",
      "10.20.30.40",
      "Zoe Quill",
      "Office of Zoe Quill",
      "Mark Young",
    ]);
  });
});
