"use client";

import { useRouter } from "next/navigation";
import { startTransition, useEffect } from "react";

const throttleMs = 500;
const gatherMs = 40;
const slowPollMs = 15_000;
const fastPollMs = { first: 1_000, longest: 10_000 };

/**
 * Makes the page move without reload (ui.md, Live): reads it again when the server says that something of the tenant
 * changed. Quiet otherwise. Nothing runs while the tab is hidden; on return the page is read once. Where the stream
 * cannot be had, it polls: each second and then ever slower while something is in progress, else every 15 s.
 */
export function LiveRefresh({ slug, isActive }: { slug: string; isActive: boolean }) {
  const router = useRouter();
  useEffect(() => {
    return watch(`/api/live/${slug}`, isActive, () => startTransition(() => router.refresh()));
  }, [slug, isActive, router]);
  return null;
}

/** Keeps the page current until the returned function is called. */
function watch(url: string, isActive: boolean, refresh: () => void): () => void {
  let events: EventSource | null = null;
  let due: number | undefined;
  let poll: number | undefined;
  let wait = isActive ? fastPollMs.first : slowPollMs;
  let last = 0;

  const soon = () => {
    due ??= window.setTimeout(
      () => {
        due = undefined;
        last = Date.now();
        refresh();
      },
      Math.max(gatherMs, last + throttleMs - Date.now()),
    );
  };
  const pollNext = () => {
    window.clearTimeout(poll);
    poll = window.setTimeout(() => {
      refresh();
      wait = isActive ? Math.min(wait * 1.5, fastPollMs.longest) : slowPollMs;
      pollNext();
    }, wait);
  };
  const connect = () => {
    let hasFailed = false;
    events = new EventSource(url);
    events.addEventListener("change", soon);
    events.onopen = () => {
      // The stream answers: the poll is a safety net only. What happened before it was open is read now.
      wait = slowPollMs;
      if (isActive) pollNext();
      else window.clearTimeout(poll);
      if (hasFailed || isActive) soon();
      hasFailed = false;
    };
    events.onerror = () => {
      if (!hasFailed) {
        wait = isActive ? fastPollMs.first : slowPollMs;
        pollNext();
      }
      hasFailed = true;
    };
  };
  const pause = () => {
    events?.close();
    events = null;
    window.clearTimeout(due);
    window.clearTimeout(poll);
    due = undefined;
  };
  const onVisibility = () => {
    pause();
    if (document.visibilityState !== "visible") return;
    connect();
    soon();
  };

  if (document.visibilityState === "visible") connect();
  document.addEventListener("visibilitychange", onVisibility);
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    pause();
  };
}
