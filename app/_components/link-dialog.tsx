"use client";

import clsx from "clsx";
import Link from "next/link";
import { useEffect, useId, useLayoutEffect, useRef } from "react";
import { type ButtonLook, buttonClasses } from "@/app/_components/button-classes";

/** The dialog that was open when its page was left, and when: the same one on the page that follows takes the focus. */
let leftOpen = { href: "", at: 0 };
const handOverMs = 3_000;

/**
 * A link to a page that, once scripts have loaded, opens what is on that page in a dialog instead. So a press is never
 * lost: before that, without scripts, and in a new tab, the link leads to the page. What is inside closes the dialog
 * with closeDialog.
 */
export function LinkDialog({
  href,
  label,
  title,
  wide = false,
  children,
  ...look
}: ButtonLook & { href: string; label: React.ReactNode; title: string; wide?: boolean; children: React.ReactNode }) {
  const id = useId();
  const link = useRef<HTMLAnchorElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    if (leftOpen.href !== href) return;
    if (Date.now() - leftOpen.at < handOverMs) link.current?.focus();
    leftOpen = { href: "", at: 0 };
  }, [href]);
  useLayoutEffect(() => {
    const element = dialog.current;
    return () => {
      if (element?.open) leftOpen = { href, at: Date.now() };
    };
  }, [href]);

  return (
    <>
      <Link
        ref={link}
        href={href}
        prefetch={false}
        aria-haspopup="dialog"
        className={buttonClasses(look.variant, look.size, look.className)}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || !dialog.current) return;
          event.preventDefault();
          if (!dialog.current.open) dialog.current.showModal();
        }}
      >
        {label}
      </Link>
      <dialog
        ref={dialog}
        aria-labelledby={id}
        closedby="any"
        className={clsx(
          "m-auto max-h-[calc(100dvh-2rem)] rounded-lg border border-line bg-surface p-5 text-left whitespace-normal text-ink shadow-xl shadow-scrim/20",
          wide ? "w-[min(50rem,calc(100vw-2rem))]" : "w-[min(30rem,calc(100vw-2rem))]",
        )}
      >
        <h2 id={id} className="mb-3">
          {title}
        </h2>
        {children}
      </dialog>
    </>
  );
}

/** Closes the dialog around it and changes nothing. */
export function CloseDialogButton({ children }: { children: React.ReactNode }) {
  return (
    <button type="button" className={buttonClasses("secondary")} onClick={(event) => closeDialog(event.currentTarget)}>
      {children}
    </button>
  );
}

/** The way back to `href`; inside a dialog it closes that instead. */
export function BackLink({ href, children }: { href: string; children: React.ReactNode }) {
  return (
    <a
      href={href}
      className={buttonClasses("secondary")}
      onClick={(event) => {
        if (!event.currentTarget.closest("dialog")) return;
        event.preventDefault();
        closeDialog(event.currentTarget);
      }}
    >
      {children}
    </a>
  );
}

/** Closes the dialog that an element is in, if it is in one. The focus goes back to where it was. */
export function closeDialog(within: Element | null): void {
  within?.closest("dialog")?.close();
}
