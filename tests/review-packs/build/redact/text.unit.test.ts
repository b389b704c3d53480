import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainWords } from "@/lib/review-packs/build/redact/words";
import { type Person, redacting, textOf, token, zoe, zoesToken } from "./redacting";

describe("a text without people's data", () => {
  it.each([
    "Administrators sign in with a second factor.",
    "  Two spaces,\n\n* a list\n\t- and a tab \n",
    "Mark the device. King-size names: Young people at the start of each sentence.",
    "",
    "   ",
    "Blocked 12345 of 20 sign-ins (5%) on 2026-11-25, at 2026-11-25T07:30:11Z.",
    `Shared already: by ${zoesToken} and tool_8c2d4k7m1qx0`,
    "Role 62e90394-69f5-4237-9190-012177145e10 of everybody's",
  ])("stays as it is when nobody is in it: %j", (text) => expect(textOf(text)).toBe(text));

  it("withholds words that are not on the list; several in a row are one", () => {
    expect(textOf("Reviewed by Zoe Quill Fabrikam yesterday, not by Ada.")).toBe(
      "Reviewed by [withheld] yesterday, not by [withheld]",
    );
    expect(textOf("Zoe")).toBe("[withheld]");
    expect(textOf("Zoe  Quill  ")).toBe("[withheld]  ");
    expect(textOf("a Zoe b Ada  c")).toBe("a [withheld] b [withheld]  c");
  });

  it("lets a word that could be a name begin a sentence, and nothing else", () => {
    expect(textOf("Mark this. Mark: this\nMark it")).toBe("Mark this. Mark: this\nMark it");
    expect(textOf("by Mark and (Mark) and Mark")).toBe("by [withheld] and [withheld] and [withheld]");
    for (const end of [".", "!", "?", ":", ";", "|", ">", "*", ")", "]", "#", '."', ".)", "-", "—"])
      expect(textOf(`done${end === "-" || end === "—" ? ` ${end}` : end} Mark it`)).toContain("Mark it");
    for (const end of [",", "'", "-"]) expect(textOf(`done${end} Mark it`)).toContain("[withheld] it");
    expect(textOf("5 Mark it")).toBe("5 [withheld] it");
    expect(textOf("ended\n Mark it")).toBe("ended\n Mark it");
    expect(textOf("ended \t Mark it")).toBe("ended \t [withheld] it");
    expect(textOf("by Zoe. Mark it")).toBe("by [withheld] Mark it");
    expect(textOf("by Zoe Mark it")).toBe("by [withheld] it");
  });

  it("withholds it there too when a name seems to follow", () => {
    expect(textOf("Mark Young signs in. Art Quill too. Summer")).toBe("[withheld] signs in. [withheld] too. Summer");
    expect(textOf("Mark the King. Mark 5")).toBe("Mark the [withheld] Mark 5");
  });

  it("puts pseudonyms for mail addresses, ids and addresses of machines, wherever in a word they stand", () => {
    const id = "4f1c8a52-5b0e-4a58-9d4f-0a1b2c3d4e5f";
    expect(textOf("'zoe@example.com'")).toBe(`'${zoesToken}'`);
    expect(textOf("user=zoe@example.com; owner:zoe@example.com")).toBe(`user=${zoesToken}; owner:${zoesToken}`);
    expect(textOf(`/users/${id}/owners`)).toBe(`/users/${token("object", id)}/owners`);
    expect(textOf("Blocked from 10.1.2.3: 5 times, 10.1.2.4:443")).toBe(
      `Blocked from ${token("address", "10.1.2.3")}: 5 times, ${token("address", "10.1.2.4")}:443`,
    );
    expect(textOf("::ffff:10.1.2.3")).toBe(token("address", "::ffff:10.1.2.3"));
    expect(textOf("00-1a-2b-3c-4d-5e")).toBe(token("address", "00-1a-2b-3c-4d-5e"));
  });

  it("withholds what touches such a thing and is not on the list", () => {
    expect(textOf("x zoe=quill@example.com")).toBe("x [withheld]");
    expect(textOf("x 10.1.2.3-srv")).toBe("x [withheld]");
    expect(textOf("x Zoe:62e90394-69f5-4237-9190-012177145e10")).toBe("x [withheld]");
    expect(textOf("x st62e90394-69f5-4237-9190-012177145e10ate")).toBe("x [withheld]");
  });

  it("is cut when it is very long, before a word and not within one: the beginning of a name is one too", () => {
    const words = (chars: number) => "a ".repeat(chars / 2);
    expect(textOf(words(20_000))).toBe(words(20_000));
    expect(textOf(`${words(20_000)}b c`)).toBe(`${words(19_998)}a [withheld]`);
    expect(textOf(`${words(19_998)}by`)).toBe(`${words(19_998)}by`);
    expect(textOf(`${words(19_998)}by Zoe`)).toBe(`${words(19_998)}by [withheld]`);
    expect(textOf(`${words(19_994)}10.1.2.3`)).not.toContain("10");
    expect(textOf(`${words(19_994)}hopestone`)).not.toContain("hope");
    expect(textOf("a".repeat(20_001)).trim()).toBe("[withheld]");
  });
});

describe("a person who is known", () => {
  it("is one pseudonym by every name, with the punctuation around it", () => {
    expect(textOf("By Zoe Quill, (ZOE  QUILL) and\nzoe\nquill. Quill, Zoe: zoe@example.com!", zoe)).toBe(
      `By ${zoesToken}, (${zoesToken}) and\n${zoesToken}. ${zoesToken}: ${zoesToken}!`,
    );
    expect(textOf("**(Zoe Quill)**", zoe)).toBe(`**(${zoesToken})**`);
    expect(textOf("By Zoe\u00a0Quill and 4F1C8A52-5B0E-4A58-9D4F-0A1B2C3D4E5F", zoe)).toBe(
      `By ${zoesToken} and ${zoesToken}`,
    );
    expect(textOf("/users/4f1c8a52-5b0e-4a58-9d4f-0a1b2c3d4e5f/owners", zoe)).toBe(`/users/${zoesToken}/owners`);
    expect(textOf("user=ZOE@example.com", zoe)).toBe(`user=${zoesToken}`);
  });

  it("is that also when the name is made of words on the list", () => {
    const mark: Person = [["mark@example.com"], ["Mark Young", "Young, Mark", "Mark Young (External)", "art king"]];
    const marks = token("person", "mark@example.com");
    expect(textOf("mark young, art king", mark)).toBe(`${marks}, ${marks}`);
    expect(textOf("by\u00a0mark\u00a0young\u00a0today", mark)).toBe(`by\u00a0${marks}\u00a0today`);
    expect(textOf("by young, mark today", mark)).toBe(`by ${marks} today`);
    expect(textOf("by mark young (external), today", mark)).toBe(`by ${marks}), today`);
  });

  it("is found with an accent that is written as a character of its own", () => {
    const rene: Person = [["rene@example.com"], ["Quill René"]];
    expect(textOf("by Quill Rene\u0301, today", rene)).toBe(`by ${token("person", "rene@example.com")}, today`);
  });

  it("is the one with the longest name that the text goes on with", () => {
    const ada: Person = [["ada@example.com"], ["Zoe Quill Finch"]];
    const adas = token("person", "ada@example.com");
    expect(textOf("Zoe Quill Finch; Zoe Quill", zoe, ada)).toBe(`${adas}; ${zoesToken}`);
    expect(textOf("Zoe Finch, Zoe", zoe, ada)).toBe("[withheld]");
  });

  it("by one name is replaced too, unless the name is a word on the list", () => {
    const known: Person = [["zoe@example.com"], ["zoequ", "mark", "mark2", "2mark"]];
    expect(textOf("by zoequ, Zoequ's", known)).toBe(`by ${zoesToken}, [withheld]`);
    expect(textOf("a mark on mark2 2mark", known)).toBe(`a mark on ${zoesToken} ${zoesToken}`);
  });

  it("shares a name with another: it is a pseudonym of its own", () => {
    expect(textOf("Zoe Quill", zoe, [["other@example.com"], ["Zoe Quill"]])).toBe(token("person", "zoe quill"));
  });

  it("begins and ends no sentence by being one: a name may stand behind", () => {
    expect(textOf("by Zoe Quill Mark", zoe)).toBe(`by ${zoesToken} [withheld]`);
    expect(textOf("by Zoe Quill. Mark it", zoe)).toBe(`by ${zoesToken}. Mark it`);
    expect(textOf("zoe@example.com Mark", zoe)).toBe(`${zoesToken} [withheld]`);
    expect(textOf("Mark zoe@example.com", zoe)).toBe(`Mark ${zoesToken}`);
  });
});

describe("what a text names", () => {
  const met = (text: string, ...everybody: Person[]) => {
    const { names, met: values } = redacting(...everybody);
    names.text(text);
    return values;
  };

  it("is remembered, to search the finished pack for", () => {
    const text = "(Zoe Quill) zoe@example.com 'ada@example.com' from 10.1.2.30: by zoe@example.com";
    expect(met(text, zoe)).toEqual(["Zoe Quill", "zoe@example.com", "ada@example.com", "10.1.2.30"]);
  });

  it("is remembered whatever it is: an address, the id of a person or of something else, a mail address", () => {
    const [id, another] = ["4f1c8a52-5b0e-4a58-9d4f-0a1b2c3d4e5f", "9f1c8a52-5b0e-4a58-9d4f-0a1b2c3d4e5f"];
    const text = `10.1.2.30 /users/${another} /users/${id} 'ada@example.com'`;
    expect(met(text, zoe)).toEqual(["10.1.2.30", another, id, "ada@example.com"]);
  });

  it("is remembered as a person's when it is the id of one, and known by a name of words on the list", () => {
    expect(met("mark young", [["mark@example.com"], ["Mark Young"]])).toEqual(["mark young"]);
    expect(met("on 4f1c8a52-5b0e-4a58-9d4f-0a1b2c3d4e5f", zoe)).toEqual(["4f1c8a52-5b0e-4a58-9d4f-0a1b2c3d4e5f"]);
  });
});

describe("whatever the text,", () => {
  const secretive = fc.constantFrom("Zoe", "quill", "ZOE QUILL", "zoe@example.com", "10.1.2.3", "fabrikam", "zoë");
  const harmless = fc.constantFrom(...[...plainWords].slice(0, 200), "The", "—", "5", "(", "\n", "\t", ".");
  const texts = fc.array(fc.oneof(secretive, harmless), { maxLength: 30 }).map((words) => words.join(" "));

  it("nobody's name gets out, and what comes out is harmless", () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (text, isKnown) => {
        const { names } = isKnown ? redacting(zoe) : redacting();
        const out = names.text(text);
        expect(out).not.toMatch(/zoe|quill|10\.1|fabrikam|zoë|example/i);
        expect(names.text(out)).toBe(out);
      }),
    );
  });

  it("a name that is not on the list does not get out, whatever stands around it and whichever letters write it", () => {
    const anything = fc
      .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 5 })
      .map((codePoints) => String.fromCodePoint(...codePoints));
    const from = (first: number) => (letter: string) => String.fromCodePoint(first + letter.charCodeAt(0) - 97);
    const letters = fc.constantFrom(from(0x61), from(0x41), from(0xff41), from(0x24b6), from(0x24d0), from(0x1d4b6));
    fc.assert(
      fc.property(anything, letters, anything, (before, letter, behind) => {
        const text = before + [..."zoequill"].map(letter).join("") + behind;
        expect(textOf(text).normalize("NFKC")).not.toMatch(/zoequill/i);
      }),
    );
  });
});
