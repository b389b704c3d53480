import { randomUUID } from "node:crypto";
import { ConfirmForm } from "@/app/_components/confirm-form";
import { LinkDialog } from "@/app/_components/link-dialog";
import type { OperationDetail, ReplayKind } from "@/lib/operation-control/get-operation-detail";
import { cancelOperationAction, replayOperationAction } from "../../actions";
import { operationPath } from "../../paths";

export type Control = "cancel" | "replay";

/** "Cancel operation #12". */
export function controlTitle(control: Control, operationId: string): string {
  return `${control === "cancel" ? "Cancel" : "Replay"} operation #${operationId}`;
}

const follows: Record<ReplayKind, (operation: OperationDetail) => string> = {
  send_again: ({ subject }) =>
    `The request for ${subject} is sent to the queue again. Whatever comes first does the work.`,
  resume: ({ subject }) => `Nobody has worked on ${subject} for a while. The work is taken up again.`,
  read_again: ({ subject }) =>
    `The file of ${subject} is read to its end and compared with what was published. Nothing is changed; the result is among the steps.`,
  make_again: ({ subject, initiatedByName }) =>
    `A new review pack with the same options is made for ${initiatedByName || "whoever asked"}, in place of ${subject}, which stays as it is.`,
};

/** The question before a run is cancelled or replayed, for its page and for the dialog. */
export function ControlForm({
  control,
  slug,
  operation,
}: {
  control: Control;
  slug: string;
  operation: OperationDetail;
}) {
  const { id, subject, replay } = operation;
  const back = operationPath(slug, id);
  const fields = { tenant: slug, operationId: id };
  if (control === "cancel") {
    return (
      <ConfirmForm action={cancelOperationAction} fields={fields} verb="Cancel it" back={back} backLabel="Let it go on">
        <p>The work on {subject} ends, and it fails with your name as the reason. Nothing of it is kept.</p>
      </ConfirmForm>
    );
  }
  return (
    <ConfirmForm
      action={replayOperationAction}
      fields={{ ...fields, idempotencyKey: randomUUID() }}
      verb="Replay"
      isDestructive={false}
      back={back}
    >
      <p>{replay ? follows[replay](operation) : "It is being worked on. Wait for its end, or cancel it."}</p>
    </ConfirmForm>
  );
}

/** Replay and Cancel as far as the run's state and the reader's role let them through. */
export function ControlLinks({ slug, operation }: { slug: string; operation: OperationDetail }) {
  const controls = [operation.replay && "replay", operation.canCancel && "cancel"] as const;
  return controls.map(
    (control) =>
      control && (
        <LinkDialog
          key={control}
          href={operationPath(slug, operation.id, control)}
          label={control === "cancel" ? "Cancel" : "Replay"}
          title={controlTitle(control, operation.id)}
          variant={control === "cancel" ? "danger" : "secondary"}
        >
          <ControlForm control={control} slug={slug} operation={operation} />
        </LinkDialog>
      ),
  );
}
