type Rgb = readonly [number, number, number];

/** #rrggbb as three numbers from 0 to 255. */
export function rgbOf(hex: string): Rgb {
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

/** A colour mixed with white: 0 is the colour, 1 is white. */
export function tint(hex: string, white: number): string {
  const mixed = rgbOf(hex).map((channel) => Math.round(channel + (255 - channel) * white));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

const contrastMin = 5;

/** The accent as light as it has to be to be read on a dark ground. */
export function accentOnDark(accent: string, ground: string): string {
  for (let white = 0; white < 1; white += 0.05) {
    const lighter = tint(accent, white);
    if ((luminance(lighter) + 0.05) / (luminance(ground) + 0.05) >= contrastMin) return lighter;
  }
  return "#ffffff";
}

/** Relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const [red, green, blue] = rgbOf(hex).map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
