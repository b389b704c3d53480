import type { Metadata } from "next";
import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { formatBytes } from "@/app/_components/format";
import { SubmitButton } from "@/app/_components/submit-button";
import { orNotFound } from "@/app/or-not-found";
import { requireActor } from "@/lib/auth/session";
import { accents } from "@/lib/workspaces/accent";
import { getWorkspaceSettings, type WorkspaceSettings } from "@/lib/workspaces/settings";
import type { WorkspaceAccess } from "@/lib/workspaces/workspaces";
import { addressedWorkspace, SettingsFrame } from "../_components/settings-frame";
import { settingsPath } from "../paths";
import { readSettingsSearch } from "../schema";
import { BrandingForm } from "./_components/branding-form";
import { BrandingPreview } from "./_components/branding-preview";

export const metadata: Metadata = { title: "Branding · Settings" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Name, accent and logo, as the reports inside review packs show them. */
export default async function BrandingPage({ searchParams }: Props) {
  const search = readSettingsSearch(await searchParams);
  const { access, settings } = await orNotFound(getWorkspaceSettings(await requireActor(), search.workspace));
  const { accent, logo } = settings;
  const canManage = access.can("workspace.manage");
  const { slug, name } = access.workspace;
  return (
    <SettingsFrame access={access} tab="branding" title="Branding" search={search}>
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-2 lg:items-start">
        <Card title="Preview of a report">
          <BrandingPreview name={name} accent={accent} logo={logo && { ...logo, src: logoSource(slug, logo.sha256) }} />
        </Card>
        {canManage ? (
          <div className="grid grid-cols-1 gap-6">
            <Card title="Name and accent" className="*:last:p-4">
              <BrandingForm workspace={slug} name={name} accent={accent} choices={accents} />
            </Card>
            <LogoCard access={access} settings={settings} />
          </div>
        ) : (
          <p className="text-muted">Only an owner of the workspace changes it.</p>
        )}
      </div>
    </SettingsFrame>
  );
}

function logoSource(workspace: string, sha256: string): string {
  return `/settings/branding/logo?${new URLSearchParams({ workspace, v: sha256.slice(0, 12) })}`;
}

function LogoCard({ access, settings: { logo } }: { access: WorkspaceAccess; settings: WorkspaceSettings }) {
  const workspace = addressedWorkspace(access);
  return (
    <Card
      title="Logo"
      actions={
        logo && (
          <Button variant="danger" size="sm" href={settingsPath("branding", { workspace }, "remove-logo")}>
            Remove
          </Button>
        )
      }
    >
      <form
        action={settingsPath("branding", {}, "logo")}
        method="post"
        encType="multipart/form-data"
        className="grid grid-cols-1 gap-4 p-4"
      >
        <input type="hidden" name="workspace" value={access.workspace.slug} />
        <div className="grid grid-cols-1 gap-1.5">
          <label htmlFor="logo" className="font-medium">
            {logo ? "Another logo" : "A logo"}
          </label>
          <input
            id="logo"
            name="logo"
            type="file"
            accept="image/png"
            required
            aria-describedby="logo-hint"
            className="w-full rounded-md border border-edge bg-surface p-1.5 file:mr-3 file:rounded-sm file:border-0 file:bg-sunken file:px-2 file:py-1 file:text-ink"
          />
          <p id="logo-hint" className="text-muted">
            PNG, 100 kB at most. {logo && `Now: ${logo.width} × ${logo.height} pixels, ${formatBytes(logo.bytes)}.`}
          </p>
        </div>
        <div>
          <SubmitButton variant="secondary">Save the logo</SubmitButton>
        </div>
      </form>
    </Card>
  );
}
