"use client";

import { useState } from "react";
import { Glyph } from "@/app/_components/glyph";

/** Copies `value`. `label` says what it is: "Copy the SHA-256". The answer is announced. */
export function CopyButton({ value, label = "Copy" }: { value: string; label?: string }) {
  const [copied, setCopied] = useState(false);
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
      <Glyph name={copied ? "check" : "copy"} className="size-3.5" />
      <span className="sr-only" aria-live="polite">
        {copied ? "Copied" : label}
      </span>
    </button>
  );
}
