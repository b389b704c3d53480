"use client";

import clsx from "clsx";
import { badgeCatalogue } from "@/app/_components/badge-catalogue";
import { Glyph } from "@/app/_components/glyph";
import { SeverityBadge } from "@/app/_components/severity-badge";
import { Highlight } from "@/app/(app)/search/_components/highlight";
import type { SearchEntry } from "@/app/(app)/search/entries";

interface PaletteEntryProps {
  id: string;
  entry: SearchEntry;
  wanted: string;
  isChosen: boolean;
  onChoose(): void;
  onGo(): void;
}

/** One line of the palette: a link, so that it also opens in a new tab; never in the order of the Tab key. */
export function PaletteEntry({ id, entry, wanted, isChosen, onChoose, onGo }: PaletteEntryProps) {
  const { href, theme, icon, title, detail, severity, outcome } = entry;
  return (
    <a
      id={id}
      role="option"
      aria-selected={isChosen}
      tabIndex={-1}
      href={theme ? undefined : href}
      onPointerMove={isChosen ? undefined : onChoose}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onGo();
      }}
      className={clsx(
        "flex min-h-10 cursor-pointer scroll-my-2 items-center gap-3 rounded-md px-2 py-1.5 max-sm:min-h-12",
        isChosen && "bg-sunken",
      )}
    >
      <Glyph name={icon} className="text-muted" />
      <span className="flex min-w-0 grow items-baseline gap-x-2.5 max-sm:flex-col">
        <bdi className="max-w-full shrink-0 truncate sm:max-w-[70%]">
          <Highlight text={title} wanted={wanted} />
        </bdi>
        <bdi className="max-w-full min-w-0 truncate text-xs text-muted">
          <Highlight text={detail} wanted={wanted} />
        </bdi>
      </span>
      {severity && (
        <span className="shrink-0 text-xs text-muted">
          <SeverityBadge value={severity} />
        </span>
      )}
      {outcome && (
        <span className="shrink-0 text-xs text-muted">{badgeCatalogue.operation_outcome[outcome].label}</span>
      )}
    </a>
  );
}
