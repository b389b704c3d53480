import { glyphId, glyphNames } from "@/app/_components/glyph";
import { Icon } from "@/app/_components/icon";

/** The lines of every glyph, once per page, unseen: what `Glyph` draws from. */
export function GlyphSheet() {
  return (
    <svg aria-hidden="true" width="0" height="0" className="absolute">
      {glyphNames.map((name) => (
        <symbol key={name} id={glyphId(name)} viewBox="0 0 24 24">
          <Icon name={name} className="size-full" />
        </symbol>
      ))}
    </svg>
  );
}
