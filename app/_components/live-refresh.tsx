"use client";

import { useRouter } from "next/navigation";
import { startTransition, useEffect } from "react";
import { withLive } from "@/app/_components/with-live";

const throttleMs = 500;
const gatherMs = 40;

/**
 * Makes the page move without reload (ui.md, Live): reads it again when the server says that something of the tenant
 * (`slug`), of the fleet run ("fleet/<id>") or of the reader's notifications ("me") changed. `isActive`: something is in
 * progress.
 */
export function LiveRefresh({ slug, isActive }: { slug: string; isActive: boolean }) {
  const router = useRouter();
  useEffect(() => {
    let due: number | undefined;
    let last = 0;
    const refresh = () => {
      due = undefined;
      last = Date.now();
      startTransition(() => router.refresh());
    };
    const onChange = () => {
      due ??= window.setTimeout(refresh, Math.max(gatherMs, last + throttleMs - Date.now()));
    };
    const stop = withLive(({ follow }) => follow({ topic: topicOf(slug), isActive, onChange }));
    return () => {
      stop();
      window.clearTimeout(due);
    };
  }, [slug, isActive, router]);
  return null;
}

function topicOf(slug: string): string {
  if (slug === "me") return slug;
  return slug.startsWith("fleet/") ? slug.replace("/", "=") : `tenant=${slug}`;
}
