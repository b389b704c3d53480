import { describe, expect, it } from "vitest";
import { judgeWord } from "@/lib/review-packs/build/redact/word";

const verdicts = (words: string) => words.split(" ").map((word) => [word, judgeWord(word)]);
const all = (words: string, verdict: string) => words.split(" ").map((word) => [word, verdict]);

describe("a word", () => {
  it("passes when it is on the list, also with its punctuation", () => {
    const words = "mark host review owner's people's (owner) owners, device/user read-write e.g. --- 5 §";
    expect(verdicts(words)).toEqual(all(words, "pass"));
    expect(judgeWord("")).toBe("pass");
  });

  it("passes as an identifier of words on the list", () => {
    const words =
      "directoryScope VMhost GroupMember.Read.All device_code_flow M365 MS.AAD.3.2v2 TLS1.2 FIDO2 APIs HTTPServer URLsOf";
    expect(verdicts(words)).toEqual(all(words, "pass"));
  });

  it("is withheld when one part of it is not on the list", () => {
    const words = "zoe Zoe ZOE zoe.review review-zoe reviewZoe ReviewZoe Zoe's zoë 管理者 Зоя QUILLs";
    expect(verdicts(words)).toEqual(all(words, "withhold"));
  });

  it("begins like a name with a capital letter, unless it is a product, a setting or the like", () => {
    expect(verdicts("Mark Young King Summer")).toEqual(all("Mark Young King Summer", "capital"));
    expect(verdicts("KING MARK")).toEqual(all("KING MARK", "capital"));
    expect(verdicts("Microsoft Conditional Access The")).toEqual(all("Microsoft Conditional Access The", "pass"));
  });

  it("is withheld with two parts that begin like names: that is how people are written", () => {
    const words = "MarkYoung Mark.Young Mark-Young Art/King";
    expect(verdicts(words)).toEqual(all(words, "withhold"));
  });

  it("may be shortened or a contraction", () => {
    const words = "owner's they're we've you'll it'd I'm isn't don't couldn't haven't owners' let's";
    expect(verdicts(words)).toEqual(all(words, "pass"));
    const contractions = "isn't aren't doesn't didn't couldn’t shouldn't wasn't weren't hasn't owner’s";
    expect(verdicts(contractions)).toEqual(all(contractions, "pass"));
    expect(judgeWord("zoen't")).toBe("withhold");
    expect(judgeWord("isnt")).toBe("withhold");
    expect(judgeWord("o'quill")).toBe("withhold");
    expect(judgeWord("de'vice")).toBe("withhold");
    expect(verdicts("5' 's '")).toEqual(all("5' 's '", "pass"));
  });

  it("may have single letters of the Latin alphabet, which number lists", () => {
    expect(verdicts("a) B. x,y")).toEqual(all("a) B. x,y", "pass"));
    expect(verdicts("é ж 王")).toEqual(all("é ж 王", "withhold"));
    expect(judgeWord("stu")).toBe("withhold");
  });
});

describe("a number in a word", () => {
  it("has five digits at most, so no telephone number and no id of a person", () => {
    expect(verdicts("0 12345 port443 26001:2022")).toEqual(all("0 12345 port443 26001:2022", "pass"));
    expect(verdicts("123456 port123456 ١٢٣٤٥٦")).toEqual(all("123456 port123456 ١٢٣٤٥٦", "withhold"));
  });

  it("has nine digits in all at most: a date or a standard with its year", () => {
    expect(judgeWord("2026-11-25")).toBe("pass");
    expect(judgeWord("27001-2022")).toBe("pass");
    expect(judgeWord("30-1234-5678")).toBe("withhold");
    expect(judgeWord("555/123/4567")).toBe("withhold");
  });

  it("is no telephone number with the sign of one", () => {
    expect(judgeWord("+4930")).toBe("withhold");
    expect(judgeWord("+49-30-12")).toBe("withhold");
    expect(judgeWord("+1")).toBe("pass");
    expect(judgeWord("1+1")).toBe("pass");
  });

  it("does not stand by turns with letters, as in a serial number or the default name of a device", () => {
    const names = "DESKTOP-8K3J2L9 PC-4F7A9B 0a1b2c3d4e5f a12b34c (12a34b) A1B2C3";
    expect(verdicts(names)).toEqual(all(names, "withhold"));
    const others = "E3/E5 X509v3 V2R1 1h30m TLS-256 2v2";
    expect(verdicts(others)).toEqual(all(others, "pass"));
  });
});

describe("a word that is written in another way", () => {
  it.each([
    ["in an address", "%41%72%74"],
    ["in HTML", "&#65;&#114;"],
    ["in HTML, by a name", "&amp;"],
    ["in HTML, in hexadecimal digits", "&#x41;"],
    ["quoted-printable", "=41=72"],
    ["in JSON", "\\u0041"],
    ["in hexadecimal digits", "\\x41"],
    ["in pairs", "41-72-74-20"],
    ["in pairs with colons", "41:72:74:20"],
    ["in Braille", "⠵⠕⠑"],
    ["in flags of letters", "🇿🇴🇪"],
    ["in circles", "Ⓩⓞⓔ"],
    ["in white circles on black", "🅩🅞🅔"],
    ["in squares", "🅰🆁🆃"],
    ["in mathematical letters", "𝒵𝓸𝓮"],
    ["in wide letters", "Ｚｏｅ"],
  ])("is withheld: %s", (_how, word) => expect(judgeWord(word)).toBe("withhold"));

  it("is read when it only looks like that", () => {
    const words = "100% 5%a a&b a=b =1 x=42 \\users 41-72 on;off user&#1 ✅ ⚠️ → …";
    expect(verdicts(words)).toEqual(all(words, "pass"));
  });

  it("is not read at all when it is very long", () => {
    expect(judgeWord("-".repeat(400))).toBe("pass");
    expect(judgeWord("-".repeat(401))).toBe("withhold");
  });
});
