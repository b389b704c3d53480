/** An error as it is thrown, or as it comes back over the wire (inngest-wire.md, section 4). */
export interface SaidError {
  name?: string;
  message?: string;
}

/** Errors whose message was written for people; everything else stays in the log. */
const namesWithWords = new Set(["AppError", "StorageError", "PackDamagedError"]);

/** What an error says to people, without stack or personal data; null when its words are not meant for them. */
export function wordsOfError({ name, message }: SaidError): string | null {
  return name && namesWithWords.has(name) && message ? message : null;
}
