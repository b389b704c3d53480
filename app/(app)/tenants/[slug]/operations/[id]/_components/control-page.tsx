import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { getOperationDetail } from "@/lib/operation-control/get-operation-detail";
import { getTenantAccess } from "@/lib/tenants/access";
import { operationPath } from "../../paths";
import { type Control, ControlForm, controlTitle } from "./control-operation";

/** The question before a run is controlled, on a page of its own: without scripts, and before they have loaded. */
export async function ControlPage({ control, slug, id }: { control: Control; slug: string; id: string }) {
  const actor = await requireActor();
  const operation = await orNotFound(getOperationDetail(actor, slug, id, new Date()));
  const capability = operation.type === "tenant.import" ? "import.manage" : "review_pack.manage";
  await orNotFound(getTenantAccess(actor, slug, capability));
  const isPossible = control === "cancel" ? operation.canCancel : operation.replay !== null;
  return (
    <>
      <PageHeader title={controlTitle(control, operation.id)} description={operation.label} />
      <Card className="max-w-xl p-5">
        {isPossible ? (
          <ControlForm control={control} slug={slug} operation={operation} />
        ) : (
          <>
            <p className="mb-5 text-muted">
              {operation.outcome === "pending"
                ? "It is being worked on: there is nothing to replay now."
                : `The operation has ended, so there is nothing to ${control}.`}
            </p>
            <Button href={operationPath(slug, operation.id)}>Back to the operation</Button>
          </>
        )}
      </Card>
    </>
  );
}
