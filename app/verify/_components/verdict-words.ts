import type { Answer } from "@/app/verify/schema";
import type { PackCheck } from "../_browser/check-pack";

type PublicAnswer = Extract<Answer, { answer: unknown }>["answer"];

export interface Verdict {
  /** Null when nobody could be asked. */
  verdict: PublicAnswer["verdict"] | null;
  because: string;
  problems: PackCheck["problems"];
}

/**
 * One verdict from what the browser found in the file and what the server knows of it. The server's word counts for the
 * very file that was issued; for any other, what the file itself shows is said.
 */
export function verdictOn({
  answer,
  problem,
  check,
}: {
  answer: PublicAnswer | null;
  problem?: string | undefined;
  check?: PackCheck | undefined;
}): Verdict {
  const found = check ? [...check.problems, ...strangeKey(check)] : [];
  if (!answer) return { verdict: null, because: problem ?? "Nobody could be asked.", problems: check?.problems ?? [] };
  if (answer.verdict === "altered") {
    const whole = { path: "", problem: "It is another file than the one that was issued, though its entries agree." };
    return { ...answer, problems: found.length > 0 ? found : [whole] };
  }
  if (answer.verdict !== "unknown") return { ...answer, problems: [] };
  if (!check) return { ...answer, problems: [] };
  if (check.alone) return check.alone;
  return { verdict: "unknown", because: `${answer.because} ${signatureWords(check)}`, problems: [] };
}

function strangeKey({ signature }: PackCheck): PackCheck["problems"] {
  if (signature.state !== "unknown_key") return [];
  return [
    { path: "manifest.sig", problem: `It was made again, with the key ${signature.keyId}, which is none of ours.` },
  ];
}

function signatureWords({ signature: { state, keyId } }: PackCheck): string {
  if (state === "good") return `It is signed with our key ${keyId}, so it was made here, but it was never handed out.`;
  if (state === "unknown_key") return `It is signed with the key ${keyId}, which is none of ours.`;
  return "Nobody signed it.";
}
