import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { listSchedules } from "@/lib/fleet/schedules";
import { ConfirmSettingsForm } from "../../_components/confirm-settings-form";
import { settingsPath } from "../../paths";
import { readSettingsSearch } from "../../schema";
import { deleteScheduleAction } from "../actions";
import { ruleWords, scopeWords } from "../schedule-words";

export const metadata: Metadata = { title: "Delete a schedule · Settings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The question before a schedule is deleted. */
export default async function DeleteSchedulePage({ searchParams }: Props) {
  const params = await searchParams;
  const { workspace } = readSettingsSearch(params);
  const { access, schedules } = await orNotFound(listSchedules(await requireActor(), workspace, new Date()));
  const schedule = schedules.find(({ id }) => id === params.schedule);
  if (!schedule) notFound();
  const { slug } = access.workspace;
  return (
    <>
      <PageHeader title="Delete this schedule?" description={access.workspace.name} />
      <Card className="max-w-xl p-5">
        <ConfirmSettingsForm
          action={deleteScheduleAction}
          hidden={{ workspace: slug, schedule: schedule.id }}
          verb="Delete schedule"
          back={settingsPath("schedules", { workspace })}
        >
          <p>
            {ruleWords(schedule.rule)} · {scopeWords(schedule)}
          </p>
          <p className="mt-2">
            It makes no more packs, and the list of its dates goes with it. The packs that it made stay.
          </p>
        </ConfirmSettingsForm>
      </Card>
    </>
  );
}
