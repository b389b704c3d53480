import { LinkDialog } from "@/app/_components/link-dialog";
import type { PackView } from "@/lib/review-packs/queries";
import { deletePackAction, expirePackAction } from "../actions";
import { packPath } from "../paths";
import { ConfirmForm } from "./confirm-form";

/** The two ways to end a pack: what the question is, and what follows. */
const endings = {
  expire: {
    verb: "Expire",
    action: expirePackAction,
    isPossible: (pack: PackView) => pack.status === "ready" && !pack.isLegalHold,
    follows:
      "Its download links stop working at once, and its file is deleted with the next clean-up. An expired pack never comes back.",
  },
  delete: {
    verb: "Delete",
    action: deletePackAction,
    isPossible: (pack: PackView) => ["ready", "failed", "expired"].includes(pack.status) && !pack.isLegalHold,
    follows:
      "The pack and its file are removed. Its hash and dates are kept, so that a copy can still be recognised. This cannot be undone.",
  },
} as const;

export type PackEnding = keyof typeof endings;

/** "Expire review pack #209". */
export function endingTitle(ending: PackEnding, packId: string): string {
  return `${endings[ending].verb} review pack #${packId}`;
}

/** The question, for its page and for the dialog. */
export function EndPackForm({ ending, pack }: { ending: PackEnding; pack: PackView }) {
  const { verb, action, follows } = endings[ending];
  return (
    <ConfirmForm
      action={action}
      tenant={pack.tenant}
      packId={pack.id}
      verb={verb}
      back={packPath(pack.tenant, pack.id)}
    >
      <p>
        Review pack #{pack.id} of {pack.tenantName}. {follows}
      </p>
    </ConfirmForm>
  );
}

/** Expire and Delete as far as the pack's state lets them through. */
export function EndPackLinks({ pack }: { pack: PackView }) {
  return (["expire", "delete"] as const)
    .filter((ending) => endings[ending].isPossible(pack))
    .map((ending) => (
      <LinkDialog
        key={ending}
        href={packPath(pack.tenant, pack.id, ending)}
        label={endings[ending].verb}
        title={endingTitle(ending, pack.id)}
        variant="danger"
      >
        <EndPackForm ending={ending} pack={pack} />
      </LinkDialog>
    ));
}
