import { addressPattern } from "@/lib/review-packs/build/redact/patterns";
import { judgeWord } from "@/lib/review-packs/build/redact/word";

// Checks of tools that name them by families: CIS.M365.1.1.1, EIDSCA.AP01, MT.1001, MS.AAD.3.2v2.
const families =
  /^(?:CIS(?:\.M365)?(?:\.\d{1,2}){1,5}(?:\([A-Z]\d\))?|EIDSCA\.[A-Z]{2}\d{2}|(?:MT|ORCA|AADSC|XSPM|GT)\.\d{1,4}(?:\.\d{1,3})?|(?:CISA\.)?MS\.[A-Z]{2,12}\.\d{1,2}\.\d{1,2}(?:v\d)?)$/;

/** Whether an id of a check or the like says nothing about anybody: of a family that is known, or made of words on the list. */
export function isHarmlessId(id: string): boolean {
  if (families.test(id)) return true;
  return id.length <= 120 && /^[A-Za-z0-9_.:/ -]+$/.test(id) && judgeWord(id) === "pass";
}

const requirement = /^(?:[A-Z]{1,4}[.\-_ ]){0,2}[A-Z]{0,3}\d{1,4}[a-z]?(?:[.\-_ (][A-Za-z]{0,2}\d{0,3}[a-z]?\)?)*$/;

/** Whether a text has the form of a requirement of a framework: words on the list, a colon, and a number with its parts. */
export function isComplianceRef(ref: unknown): ref is string {
  if (typeof ref !== "string" || ref.length > 120 || namesMachine(ref)) return false;
  const at = ref.indexOf(":");
  const [framework, number] = at < 0 ? [ref, ""] : [ref.slice(0, at), ref.slice(at + 1).trim()];
  if (!framework.split(/[ _]/).every((word) => judgeWord(word) === "pass")) return false;
  return number === "" || (requirement.test(number) && number.length <= 24);
}

/** Clauses of standards look like addresses of machines, but with small numbers. */
const namesMachine = (ref: string) =>
  (ref.match(addressPattern) ?? []).some((one) => !/^\d{1,2}(?:\.\d{1,2}){3}$/.test(one) || /^10\.|[3-9]\d/.test(one));
