import type { FindingValues } from "@/lib/review-packs/build/finding-rows";
import { isHarmlessId } from "@/lib/review-packs/build/redact/identifiers";
import { isAddress, isGuid } from "@/lib/review-packs/build/redact/patterns";
import type { People } from "@/lib/review-packs/build/redact/people";
import type { Personal } from "@/lib/review-packs/build/redact/personal";
import { type PseudonymKind, type Pseudonyms, pseudonymPattern } from "@/lib/review-packs/build/redact/pseudonyms";
import { isPublicId, isPublicName } from "@/lib/review-packs/build/redact/public-ids";
import { Remembered } from "@/lib/review-packs/build/redact/remembered";
import { TextRedactor, withheld } from "@/lib/review-packs/build/redact/text";
import { judgeWord } from "@/lib/review-packs/build/redact/word";

/** What a finding was found on, as its texts name it and as they may. */
export interface OwnNames {
  resourceId: string;
  resourceName: string;
  /** Raw names in its texts, the longest first, and what stands for each. */
  spoken: readonly (readonly [raw: string, pseudonym: string])[];
}

type Resource = Pick<FindingValues, "resourceId" | "resourceName" | "resourceType">;

/** What is asked about a text: the same text may be a title and the id of a check. */
type Asked = "text" | "source" | "check" | "scope" | "compliance";

const rememberedChars = 4_000_000;

/** How single values go into a pack without people's data: each kind of value has its rule, and none goes through as it is. */
export class Names {
  readonly pseudonyms: Pseudonyms;
  readonly #people: People;
  readonly #personal: Personal;
  readonly #texts: TextRedactor;
  readonly #remembered: Readonly<Record<Asked, Remembered<string>>> = {
    text: new Remembered(rememberedChars),
    source: new Remembered(rememberedChars),
    check: new Remembered(rememberedChars),
    scope: new Remembered(rememberedChars),
    compliance: new Remembered(rememberedChars),
  };

  constructor(pseudonyms: Pseudonyms, people: People, personal: Personal) {
    this.pseudonyms = pseudonyms;
    this.#people = people;
    this.#personal = personal;
    this.#texts = new TextRedactor(pseudonyms, people, (value, isPerson) => personal.add(value, isPerson));
  }

  /** A name or an id, whoever it is of: a pseudonym, or what is the same in every tenant. `kind` is for one that is nobody's known. */
  name(kind: PseudonymKind, value: string): string {
    if (value === "" || pseudonymPattern.test(value) || isPublicName(value) || isPublicId(value)) return value;
    const person = this.#people.find(value);
    if (person !== null) return this.#put("person", value, person);
    if (isAddress(value)) return this.#put("address", value, value);
    if (value.includes("@")) {
      // A mail address, or an id that is made of a person's: `mailbox/zoe@example.com`.
      const text = this.#texts.text(value);
      if (!text.includes(withheld)) return text;
    }
    return this.#put(kind === "name" && isGuid(value) ? "object" : kind, value, value);
  }

  /** Whether a value is the same with nobody's data in it: words on the list, a time, an id that every tenant has. */
  isHarmless(value: string): boolean {
    return this.#people.find(value) === null && this.#texts.isHarmless(value);
  }

  /** A text for people. */
  text(text: string, own?: OwnNames): string {
    let spoken = text;
    for (const [raw, pseudonym] of own?.spoken ?? []) spoken = spoken.replaceAll(raw, pseudonym);
    return this.#texts.text(spoken);
  }

  /** A text that many findings share. */
  repeatedText(text: string, own: OwnNames): string {
    if (own.spoken.some(([raw]) => text.includes(raw))) return this.text(text, own);
    return this.once("text", text, (one) => this.#texts.text(one));
  }

  /** What `work` makes of a text, which is remembered: it must depend on nothing else, and be the same for each `what`. */
  once(what: Asked, text: string, work: (text: string) => string): string {
    return this.#remembered[what].of(text, work);
  }

  /** The id of a check, a scope: as it is when it is made of harmless words. */
  identifier(kind: "check" | "scope", id: string): string {
    if (id === "") return id;
    return this.once(kind, id, (one) => {
      const isSafe = isHarmlessId(one) && this.#people.find(one) === null && this.#texts.isHarmless(one);
      return isSafe ? one : this.#put(kind, one, one);
    });
  }

  /** A type, a region, a category: one that is not of words on the list is left out. */
  word(word: string): string {
    return this.#isListed(word) ? word : "";
  }

  /** The same, with a pseudonym for one that is not. */
  wordOr(kind: PseudonymKind, word: string): string {
    return this.#isListed(word) ? word : this.name(kind, word);
  }

  /** A name that is public, such as the tenant's own: as it is, unless it is that of a person. */
  publicName(name: string): string {
    const isPersonal = this.#people.find(name) !== null || /@/.test(name) || this.#texts.text(name).includes("person-");
    return isPersonal ? this.#put("tenant", name, name) : name;
  }

  /** The name of a source, part by part: `assessment.prowler`, `findings.scubagear`. */
  source(source: string): string {
    return this.once("source", source, (one) =>
      one
        .split(".")
        .map((part) => (/^tool_[0-9a-z]{12}$/.test(part) || isHarmlessPart(part) ? part : this.#toolName(part)))
        .join("."),
    );
  }

  /** What a finding was found on. */
  ownOf({ resourceId, resourceName, resourceType }: Resource): OwnNames {
    const kind = kindOf(resourceType);
    const name = this.name(kind, resourceName);
    const id = this.name(kind, resourceId);
    const spoken = [[resourceId, id] as const, [resourceName, name] as const]
      .filter(([raw, pseudonym]) => raw !== pseudonym && raw.length >= spokenCharsMin)
      .sort(([a], [b]) => b.length - a.length);
    return { resourceId: id, resourceName: name, spoken };
  }

  #isListed(value: string): boolean {
    return (
      value.length <= 120 &&
      value.split(/\s/).every(isListedWord) &&
      this.#people.find(value) === null &&
      this.#texts.isHarmless(value)
    );
  }

  #toolName(part: string): string {
    return this.#put("tool", part, part).replace("-", "_");
  }

  #put(kind: PseudonymKind, value: string, of: string): string {
    if (personalKinds.has(kind)) this.#personal.add(value, kind === "person");
    return this.pseudonyms.of(kind, of);
  }
}

// A tenant's own domain, a check, a tool: kept out, but nobody's.
const personalKinds: ReadonlySet<PseudonymKind> = new Set(["person", "address", "device", "object", "tenant"]);

// A shorter one is found in the middle of words.
const spokenCharsMin = 4;

/** A name that is also a word passes only inside an identifier: `deviceCodeFlow`, not `Flow`. */
function isListedWord(word: string): boolean {
  return judgeWord(word) === "pass" || /[a-z0-9][A-Z]|[._#]/.test(word);
}

const isHarmlessPart = (part: string) => judgeWord(part) === "pass";

function kindOf(resourceType: string): PseudonymKind {
  if (/user|person|people|member|account|mailbox|guest/i.test(resourceType)) return "person";
  return /device|host|computer|endpoint|machine|server/i.test(resourceType) ? "device" : "object";
}
