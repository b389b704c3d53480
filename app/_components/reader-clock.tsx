"use client";

import { useRouter } from "next/navigation";
import { startTransition, useEffect } from "react";
import { zoneCookie } from "@/app/_components/reader-zone";

const yearSeconds = 31_536_000;
const tickMs = 30_000;

/**
 * Tells the server the reader's time zone, in a cookie, so that it writes times as they read them: at the first page and
 * after a journey, which reads the page once more if it shows times. Keeps "5 minutes ago" true while a page stays open.
 */
export function ReaderClock({ zone }: { zone: string | null }) {
  const router = useRouter();
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!own || own === zone) return;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet.
    document.cookie = `${zoneCookie}=${encodeURIComponent(own)}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax${secure}`;
    if (document.querySelector("time")) startTransition(() => router.refresh());
  }, [zone, router]);

  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && void tick(), tickMs);
    return () => clearInterval(timer);
  }, []);
  return null;
}

async function tick(): Promise<void> {
  const { formatRelative } = await import("@/app/_components/format");
  const now = new Date();
  for (const element of document.querySelectorAll<HTMLTimeElement>("time[data-relative]")) {
    const text = formatRelative(element.dateTime, now);
    // The text node itself: React has it, and writes into it when the page is read anew.
    if (element.firstChild?.nodeType === Node.TEXT_NODE && element.textContent !== text)
      element.firstChild.nodeValue = text;
  }
}
