import { headers } from "next/headers";
import { FrameKeys } from "@/app/(app)/_components/frame-keys";
import { Rail } from "@/app/(app)/_components/rail";
import { TopBar } from "@/app/(app)/_components/top-bar";
import { requireActor } from "@/lib/auth/session";
import { countUnread } from "@/lib/notifications/queries";
import { listTenants } from "@/lib/tenants/tenants";
import { getWorkspaceRights } from "@/lib/workspaces/workspaces";

/** The frame of every page behind the sign-in (design.md, Frame): rail, top bar, content. */
export default async function FrameLayout({ children }: { children: React.ReactNode }) {
  const actor = await requireActor();
  const [tenants, unread, sent, rights] = await Promise.all([
    listTenants(actor),
    countUnread(actor),
    headers(),
    getWorkspaceRights(actor),
  ]);
  const places = tenants.map(({ slug, name, workspaceName }) => ({ slug, name, workspace: workspaceName }));
  const isMac = /mac|iphone|ipad/i.test(sent.get("user-agent") ?? "");
  return (
    <>
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-3 py-2 text-on-accent focus-visible:translate-y-0"
      >
        Skip to the content
      </a>
      <div className="lg:grid lg:grid-cols-[14.5rem_minmax(0,1fr)]">
        <aside className="sticky top-0 h-dvh border-r border-line bg-ground max-lg:hidden screen-only">
          <Rail places={places} rights={rights} />
        </aside>
        <div className="min-w-0">
          <TopBar places={places} rights={rights} unread={unread} person={actor} shortcut={isMac ? "⌘K" : "Ctrl K"} />
          <main
            id="main"
            tabIndex={-1}
            className="mx-auto max-w-[1200px] px-4 py-6 focus:outline-none sm:px-6 lg:px-10 lg:py-8"
          >
            {children}
          </main>
        </div>
      </div>
      <FrameKeys />
    </>
  );
}
