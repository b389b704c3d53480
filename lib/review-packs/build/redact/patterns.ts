/** What names somebody or something by its form alone. Global: for replace. What Entra allows in a sign-in name, and what mail tells apart. */
export const mailPattern = /[\p{L}\p{N}][\p{L}\p{N}.!#'+^_~-]*@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?/gu;

export const guidPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

const octet = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
// Whatever touches it but more numbers: a port, a letter, a name with a colon.
const v4 = `(?<!\\d|\\d\\.)${octet}(?:\\.${octet}){3}(?!\\.?\\d)(?:/\\d{1,2})?`;
const group = "[0-9a-f]{1,4}";
// Not in the middle of another: behind a colon only when a word stands before that.
const v6Start = `(?<![\\w.])(?<!(?:^|\\W)(?:${group})?:)`;
const v6 = `(?:(?:${group}:){7}${group}|(?=:*[0-9a-f])(?:${group}(?::${group}){0,6})?::(?:${group}(?::${group}){0,6})?)(?:(?:\\.\\d{1,3}){3})?`;
const mac = "[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}|[0-9a-f]{4}(?:\\.[0-9a-f]{4}){2}";
const v6End = "(?!\\w|:[\\w:])";

/** IPv4 and IPv6 addresses and networks, and MAC addresses. */
export const addressPattern = new RegExp(`${v6Start}(?:${mac}|${v6}(?:%\\w+)?(?:/\\d{1,3})?)${v6End}|${v4}`, "gi");

/** ISO 8601, to the second or finer, or a day. */
export const timePattern = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** Whether a text is an address of a machine and nothing else. */
export function isAddress(text: string): boolean {
  return text.length <= 64 && text.replace(addressPattern, "") === "" && text !== "";
}

/** Whether a text is a GUID and nothing else. */
export function isGuid(text: string): boolean {
  return /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i.test(text);
}
