import { FadingToast } from "@/app/_components/fading-toast";
import { formatCount } from "@/app/_components/format";
import { RefusalToast } from "@/app/_components/refusal-toast";
import { Toast } from "@/app/_components/toast";
import type { ImportSearch } from "../schema";

const freshMs = 60_000;

/** Says what became of the upload. An old address stays silent. */
export function UploadToast({ search }: { search: ImportSearch }) {
  const { queued, known, at = 0, refused } = search;
  if (refused !== undefined) return <RefusalToast at={refused} />;
  if (queued + known === 0 || Date.now() - at > freshMs) return null;
  const text = queued > 0 ? `${formatCount(queued, "file")} queued for import` : "Nothing to import";
  const before =
    known === 0 ? "" : `${formatCount(known, "file")} with content that was imported before: nothing to change.`;
  return (
    <FadingToast key={at} drop={["queued", "known", "at"]}>
      <Toast
        tone={queued > 0 ? "info" : "gray"}
        text={text}
        detail={before || "Each is read in the background; the list below follows it."}
      />
    </FadingToast>
  );
}
