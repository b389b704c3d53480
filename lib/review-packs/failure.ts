import { type SaidError, wordsOfError } from "@/lib/operations/words-of-error";
import type { PackFailure } from "@/lib/review-packs/lifecycle";

/** Turns the error that ended a run into a reason that a person understands, without stack or personal data. */
export function failureFrom(error: SaidError): PackFailure {
  const words = wordsOfError(error);
  if (words !== null) return { code: "refused", reason: words };
  return {
    code: "fault",
    reason:
      "Something went wrong while the pack was being made, each time it was tried. Generate it again; the server's log has the details.",
  };
}
