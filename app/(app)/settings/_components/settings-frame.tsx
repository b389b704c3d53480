import Link from "next/link";
import { PageHeader } from "@/app/_components/page-header";
import { TabLink } from "@/app/_components/tab-link";
import type { WorkspaceAccess } from "@/lib/workspaces/workspaces";
import { settingsPath } from "../paths";
import { type SettingsSearch, type SettingsTab, settingsTabs } from "../schema";
import { SettingsToast } from "./settings-toast";

const labels: Record<SettingsTab, string> = {
  members: "Members",
  tenants: "Tenants",
  schedules: "Schedules",
  retention: "Retention",
  branding: "Branding",
  graph: "Microsoft Graph",
  "api-tokens": "API tokens",
  "signing-keys": "Signing keys",
};

interface SettingsFrameProps {
  access: WorkspaceAccess;
  /** The tab that the page belongs to; null: the overview. */
  tab: SettingsTab | null;
  title: string;
  description?: React.ReactNode;
  actions?: React.ReactNode;
  search: SettingsSearch;
  children: React.ReactNode;
}

/** Head and tabs of the settings pages; who has several workspaces chooses which here. */
export function SettingsFrame({ access, tab, title, description, actions, search, children }: SettingsFrameProps) {
  const workspace = addressedWorkspace(access);
  return (
    <>
      <SettingsToast search={search} />
      <PageHeader title={title} description={description ?? access.workspace.name} actions={actions} />
      <nav
        aria-label="Settings"
        className="-mx-1 mb-6 flex gap-1 overflow-x-auto p-1 [scrollbar-width:none] screen-only *:aria-[current]:[scroll-initial-target:nearest] sm:flex-wrap"
      >
        <TabLink href={settingsPath("", { workspace })} label="Overview" isCurrent={tab === null} />
        {settingsTabs.map((name) => (
          <TabLink key={name} href={settingsPath(name, { workspace })} label={labels[name]} isCurrent={tab === name} />
        ))}
      </nav>
      {children}
      {access.others.length > 0 && (
        <p className="mt-8 text-muted screen-only">
          Your other workspaces:{" "}
          {access.others.map(({ slug, name }, at) => (
            <span key={slug}>
              {at > 0 && ", "}
              <Link href={settingsPath(tab ?? "", { workspace: slug })} className="text-link hover:underline">
                {name}
              </Link>
            </span>
          ))}
        </p>
      )}
    </>
  );
}

/** The workspace as it stands in addresses: nowhere for somebody who has one only. */
export function addressedWorkspace(access: WorkspaceAccess): string | undefined {
  return access.others.length > 0 ? access.workspace.slug : undefined;
}
