"use client";

import Link from "next/link";
import { useEffect, useState } from "react";
import { Glyph } from "@/app/_components/glyph";
import type { Unread } from "@/app/_components/live-connection";
import { withLive } from "@/app/_components/with-live";

const shownMax = 99;

/** The way to the notifications, with how many are unread. It moves without reload, and says politely what is new. */
export function Bell({ unread: given, className }: { unread: number; className: string }) {
  const [live, setLive] = useState<{ given: number; state: Unread } | null>(null);
  const [news, setNews] = useState("");
  useEffect(() => {
    let shown = { unread: given, id: "" };
    const onState = (state: Unread) => {
      const { unread, latest } = state;
      // What somebody asked for just now says so itself.
      const isNew = unread > shown.unread && latest !== null && latest.id !== shown.id;
      if (isNew && latest.kind !== "operation.queued") setNews(`${latest.title}. ${words(unread)}.`);
      shown = { unread, id: latest?.id ?? "" };
      setLive({ given, state });
    };
    return withLive(({ followUnread }) => followUnread(onState));
  }, [given]);
  // A page that was read anew knows better than what was heard before.
  const unread = live?.given === given ? live.state.unread : given;
  return (
    <>
      <Link
        href="/notifications"
        aria-label={unread === 0 ? "Notifications" : `Notifications, ${words(unread)}`}
        className={className}
      >
        <Glyph name="bell" />
        {unread > 0 && (
          <span
            data-unread
            className="absolute top-0.5 right-0 min-w-4 ring-2 ring-ground rounded-full bg-accent px-1 text-center text-[0.625rem] leading-4 font-medium text-on-accent"
          >
            {unread > shownMax ? `${shownMax}+` : unread}
          </span>
        )}
      </Link>
      <span aria-live="polite" className="sr-only">
        {news}
      </span>
    </>
  );
}

function words(unread: number): string {
  return unread > shownMax ? `more than ${shownMax} unread` : `${unread} unread`;
}
