"use client";

import { useId, useState } from "react";
import { buttonClasses } from "@/app/_components/button-classes";
import { formatBytes, formatCount } from "@/app/_components/format";

/**
 * The files and the button that sends them. The input is the browser's own and large, so that files
 * can be dropped on it without any script; scripts only say which ones, and that they are on their way.
 */
export function FilePicker({ hint }: { hint: string }) {
  const id = useId();
  const [chosen, setChosen] = useState("");
  const [isSent, setIsSent] = useState(false);
  return (
    <div className="grid gap-4">
      <div className="grid gap-1.5">
        <label htmlFor={id} className="font-medium">
          Files
        </label>
        <input
          id={id}
          type="file"
          name="files"
          multiple
          required
          aria-describedby={`${id}-hint`}
          onChange={(event) => setChosen(describeFiles(event.currentTarget.files))}
          className="w-full rounded-lg border border-dashed border-edge bg-ground px-4 py-8 text-muted file:mr-3 file:h-8 file:rounded-md file:border file:border-line file:bg-surface file:px-2.5 file:font-medium file:text-ink hover:bg-hover"
        />
        <p id={`${id}-hint`} className="text-muted">
          {hint}
        </p>
      </div>
      <div className="flex flex-wrap items-center justify-end gap-3">
        <span className="text-muted" aria-live="polite">
          {isSent ? "Uploading. Stay on this page until it answers." : chosen}
        </span>
        <button
          type="submit"
          aria-disabled={isSent || undefined}
          className={buttonClasses("primary")}
          onClick={(event) => {
            if (isSent) event.preventDefault();
            else if (event.currentTarget.form?.checkValidity()) setIsSent(true);
          }}
        >
          Import
        </button>
      </div>
    </div>
  );
}

function describeFiles(files: FileList | null): string {
  const all = [...(files ?? [])];
  if (all.length === 0) return "";
  const bytes = all.reduce((sum, file) => sum + file.size, 0);
  return `${formatCount(all.length, "file")}, ${formatBytes(bytes)}`;
}
