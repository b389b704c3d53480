import { FadingToast } from "@/app/_components/fading-toast";
import { RefusalToast } from "@/app/_components/refusal-toast";
import { Toast } from "@/app/_components/toast";
import type { ImportSearch } from "../schema";

const freshMs = 60_000;

/** Says that an upload was discarded, or why one was refused. An old address stays silent. */
export function DiscardedToast({ search: { discarded, refused } }: { search: ImportSearch }) {
  if (refused !== undefined) return <RefusalToast at={refused} />;
  if (discarded === undefined || Date.now() - discarded > freshMs) return null;
  return (
    <FadingToast key={discarded} drop={["discarded"]}>
      <Toast tone="gray" text="Upload discarded" detail="Nothing of it was imported, and its files are removed." />
    </FadingToast>
  );
}
