import { type SaidError, wordsOfError } from "@/lib/operations/words-of-error";

/** Why a pack failed: a code for programs, and a sentence that a person understands, without stack or personal data. */
export interface PackFailure {
  code: string;
  reason: string;
  supersededById?: bigint;
}

/** Turns the error that ended a run into a reason that a person understands, without stack or personal data. */
export function failureFrom(error: SaidError): PackFailure {
  const words = wordsOfError(error);
  if (words !== null) return { code: "refused", reason: words };
  return { code: "fault", reason: generalReason("fault") };
}

/** What is said of a failure when nothing else may be said. */
export function generalReason(code: string): string {
  return code === "cancelled"
    ? "Cancelled."
    : "Something went wrong while the pack was being made, each time it was tried. Generate it again; the server's log has the details.";
}
