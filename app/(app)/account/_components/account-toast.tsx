import type { Tone } from "@/app/_components/badge-catalogue";
import { FadingToast } from "@/app/_components/fading-toast";
import { Toast } from "@/app/_components/toast";
import type { AccountNotice, AccountSearch } from "../schema";

/** The outcomes in fixed words: nobody writes a text into an address. */
const words: Record<AccountNotice, { tone: Tone; text: string; detail?: string }> = {
  password_changed: { tone: "success", text: "Password changed", detail: "You are signed out everywhere else." },
  session_ended: { tone: "gray", text: "Signed out there", detail: "That browser has to sign in again." },
  others_ended: { tone: "gray", text: "Signed out everywhere else" },
};

const freshMs = 60_000;

/** Says what the last form did. An old address stays silent. */
export function AccountToast({ search: { notice, at = 0 } }: { search: AccountSearch }) {
  if (!notice || Date.now() - at > freshMs) return null;
  return (
    <FadingToast key={`${notice}-${at}`} drop={["notice", "at"]}>
      <Toast {...words[notice]} />
    </FadingToast>
  );
}
