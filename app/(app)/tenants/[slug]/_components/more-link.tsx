import Link from "next/link";

/** The quiet link in the head of a card, to all of what it shows some of. */
export function MoreLink({ href, children }: { href: string; children: React.ReactNode }) {
  return (
    <Link href={href} className="text-xs text-muted hover:text-ink hover:underline">
      {children}
    </Link>
  );
}
