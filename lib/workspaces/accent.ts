import { AppError } from "@/lib/errors";

/** Colours that are known to be read well on white paper, by name. */
export const accents = [
  { name: "Indigo", hex: "#4338ca" },
  { name: "Blue", hex: "#1d4ed8" },
  { name: "Teal", hex: "#0f766e" },
  { name: "Green", hex: "#15803d" },
  { name: "Amber", hex: "#92400e" },
  { name: "Red", hex: "#b91c1c" },
  { name: "Plum", hex: "#86198f" },
  { name: "Slate", hex: "#334155" },
] as const;

const contrastMin = 4.5;

/**
 * A colour for headings and lines of a report, as #rrggbb in lower case. Text is set in it on white paper, so it has to
 * have the contrast of WCAG 2.2, 1.4.3 (4.5 to 1).
 * @throws {AppError} invalid_input.
 */
export function checkAccent(text: string): string {
  const hex = text
    .trim()
    .toLowerCase()
    .replace(/^(?!#)/, "#");
  if (!/^#[0-9a-f]{6}$/.test(hex)) {
    throw new AppError("invalid_input", "That is no colour.", { next: "Write it as # and six digits, like #1d4ed8." });
  }
  const contrast = 1.05 / (luminance(hex) + 0.05);
  if (contrast < contrastMin) {
    throw new AppError("invalid_input", `${hex} is too light to be read on white paper.`, {
      next: `It has a contrast of ${contrast.toFixed(1)} to 1 and needs ${contrastMin} to 1: choose a darker one.`,
    });
  }
  return hex;
}

/** Relative luminance (WCAG 2.2), 0 for black to 1 for white. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
