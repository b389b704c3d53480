"use client";

import Link from "next/link";
import { useParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { Glyph } from "@/app/_components/glyph";
import type { PaletteProps } from "@/app/(app)/search/_components/palette-results";

type Results = React.ComponentType<PaletteProps>;

/**
 * The way to the search. Once scripts have loaded it opens the palette over any page, as ⌘K and Ctrl K do; before that,
 * without them and in a new tab it leads to the search page. The palette's own script comes with its first use; what is
 * typed meanwhile stands in the field already, and Enter sends it to the search page.
 */
export function SearchLauncher({ shortcut, reader }: { shortcut: string; reader: string }) {
  const { slug } = useParams<{ slug?: string }>();
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const onKey = useRef<PaletteProps["onKey"]["current"]>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [text, setText] = useState("");
  const [active, setActive] = useState<string>();
  const [loaded, setLoaded] = useState<{ Results: Results }>();

  const open = () => {
    if (dialog.current?.open) return dialog.current.close();
    dialog.current?.showModal();
    setIsOpen(true);
    load();
  };
  const load = () => {
    if (loaded) return;
    import("@/app/(app)/search/_components/palette-results").then(
      ({ PaletteResults }) => setLoaded({ Results: PaletteResults }),
      // The script is not to be had (a new version, no network): the page does the same.
      () => location.assign("/search"),
    );
  };
  useEffect(() => {
    const onShortcut = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      open();
    };
    document.addEventListener("keydown", onShortcut);
    return () => document.removeEventListener("keydown", onShortcut);
  });

  return (
    <>
      <Link
        href="/search"
        prefetch={false}
        aria-haspopup="dialog"
        onPointerEnter={load}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || !dialog.current) return;
          event.preventDefault();
          open();
        }}
        className="ml-auto flex size-9 shrink-0 items-center justify-center gap-2 rounded-md text-muted hover:bg-hover hover:text-ink sm:h-8.5 sm:w-52 sm:justify-start sm:border sm:border-line sm:bg-surface sm:px-2.5 xl:w-64"
      >
        <Glyph name="search" className="size-4 sm:size-3.5" />
        <span className="grow text-left max-sm:sr-only">Search</span>
        <kbd className="font-sans text-xs max-sm:hidden">{shortcut}</kbd>
      </Link>
      <dialog
        ref={dialog}
        aria-label="Search"
        closedby="any"
        onClose={() => {
          setIsOpen(false);
          setText("");
          setActive(undefined);
        }}
        className="fixed inset-x-0 top-0 m-0 mx-auto h-dvh max-h-none w-full max-w-none flex-col overflow-hidden bg-surface text-ink open:flex sm:top-[12vh] sm:h-[min(29rem,76vh)] sm:max-w-xl sm:rounded-lg sm:border sm:border-line sm:shadow-xl sm:shadow-scrim/20 screen-only"
      >
        <search className="border-b border-line">
          <form action="/search" className="flex items-center gap-2.5 px-4">
            <Glyph name="search" className="text-muted" />
            <input
              ref={field}
              name="q"
              type="text"
              value={text}
              maxLength={200}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => onKey.current?.(event)}
              role="combobox"
              aria-label="Search tenants, findings, reports, operations and pages"
              aria-expanded={loaded !== undefined}
              aria-controls="palette-list"
              aria-autocomplete="list"
              aria-activedescendant={active}
              placeholder="Search or go to …"
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              enterKeyHint="go"
              className="h-12 min-w-0 grow bg-transparent text-base outline-none placeholder:text-muted sm:text-sm"
            />
            <button
              type="button"
              onClick={() => dialog.current?.close()}
              className="-mr-2 h-9 rounded-md px-2 text-muted hover:bg-hover hover:text-ink"
            >
              <span className="sm:hidden">Cancel</span>
              <span aria-hidden="true" className="text-xs max-sm:hidden">
                Esc
              </span>
              <span className="sr-only max-sm:hidden">Close</span>
            </button>
          </form>
        </search>
        {isOpen && loaded && (
          <loaded.Results
            text={text}
            here={slug}
            reader={reader}
            onKey={onKey}
            onActive={setActive}
            onClose={() => dialog.current?.close()}
          />
        )}
      </dialog>
    </>
  );
}
