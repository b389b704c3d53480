import { AppError } from "@/lib/errors";

/** What is said about a file that cannot be imported: what is wrong with it, and where. */
export function fileProblem(
  message: string,
  next = "Nothing was imported. Correct the file, or export it again, and import it once more.",
): AppError {
  return new AppError("invalid_input", message, { next });
}

/** A file that can be read, and that none of the importers knows by sight: a person may know what it is. */
export class UnknownFormat extends AppError {
  constructor(message: string, next: string) {
    super("invalid_input", message, { next });
  }
}

/** A piece of somebody's file, short enough for a message and without control characters. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  const plain = text
    .slice(0, 200)
    .replace(/\p{C}+/gu, " ")
    .trim();
  return `"${plain.length > 60 ? `${plain.slice(0, 59)}…` : plain}"`;
}
