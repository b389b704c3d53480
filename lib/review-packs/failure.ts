import type { PackFailure } from "@/lib/review-packs/lifecycle";

/** Errors whose message was written for people; everything else stays in the log. */
const namesWithWords = new Set(["AppError", "StorageError", "PackDamagedError"]);

/** An error as it comes back over the wire (inngest-wire.md, section 4). */
export interface WireError {
  name?: string;
  message?: string;
}

/** Turns the error that ended a run into a reason that a person understands, without stack or personal data. */
export function failureFrom(error: WireError): PackFailure {
  if (error.name && namesWithWords.has(error.name) && error.message) return { code: "refused", reason: error.message };
  return {
    code: "fault",
    reason:
      "Something went wrong while the pack was being made, each time it was tried. Generate it again; the server's log has the details.",
  };
}
