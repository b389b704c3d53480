import clsx from "clsx";
import type { Metadata } from "next";
import type { Tone } from "@/app/_components/badge-catalogue";
import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { Icon, type IconName } from "@/app/_components/icon";
import { LiveRefresh } from "@/app/_components/live-refresh";
import { PageHeader } from "@/app/_components/page-header";
import { SubmitButton } from "@/app/_components/submit-button";
import { TabLink } from "@/app/_components/tab-link";
import { RelativeTime } from "@/app/_components/time";
import { markAllReadAction } from "@/app/(app)/notifications/actions";
import { requireActor } from "@/lib/auth/session";
import type { NotificationKind } from "@/lib/notifications/notify";
import { countUnread, listNotifications, type NotificationView } from "@/lib/notifications/queries";

export const metadata: Metadata = { title: "Notifications" };

const drawings: Record<NotificationKind, { icon: IconName; tone: Tone }> = {
  "operation.queued": { icon: "clock", tone: "warning" },
  "operation.completed": { icon: "check", tone: "success" },
  "operation.failed": { icon: "x", tone: "danger" },
  "review_pack.expires_soon": { icon: "calendar-x", tone: "gray" },
  "graph_connection.ends_soon": { icon: "triangle-alert", tone: "warning" },
};

const colours: Record<Tone, string> = {
  warning: "text-warning",
  info: "text-info",
  success: "text-success",
  danger: "text-danger",
  gray: "text-gray",
};

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What happened with what the reader asked for, newest first. */
export default async function NotificationsPage({ searchParams }: Props) {
  const { cursor, show } = await searchParams;
  const isUnread = show === "unread";
  const actor = await requireActor();
  const page = typeof cursor === "string" ? { cursor } : {};
  const [{ notifications, next }, unread] = await Promise.all([
    listNotifications(actor, { ...page, isUnread }),
    countUnread(actor),
  ]);
  return (
    <div className="max-w-3xl">
      <LiveRefresh slug="me" isActive={false} />
      <PageHeader
        title="Notifications"
        actions={
          unread > 0 && (
            <form action={markAllReadAction}>
              <SubmitButton variant="secondary">Mark all as read</SubmitButton>
            </form>
          )
        }
      />
      <nav aria-label="Filter" className="-mx-1 mb-3 flex gap-1 p-1">
        <TabLink href="/notifications" label="All" isCurrent={!isUnread} />
        <TabLink
          href="/notifications?show=unread"
          label="Unread"
          count={unread > 99 ? "99+" : String(unread)}
          isCurrent={isUnread}
        />
      </nav>
      {notifications.length === 0 && (isUnread || cursor) ? (
        <EmptyState
          icon="bell"
          title={isUnread ? "Nothing unread." : "No older notifications."}
          text="What you have read stays under All."
          action={<Button href="/notifications">Show all</Button>}
        />
      ) : notifications.length === 0 ? (
        <EmptyState
          icon="bell"
          title="No notifications."
          text="When a review pack or an import that you asked for is queued, done or failed, it says so here."
          action={<Button href="/">Go to your tenants</Button>}
        />
      ) : (
        <Card>
          <ul className="divide-y divide-line">
            {notifications.map((notification) => (
              <NotificationRow key={notification.id} notification={notification} />
            ))}
          </ul>
        </Card>
      )}
      {(next || cursor) && (
        <nav aria-label="Pages" className="mt-4 flex justify-between gap-2">
          {cursor ? <Button href={notificationsPath(isUnread)}>Newest</Button> : <span />}
          {next && <Button href={notificationsPath(isUnread, next)}>Older</Button>}
        </nav>
      )}
    </div>
  );
}

function notificationsPath(isUnread: boolean, cursor?: string): string {
  const query = new URLSearchParams({ ...(isUnread ? { show: "unread" } : {}), ...(cursor ? { cursor } : {}) });
  return `/notifications${query.size > 0 ? `?${query}` : ""}`;
}

function NotificationRow({ notification }: { notification: NotificationView }) {
  const { id, kind, title, body, href, tenantName, isRead, createdAt } = notification;
  const { icon, tone } = drawings[kind];
  return (
    <li className="relative flex gap-3 px-4 py-2.5 hover:bg-hover">
      <Icon name={icon} className={clsx("mt-0.5", colours[tone])} />
      <div className="min-w-0 grow">
        <p className={clsx(!isRead && "font-medium")}>
          {href?.startsWith("/") ? (
            // Past the router: what it opens is marked as read on the way, with scripts and without.
            <a href={`/notifications/${id}`} className="row-link">
              {title}
            </a>
          ) : (
            title
          )}
        </p>
        <p className="text-muted">
          {[tenantName && !title.includes(tenantName) && tenantName, body].filter(Boolean).join(" · ")}
        </p>
      </div>
      <span className="shrink-0 text-muted">
        <RelativeTime at={createdAt} />
      </span>
      <span className="w-2 shrink-0 pt-1.5">
        {!isRead && (
          <span className="block size-2 rounded-full bg-accent">
            <span className="sr-only">Unread</span>
          </span>
        )}
      </span>
    </li>
  );
}
