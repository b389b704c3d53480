"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";

/**
 * What the frame does for the keyboard and the pointer beyond what the browser does by itself: menus close on Escape, outside
 * and on leaving, and ↑ ↓, j, k, Home and End walk through the rows of a list that has the focus.
 */
export function FrameKeys() {
  const pathname = usePathname();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new address is what closes them
  useEffect(() => closeMenus(), [pathname]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") {
        const menu = document.querySelector<HTMLDetailsElement>("details[data-menu][open]");
        closeMenus();
        menu?.querySelector("summary")?.focus();
      } else if (event.key in rowKeys && !event.metaKey && !event.ctrlKey && !event.altKey && !event.shiftKey) {
        moveRow(event);
      }
    };
    const onPointer = (event: PointerEvent) => closeMenus(event.target);
    document.addEventListener("keydown", onKey);
    document.addEventListener("pointerdown", onPointer);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("pointerdown", onPointer);
    };
  }, []);

  return null;
}

/** Closes every open menu, except the one that `inside` is part of. */
function closeMenus(inside: EventTarget | null = null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) {
    const backdrop = inside instanceof Element && inside.classList.contains("bg-scrim");
    if (inside instanceof Node && menu.contains(inside) && !backdrop) continue;
    menu.open = false;
  }
}

/** How far each key goes among the rows. */
const rowKeys: Record<string, number> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** From row to row while one has the focus, or the list itself has: a letter does nothing anywhere else (WCAG 2.1.4). */
function moveRow(event: KeyboardEvent): void {
  const here = document.activeElement;
  if (!(here instanceof HTMLElement)) return;
  const isRow = here.classList.contains("row-link");
  const list = isRow ? here.closest("[data-rows]") : here.querySelector(":scope > [data-rows]");
  if (!list) return;
  const links = [...list.querySelectorAll<HTMLElement>(".row-link")];
  const at = (isRow ? links.indexOf(here) : -1) + (rowKeys[event.key] ?? 0);
  const next = links[Math.max(0, Math.min(links.length - 1, at))];
  if (!next || next === here) return;
  event.preventDefault();
  next.focus();
}
