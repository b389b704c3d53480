import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { listSchedules } from "@/lib/fleet/schedules";
import { defaultOptions } from "@/lib/review-packs/options";
import { SettingsFrame } from "../_components/settings-frame";
import { readSettingsSearch } from "../schema";
import { ScheduleCard } from "./_components/schedule-card";
import { ScheduleForm } from "./_components/schedule-form";

export const metadata: Metadata = { title: "Schedules · Settings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Review packs that are made by themselves, each month or quarter. Owners and managers only. */
export default async function SchedulesPage({ searchParams }: Props) {
  const search = readSettingsSearch(await searchParams);
  const actor = await requireActor();
  const { access, schedules, tenants } = await orNotFound(listSchedules(actor, search.workspace, new Date()));
  const { slug } = access.workspace;
  return (
    <SettingsFrame access={access} tab="schedules" title="Schedules" search={search}>
      <div className="grid max-w-3xl gap-6">
        <p className="text-muted">
          A schedule makes review packs by itself, under the same rules as if whoever made it had pressed the button.
          When nothing has changed since the last pack, none is made.
        </p>
        {schedules.length > 0 && (
          <section className="grid gap-3">
            <h2 className="sr-only">Schedules</h2>
            <ul className="grid gap-3">
              {schedules.map((schedule) => (
                <ScheduleCard key={schedule.id} schedule={schedule} workspace={slug} />
              ))}
            </ul>
          </section>
        )}
        {tenants.length === 0 ? (
          <EmptyState icon="building" title="No tenants yet." text="A schedule needs a tenant to make packs of." />
        ) : (
          <Card title="New schedule">
            <div className="p-4">
              <ScheduleForm key={schedules.length} workspace={slug} tenants={tenants} defaults={defaultOptions()} />
            </div>
          </Card>
        )}
      </div>
    </SettingsFrame>
  );
}
