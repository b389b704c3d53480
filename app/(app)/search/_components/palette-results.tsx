"use client";

import clsx from "clsx";
import { useRouter } from "next/navigation";
import { useEffect, useId, useRef, useState } from "react";
import { setThemeAction } from "@/app/(app)/actions";
import { PaletteEntry } from "@/app/(app)/search/_components/palette-entry";
import { readRecent, rememberRecent } from "@/app/(app)/search/_components/recent-entries";
import { useSearchAnswer } from "@/app/(app)/search/_components/use-search-answer";
import type { SearchEntry, SearchGroup } from "@/app/(app)/search/entries";

export interface PaletteProps {
  text: string;
  /** The slug of the tenant that the page under the palette shows. */
  here: string | undefined;
  /** Whose palette it is: what somebody else went to in this tab is not shown. */
  reader: string;
  /** Filled in here: what the field does with a key. */
  onKey: React.RefObject<((event: React.KeyboardEvent) => void) | null>;
  /** The id of the chosen line, for the field that keeps the focus. */
  onActive(id: string | undefined): void;
  onClose(): void;
}

/** What the palette found, as the list of a combobox: the focus stays in the field, the arrow keys choose. */
export function PaletteResults({ text, here, reader, onKey, onActive, onClose }: PaletteProps) {
  const router = useRouter();
  const id = useId();
  const wanted = text.trim();
  const answer = useSearchAnswer(wanted, here);
  const [recent] = useState(() => readRecent(reader));
  const groups: SearchGroup[] =
    wanted === "" && recent.length > 0 ? [{ label: "Recent", entries: recent }, ...answer.groups] : answer.groups;
  const entries = groups.flatMap((group) => group.entries);
  const [place, setPlace] = useState(0);
  const chosen = Math.min(place, entries.length - 1);
  const isAwaited = useRef(false);
  const list = useRef<HTMLDivElement>(null);
  const idOf = (at: number) => `${id}-${at}`;

  const go = (entry: SearchEntry, inNewTab = false) => {
    if (inNewTab && !entry.theme) return void window.open(entry.href, "_blank", "noopener");
    onClose();
    if (entry.theme) {
      const form = new FormData();
      form.set("theme", entry.theme);
      return void setThemeAction(form).then(() => router.refresh());
    }
    rememberRecent(reader, entry);
    router.push(entry.href);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: another text is another list
  useEffect(() => {
    setPlace(0);
    isAwaited.current = false;
  }, [wanted]);
  useEffect(() => {
    onActive(chosen >= 0 ? `${id}-${chosen}` : undefined);
    list.current?.querySelector(`[aria-selected="true"]`)?.scrollIntoView({ block: "nearest" });
  }, [chosen, id, onActive]);
  useEffect(() => {
    if (!isAwaited.current || !answer.isCurrent) return;
    isAwaited.current = false;
    if (entries[0]) go(entries[0]);
  });
  useEffect(() => {
    onKey.current = (event) => {
      if (event.nativeEvent.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
      if (step !== undefined) {
        event.preventDefault();
        if (entries.length === 0) return;
        const isTurn = Math.abs(step) === 1;
        const next = chosen + step;
        setPlace(isTurn ? (next + entries.length) % entries.length : Math.max(0, Math.min(entries.length - 1, next)));
      } else if (event.key === "Enter") {
        const entry = entries[chosen];
        // Nothing found: the form goes to the search page, which says what can be found.
        if (answer.isCurrent && !entry) return;
        event.preventDefault();
        if (!answer.isCurrent) isAwaited.current = true;
        else if (entry) go(entry, event.metaKey || event.ctrlKey);
      }
    };
    return () => {
      onKey.current = null;
    };
  });

  let at = -1;
  return (
    <>
      <div
        ref={list}
        id="palette-list"
        role="listbox"
        aria-label="What was found"
        className="min-h-0 grow overflow-y-auto overscroll-contain p-2"
      >
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
          <div key={group.label} role="group" aria-labelledby={`${id}-${group.label}`} className="mb-2 last:mb-0">
            <p id={`${id}-${group.label}`} className="px-2 py-1.5 text-xs text-muted">
              {group.label}
            </p>
            {group.entries.map((entry) => {
              at += 1;
              const own = at;
              return (
                <PaletteEntry
                  key={`${entry.href}${entry.title}`}
                  id={idOf(own)}
                  entry={entry}
                  wanted={wanted}
                  isChosen={own === chosen}
                  onChoose={() => setPlace(own)}
                  onGo={() => go(entry)}
                />
              );
            })}
          </div>
        ))}
        {answer.of === null && entries.length === 0 && <Waiting />}
        {answer.isCurrent && entries.length === 0 && (
          <p className="px-2 py-8 text-center text-muted">{answer.problem ?? `Nothing was found for “${wanted}”.`}</p>
        )}
      </div>
      {answer.isFindingsPartial && (
        <p className="border-t border-line px-4 py-2 text-xs text-muted">
          The findings were not searched to the end: open a tenant to search in it.
        </p>
      )}
      <p role="status" className="sr-only">
        {answer.isCurrent && wanted !== "" && announcement(entries.length, answer.problem)}
      </p>
      <p
        aria-hidden="true"
        className={clsx("flex gap-4 border-t border-line px-4 py-2 text-xs text-muted max-sm:hidden")}
      >
        <span>↑ ↓ choose</span>
        <span>↵ open</span>
      </p>
    </>
  );
}

/** Where lines will be: to be seen only when the first answer takes long. */
function Waiting() {
  return (
    <div aria-hidden="true" className="late grid gap-3 px-2 py-3">
      {["w-2/5", "w-3/5", "w-1/2", "w-2/3", "w-1/3"].map((width) => (
        <span key={width} className={clsx("h-4 rounded-sm bg-sunken", width)} />
      ))}
    </div>
  );
}

function announcement(count: number, problem: string | undefined): string {
  if (problem) return problem;
  return count === 0 ? "Nothing was found." : count === 1 ? "1 result." : `${count} results.`;
}
