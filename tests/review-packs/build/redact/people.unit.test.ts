import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { People } from "@/lib/review-packs/build/redact/people";
import { type Person, redacting } from "./redacting";

const peopleOf = (...everybody: Person[]) => redacting(...everybody).people;

describe("somebody whom a report names", () => {
  it("is one person by sign-in name, mail, id and name, however they are written", () => {
    const people = peopleOf([["zoe@example.com", "z.quill@example.com", "id-of-zoe"], ["Zoe Quill"]]);
    for (const name of [
      "zoe@example.com",
      "Z.Quill@EXAMPLE.com",
      " id-of-zoe ",
      "ZOE  quill",
      "Zoe\u00a0Quill",
      "Ｚｏｅ Quill",
    ])
      expect(people.find(name)).toBe(people.find("zoe@example.com"));
    expect(people.find("zoe@example.com")).not.toBeNull();
  });

  it("is nobody by a name that no report has", () => {
    expect(peopleOf([["zoe@example.com"], ["Zoe Quill"]]).find("Ada Finch")).toBeNull();
    expect(new People().find("")).toBeNull();
  });

  it("is known by a name alone when nothing else is said", () => {
    const people = peopleOf([[], ["Zoe Quill", "zquill"]]);
    expect(people.find("zquill")).toBe("zoe quill");
    expect(people.find("Zoe Quill")).toBe("zoe quill");
  });

  it("is not known by two letters, which stand in every text, nor by nothing", () => {
    const people = peopleOf([["", "zq"], ["zo"]], [["zoe@example.com"], ["zoe", "  "]]);
    expect(people.find("zq")).toBeNull();
    expect(people.find("zo")).toBeNull();
    expect(people.find("")).toBeNull();
    expect(people.find("zoe")).toBe("zoe@example.com");
  });

  it("is listed by every value, for who searches the logs for them", () => {
    expect(peopleOf([["zoe@example.com", "id-1"], ["Zoe Quill"]]).names()).toEqual([
      "zoe@example.com",
      "id-1",
      "zoe quill",
    ]);
  });

  it("shares a name with somebody else: it belongs to neither and is a person of its own", () => {
    const people = peopleOf([["zoe@example.com"], ["Zoe Quill"]], [["zoe.quill@example.com"], ["Zoe Quill"]]);
    expect(people.find("Zoe Quill")).toBe("zoe quill");
    expect(people.find("zoe@example.com")).toBe("zoe@example.com");
    expect(people.find("zoe.quill@example.com")).toBe("zoe.quill@example.com");
  });

  it("is called what is somebody else's sign-in name: that name is a person of its own too", () => {
    const people = peopleOf([["boss@example.com", "1-boss"]], [["aide@example.com"], ["1-boss"]]);
    expect(people.find("1-boss")).toBe("1-boss");
    expect(people.find("aide@example.com")).toBe("aide@example.com");
  });

  it("is the same person in two reports, of which one has the id and the other the sign-in name", () => {
    const people = peopleOf(
      [["zoe@example.com"], ["Zoe Quill"]],
      [["id-of-zoe"], ["Zoe Quill"]],
      [["zoe@example.com", "id-of-zoe"], ["Z. Quill"]],
    );
    for (const name of ["zoe@example.com", "id-of-zoe", "Zoe Quill", "Z. Quill"])
      expect(people.find(name)).toBe("zoe@example.com");
  });

  it("is called by the mail address and not by the id, which a report of findings does not have", () => {
    expect(peopleOf([["0-id", "zoe@example.com"]]).find("0-id")).toBe("zoe@example.com");
    expect(peopleOf([["zoe@example.com", "0-id"]]).find("0-id")).toBe("zoe@example.com");
    expect(peopleOf([["b-id", "a-id"]]).find("b-id")).toBe("a-id");
    expect(peopleOf([["a-id", "b-id"]]).find("b-id")).toBe("a-id");
  });

  it("is the same in whichever order the reports are read", () => {
    const value = fc.constantFrom("a@x.com", "b@x.com", "c@x.com", "id-1", "id-2", "id-3", "Zoe Quill", "Ada Finch");
    const some = fc.array(value, { maxLength: 3 });
    const everybody = fc.array(fc.tuple(some, some), { maxLength: 6 });
    const all = ["a@x.com", "b@x.com", "c@x.com", "id-1", "id-2", "id-3", "Zoe Quill", "Ada Finch"];
    const found = (people: People) => all.map((name) => people.find(name));
    const both = everybody.chain((one) =>
      fc.tuple(fc.constant(one), fc.shuffledSubarray(one, { minLength: one.length, maxLength: one.length })),
    );
    fc.assert(
      fc.property(both, ([one, other]) => {
        expect(found(peopleOf(...one))).toEqual(found(peopleOf(...other)));
      }),
    );
  });
});

describe("names of several words", () => {
  const firsts = (people: People, word: string) => people.phrasesFrom(word).map(({ name }) => name);

  it("are found by their first word, those of the most words first", () => {
    const people = peopleOf(
      [["1@example.com"], ["Zoe Quill"]],
      [["2@example.com"], ["Zoe Anna Maria Quill", "Zoe Maria Quill"]],
      [["3@example.com"], ["Zoe Finch", "Ada Finch"]],
    );
    expect(firsts(people, "zoe")).toEqual(["zoe anna maria quill", "zoe maria quill", "zoe quill", "zoe finch"]);
    expect(firsts(people, "ada")).toEqual(["ada finch"]);
    expect(firsts(people, "quill")).toEqual([]);
    expect(firsts(peopleOf([["zoequill"], []]), "zoequil")).toEqual([]);
  });

  it("are found without the punctuation that stands between them", () => {
    expect(peopleOf([["zoe@example.com"], ["Quill, Zoe (External)"]]).phrasesFrom("quill")).toEqual([
      { name: "quill, zoe (external)", others: ["zoe", "external"] },
    ]);
  });

  it("are listed once, however many reports have them", () => {
    const people = peopleOf([["zoe@example.com"], ["Zoe Quill"]], [["zoe@example.com", "zoe quill"], ["Zoe Quill"]]);
    expect(firsts(people, "zoe")).toEqual(["zoe quill"]);
    expect(firsts(peopleOf([["zoe quill"]], [[], ["Zoe Quill"]]), "zoe")).toEqual(["zoe quill"]);
  });
});
