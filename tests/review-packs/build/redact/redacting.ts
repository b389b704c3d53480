import { Names } from "@/lib/review-packs/build/redact/names";
import { People } from "@/lib/review-packs/build/redact/people";
import { Personal } from "@/lib/review-packs/build/redact/personal";
import { type PseudonymKind, Pseudonyms } from "@/lib/review-packs/build/redact/pseudonyms";
import { Redactor } from "@/lib/review-packs/build/redact/redactor";

export const secret = Buffer.from("the secret of a tenant, 32 bytes");
const pseudonyms = new Pseudonyms(secret);

/** What stands for a value in this tenant's packs. */
export const token = (kind: PseudonymKind, value: string) => pseudonyms.of(kind, value);

/** One person: what only they have, and what they are called. */
export type Person = readonly [own: readonly string[], called?: readonly string[]];

export const zoe: Person = [
  ["zoe@example.com", "4f1c8a52-5b0e-4a58-9d4f-0a1b2c3d4e5f"],
  ["Zoe Quill", "Quill, Zoe"],
];
export const zoesToken = token("person", "zoe@example.com");

/** A tenant's redactor where these people are known. */
export function redacting(...everybody: Person[]) {
  const people = new People();
  for (const [own, called = []] of everybody) people.add(own, called);
  const met: string[] = [];
  const names = new Names(pseudonyms, people, new Personal([], (value) => met.push(value)));
  return { people, met, names, redactor: new Redactor(names) };
}

/** A text as it goes out where these people are known. */
export const textOf = (text: string, ...everybody: Person[]) => redacting(...everybody).names.text(text);
