import clsx from "clsx";
import type { IconName } from "@/app/_components/icon";

/** The icons that client components may draw. */
export const glyphNames = [
  "activity",
  "bell",
  "building",
  "check",
  "chevron-right",
  "chevrons-up-down",
  "circle-check",
  "circle-x",
  "copy",
  "file-archive",
  "layers",
  "layout-dashboard",
  "loader",
  "plus",
  "scroll",
  "search",
  "settings",
  "shield-alert",
  "shield-check",
  "sun",
  "table",
  "upload",
  "user",
] as const satisfies IconName[];

/** An icon's name in a client component. */
export type GlyphName = (typeof glyphNames)[number];

/** What the sheet calls an icon. */
export const glyphId = (name: GlyphName) => `glyph-${name}`;

/**
 * One icon in a client component, 16 px unless `className` sets a size: drawn from the sheet that every page carries
 * (glyph-sheet.tsx), so that no script brings its lines along. Server components draw an `Icon`.
 */
export function Glyph({ name, className = "" }: { name: GlyphName; className?: string }) {
  const size = /(^|\s)size-/.test(className) ? "" : "size-4";
  return (
    <svg aria-hidden="true" className={clsx(size, "shrink-0", className)}>
      <use href={`#${glyphId(name)}`} />
    </svg>
  );
}
