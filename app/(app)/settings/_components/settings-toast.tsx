import type { Tone } from "@/app/_components/badge-catalogue";
import { FadingToast } from "@/app/_components/fading-toast";
import { RefusalToast } from "@/app/_components/refusal-toast";
import { Toast } from "@/app/_components/toast";
import type { SettingsNotice, SettingsSearch } from "../schema";

/** The outcomes in fixed words: nobody writes a text into an address. */
const words: Record<SettingsNotice, { tone: Tone; text: string; detail?: string }> = {
  role_changed: { tone: "success", text: "Role changed", detail: "It counts from their next request on." },
  member_removed: { tone: "gray", text: "Member removed", detail: "Their next request is refused." },
  tenant_added: { tone: "success", text: "Tenant added" },
  tenant_saved: { tone: "success", text: "Tenant saved" },
  schedule_added: { tone: "success", text: "Schedule added" },
  schedule_paused: { tone: "gray", text: "Schedule paused", detail: "It starts nothing until it is resumed." },
  schedule_resumed: { tone: "success", text: "Schedule resumed", detail: "It goes on with its next date." },
  schedule_deleted: { tone: "gray", text: "Schedule deleted", detail: "The packs that it made stay." },
  retention_saved: {
    tone: "success",
    text: "Retention saved",
    detail: "It counts for packs that are made from now on.",
  },
  kept_input_saved: {
    tone: "success",
    text: "Retention saved",
    detail: "It counts for files that are kept already too.",
  },
  branding_saved: { tone: "success", text: "Branding saved" },
  logo_saved: { tone: "success", text: "Logo saved" },
  logo_removed: { tone: "gray", text: "Logo removed" },
  token_revoked: { tone: "gray", text: "API token revoked", detail: "Its next request is refused." },
  graph_connected: { tone: "success", text: "Connection saved", detail: "The first fetch shows whether it gets in." },
  graph_disconnected: { tone: "gray", text: "Disconnected", detail: "What was fetched stays." },
  invitation_revoked: { tone: "gray", text: "Invitation revoked", detail: "Its link does not work any more." },
};

const freshMs = 60_000;

/** Says what the last form did. An old address stays silent. */
export function SettingsToast({ search: { notice, at = 0, refused } }: { search: SettingsSearch }) {
  if (refused !== undefined) return <RefusalToast at={refused} />;
  if (!notice || (at > 0 && Date.now() - at > freshMs)) return null;
  return (
    <FadingToast key={`${notice}-${at}`} drop={["notice", "at"]}>
      <Toast {...words[notice]} />
    </FadingToast>
  );
}
