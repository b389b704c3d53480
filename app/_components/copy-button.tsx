"use client";

import Check from "lucide-react/icons/check";
import Copy from "lucide-react/icons/copy";
import { useState } from "react";

/** Copies `value`. `label` says what it is: "Copy the SHA-256". The answer is announced. */
export function CopyButton({ value, label = "Copy" }: { value: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  const Drawing = copied ? Check : Copy;
  return (
    <button
      type="button"
      title={label}
      className="relative grid size-6 shrink-0 place-items-center rounded-sm text-muted hover:bg-sunken hover:text-ink screen-only"
      onClick={() => {
        navigator.clipboard.writeText(value).then(
          () => {
            setCopied(true);
            setTimeout(() => setCopied(false), 2000);
          },
          () => setCopied(false),
        );
      }}
    >
      <Drawing aria-hidden="true" strokeWidth={1.75} className="size-3.5" />
      <span className="sr-only" aria-live="polite">
        {copied ? "Copied" : label}
      </span>
    </button>
  );
}
