import type { Tone } from "@/app/_components/badge-catalogue";
import { FadingToast } from "@/app/_components/fading-toast";
import { Toast } from "@/app/_components/toast";
import type { OperationNotice } from "../../schema";

const words: Record<OperationNotice, { tone: Tone; text: string; why: string }> = {
  cancelled: { tone: "gray", text: "Operation cancelled", why: "Whoever asked for it is told. Nothing of it is kept." },
  made: {
    tone: "info",
    text: "Review pack queued",
    why: "This is the operation that makes it, in place of the other.",
  },
  already_available: {
    tone: "success",
    text: "Review pack already available",
    why: "This operation made it: it has the same content. Nothing was queued.",
  },
  already_in_progress: {
    tone: "info",
    text: "Review pack already in progress",
    why: "This operation makes one with the same content. Nothing was queued.",
  },
  sent_again: { tone: "info", text: "Sent to the queue again", why: "It begins as soon as its turn comes." },
  resumed: { tone: "info", text: "Taken up again", why: "The work goes on as soon as its turn comes." },
  reading_again: { tone: "info", text: "The file is being read again", why: "The result will be among the steps." },
  asked_for: { tone: "info", text: "Fetch queued", why: "It begins as soon as its turn comes." },
  on_its_way: { tone: "info", text: "A fetch is on its way already", why: "This is it. Nothing was queued." },
  being_made: { tone: "info", text: "It is being worked on", why: "Nothing was done. Wait for its end, or cancel it." },
};

const freshMs = 60_000;

/** Says what Cancel, Replay or Fetch did (role "status"). An old address stays silent. */
export function OperationToast({ notice, at = 0 }: { notice?: OperationNotice | undefined; at?: number | undefined }) {
  if (!notice || Date.now() - at > freshMs) return null;
  const { tone, text, why } = words[notice];
  return (
    <FadingToast key={`${notice}-${at}`} drop={["notice", "at"]}>
      <Toast tone={tone} text={text} detail={why} />
    </FadingToast>
  );
}
