import { ConfirmForm } from "@/app/_components/confirm-form";
import { Icon } from "@/app/_components/icon";
import { LinkDialog } from "@/app/_components/link-dialog";
import type { PackView } from "@/lib/review-packs/queries";
import { deletePackAction, expirePackAction, holdPackAction, liftHoldAction } from "../actions";
import { packPath } from "../paths";

/** What can be done to a pack after a question: what the question is, and what follows. */
const verbs = {
  hold: {
    label: "Legal hold",
    title: (id: string) => `Put review pack #${id} on legal hold`,
    verb: "Put on hold",
    action: holdPackAction,
    isDanger: false,
    isPossible: (pack: PackView) => pack.status === "ready" && !pack.isLegalHold,
    follows:
      "Until the hold is lifted it does not expire, nobody can delete it, and it can be downloaded, also after its date. Who holds it and since when stands in its custody.",
  },
  lift: {
    label: "Lift the hold",
    title: (id: string) => `Lift the legal hold on review pack #${id}`,
    verb: "Lift the hold",
    action: liftHoldAction,
    isDanger: false,
    isPossible: (pack: PackView) => pack.status === "ready" && pack.isLegalHold,
    follows:
      "Its date counts again: if that has passed, the pack expires with the next clean-up and its file is deleted.",
  },
  expire: {
    label: "Expire",
    title: (id: string) => `Expire review pack #${id}`,
    verb: "Expire",
    action: expirePackAction,
    isDanger: true,
    isPossible: (pack: PackView) => pack.status === "ready" && !pack.isLegalHold,
    follows:
      "Its download links stop working at once, and its file is deleted with the next clean-up. An expired pack never comes back.",
  },
  delete: {
    label: "Delete",
    title: (id: string) => `Delete review pack #${id}`,
    verb: "Delete",
    action: deletePackAction,
    isDanger: true,
    isPossible: (pack: PackView) => ["ready", "failed", "expired"].includes(pack.status) && !pack.isLegalHold,
    follows:
      "The pack and its file are removed. Its hash and dates are kept, so that a copy can still be recognised. This cannot be undone.",
  },
} as const;

export type PackVerb = keyof typeof verbs;

/** "Expire review pack #209". */
export function verbTitle(verb: PackVerb, packId: string): string {
  return verbs[verb].title(packId);
}

/** The question, for its page and for the dialog. */
export function PackVerbForm({ verb: name, pack }: { verb: PackVerb; pack: PackView }) {
  const { verb, action, follows, isDanger } = verbs[name];
  return (
    <ConfirmForm
      action={action}
      fields={{ tenant: pack.tenant, packId: pack.id }}
      verb={verb}
      isDestructive={isDanger}
      back={packPath(pack.tenant, pack.id)}
    >
      <p>
        Review pack #{pack.id} of {pack.tenantName}. {follows}
      </p>
    </ConfirmForm>
  );
}

/** The menu of what can be done to a pack in its state; nothing when nothing can. */
export function PackMenu({ pack }: { pack: PackView }) {
  const possible = (Object.keys(verbs) as PackVerb[]).filter((verb) => verbs[verb].isPossible(pack));
  if (possible.length === 0) return null;
  return (
    <details data-menu className="relative">
      <summary className="grid size-9 cursor-pointer place-items-center rounded-md border border-line bg-surface hover:bg-hover">
        <Icon name="ellipsis" />
        <span className="sr-only">More for review pack #{pack.id}</span>
      </summary>
      <div className="absolute top-full right-0 z-40 mt-2 grid w-44 rounded-lg border border-line bg-surface p-1 shadow-lg shadow-scrim/20 max-sm:fixed max-sm:top-auto max-sm:right-4 max-sm:bottom-4">
        {possible.map((verb) => (
          <LinkDialog
            key={verb}
            href={packPath(pack.tenant, pack.id, verb)}
            label={verbs[verb].label}
            title={verbTitle(verb, pack.id)}
            variant="ghost"
            size="sm"
            className={verbs[verb].isDanger ? "justify-start! text-danger!" : "justify-start! text-ink!"}
          >
            <PackVerbForm verb={verb} pack={pack} />
          </LinkDialog>
        ))}
      </div>
    </details>
  );
}
