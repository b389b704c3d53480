import { fileProblem, shown } from "@/lib/imports/problem";

/** A value cut out of a JSON text, still as bytes. */
export interface JsonSlice {
  /** The member that it is, or whose array it is an element of; null in a list at the top. */
  member: string | null;
  /** Which element of the array; null for a member that is no array. */
  index: number | null;
  /** The byte of the text at which it begins. */
  offset: number;
  /** Empty for a value that was too large and passed over. */
  bytes: Buffer;
  isPassedOver?: true;
}

/** JSON path of a value. */
export function slicePath(slice: { member: string | null; index: number | null }): string {
  const member =
    slice.member === null
      ? "$"
      : /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$/.test(slice.member)
        ? `$.${slice.member}`
        : `$[${shown(slice.member)}]`;
  return slice.index === null ? member : `${member}[${slice.index}]`;
}

/** Parses one value. @throws {AppError} invalid_input with path and byte. */
export function parseBytes(bytes: Buffer, path: string, offset: number): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/\p{C}+/gu, " ").slice(0, 160) : "";
    throw fileProblem(`This is not JSON: ${path}, which begins at byte ${offset}: ${why}`);
  }
}
