"use client";

import { useEffect, useRef, useState } from "react";

const stayMs = 12_000;

/**
 * Takes a toast away after a while and its words out of the address, so that a reload does not say it again. It stays
 * while the pointer or the focus is on it; without scripts it stays until it is closed.
 */
export function FadingToast({ drop, children }: { drop: readonly string[]; children: React.ReactNode }) {
  const [isGone, setIsGone] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const names = drop.join(" ");
  useEffect(() => {
    const timer = setInterval(() => {
      // A new address renders the page anew, which would close a dialog under somebody's hands.
      if (box.current?.matches(":hover, :focus-within") || document.querySelector("dialog[open]")) return;
      clearInterval(timer);
      const address = new URL(window.location.href);
      for (const name of names.split(" ")) address.searchParams.delete(name);
      window.history.replaceState(null, "", address);
      setIsGone(true);
    }, stayMs);
    return () => clearInterval(timer);
  }, [names]);
  return isGone ? null : <div ref={box}>{children}</div>;
}
