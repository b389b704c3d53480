"use client";

import { usePathname, useRouter } from "next/navigation";
import { useEffect } from "react";

/**
 * What the frame does for the keyboard and the pointer beyond what the browser does by itself: ⌘K or Ctrl K goes to the
 * search, menus close on Escape, outside and on leaving, and arrow keys walk through the rows of a table.
 */
export function FrameKeys() {
  const router = useRouter();
  const pathname = usePathname();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new address is what closes them
  useEffect(() => closeMenus(), [pathname]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "k" && (event.metaKey || event.ctrlKey) && !event.altKey) {
        event.preventDefault();
        const field = document.getElementById("search");
        if (field?.checkVisibility()) field.focus();
        else router.push("/search");
      } else if (event.key === "Escape") {
        const menu = document.querySelector<HTMLDetailsElement>("details[data-menu][open]");
        closeMenus();
        menu?.querySelector("summary")?.focus();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
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
  }, [router]);

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

function moveRow(event: KeyboardEvent): void {
  const here = document.activeElement;
  if (!(here instanceof HTMLElement) || !here.classList.contains("row-link")) return;
  const links = [...(here.closest("[data-rows]")?.querySelectorAll<HTMLElement>(".row-link") ?? [])];
  const next = links[links.indexOf(here) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
