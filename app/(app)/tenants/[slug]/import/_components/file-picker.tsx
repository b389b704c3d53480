"use client";

import { useCallback, useEffect, useId, useRef, useState } from "react";
import { buttonClasses } from "@/app/_components/button-classes";
import { formatBytes, formatCount } from "@/app/_components/format";

/**
 * The files. The input is the browser's own and large, so that files can be dropped on it without any script. With scripts the
 * choice itself sends them, as the hint says, because all that follows is a page that asks; a choice made before they
 * had loaded too. The button is for browsers without.
 */
export function FilePicker({ hint }: { hint: string }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isScripted, setIsScripted] = useState(false);
  const [sent, setSent] = useState("");
  const send = useCallback((of: HTMLInputElement | null) => {
    if (!of?.files?.length) return;
    setSent(describeFiles(of.files));
    of.form?.submit();
  }, []);
  useEffect(() => {
    setIsScripted(true);
    // Back on this page, the browser may show the choice of before, which was sent already.
    const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    if (navigation?.type === "navigate") send(input.current);
    const onShow = (event: PageTransitionEvent) => {
      if (event.persisted) setSent("");
    };
    window.addEventListener("pageshow", onShow);
    return () => window.removeEventListener("pageshow", onShow);
  }, [send]);
  return (
    <div className="grid gap-4">
      <div className="grid gap-1.5">
        <label htmlFor={id} className="font-medium">
          Files
        </label>
        <input
          id={id}
          ref={input}
          type="file"
          name="files"
          multiple
          required
          aria-describedby={`${id}-hint`}
          onChange={(event) => send(event.currentTarget)}
          className="w-full rounded-lg border border-dashed border-edge bg-ground px-4 py-8 text-muted file:mr-3 file:h-8 file:rounded-md file:border file:border-line file:bg-surface file:px-2.5 file:font-medium file:text-ink hover:bg-hover"
        />
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <p id={`${id}-hint`} className="grow basis-96 text-muted">
          <span aria-live="polite" className="font-medium text-ink">
            {sent && `Uploading ${sent}. Stay on this page until it answers. `}
          </span>
          {!sent && hint}
        </p>
        {/* It keeps its place, so that nothing moves when the scripts have loaded. */}
        <button type="submit" className={buttonClasses("primary", "md", isScripted ? "invisible" : "")}>
          Preview import
        </button>
      </div>
    </div>
  );
}

function describeFiles(files: FileList): string {
  const all = [...files];
  const bytes = all.reduce((sum, file) => sum + file.size, 0);
  return `${formatCount(all.length, "file")}, ${formatBytes(bytes)}`;
}
