import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { badgeCatalogue } from "@/app/_components/badge-catalogue";
import { formatBytes, formatDuration, formatRelative } from "@/app/_components/format";

describe("the badge catalogue", () => {
  it("shows the five states of a review pack as data-model.md says", () => {
    const shown = Object.entries(badgeCatalogue.review_pack_status).map(([value, { label, tone }]) => [
      value,
      label,
      tone,
    ]);
    expect(shown).toEqual([
      ["queued", "Queued", "warning"],
      ["generating", "Generating", "info"],
      ["ready", "Ready", "success"],
      ["failed", "Failed", "danger"],
      ["expired", "Expired", "gray"],
    ]);
  });

  it("never shows a state by its colour alone: tones of one domain differ in icon or word", () => {
    for (const entries of Object.values(badgeCatalogue)) {
      const words = Object.values(entries).map(({ label, icon }) => `${label} ${icon}`);
      expect(new Set(words).size).toBe(words.length);
    }
  });
});

describe("numbers and times", () => {
  it("are short and in words", () => {
    expect([0, 999, 1000, 4_213_877, 999_999, 5e12].map(formatBytes)).toEqual([
      "0 B",
      "999 B",
      "1 kB",
      "4.2 MB",
      "1 MB",
      "5 TB",
    ]);
    expect([12, 1500, 185_000, 7_260_000].map(formatDuration)).toEqual(["12 ms", "1.5 s", "3 min 5 s", "2 h 1 min"]);
    const now = new Date("2026-05-01T12:00:00Z");
    const at = (seconds: number) => formatRelative(new Date(now.getTime() + seconds * 1000), now);
    expect([0, -30, -120, -7200, -259_200, 87 * 86_400].map(at)).toEqual([
      "just now",
      "just now",
      "2 minutes ago",
      "2 hours ago",
      "3 days ago",
      "in 87 days",
    ]);
  });
});

// WCAG 2.2, 1.4.3 and 1.4.11: text 4.5 : 1, controls and graphics 3 : 1, in both themes.
describe("contrast", () => {
  const tokens = readTokens();
  const grounds = ["ground", "surface", "sunken", "hover"];
  const states = ["warning", "info", "success", "danger"];
  const text = [
    ...grounds.flatMap((ground) => ["ink", "muted", "link"].map((ink) => [ink, ground])),
    ...states.flatMap((state) => [
      [state, `${state}-wash`],
      [state, "surface"],
      ["ink", `${state}-wash`],
      ["muted", `${state}-wash`],
    ]),
    ["on-accent", "accent"],
    ["on-accent", "accent-strong"],
    ["surface", "danger"],
  ];
  const graphics = [
    ["edge", "surface"],
    ["edge", "ground"],
    ["accent", "surface"],
    ["accent", "ground"],
    ...["critical", "high", "medium", "low", "informational"].map((severity) => [`severity-${severity}`, "surface"]),
  ];

  it.each([
    ...text.map(([front = "", back = ""]) => ({ front, back, least: 4.5 })),
    ...graphics.map(([front = "", back = ""]) => ({ front, back, least: 3 })),
  ])("$front on $back is at least $least : 1", ({ front, back, least }) => {
    for (const theme of ["light", "dark"] as const) {
      const [one, two] = [tokens.get(front)?.[theme], tokens.get(back)?.[theme]];
      if (!one || !two) throw new Error(`no token ${front} or ${back}`);
      expect(contrast(one, two), theme).toBeGreaterThanOrEqual(least);
    }
  });
});

interface Themes {
  light: string;
  dark: string;
}

function readTokens(): Map<string, Themes> {
  const css = readFileSync("app/globals.css", "utf8");
  const pattern = /--([a-z-]+): (?:light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\)|(oklch\([^)]*\)));/g;
  return new Map(
    [...css.matchAll(pattern)].map(([, name = "", light, dark, both = ""]) => [
      name,
      { light: light ?? both, dark: dark ?? both },
    ]),
  );
}

function contrast(one: string, two: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(two)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Relative luminance of an oklch() colour: OKLab to linear sRGB by Ottosson's matrices, clipped to the gamut. */
function luminance(colour: string): number {
  const [lightness = 0, chroma = 0, hue = 0] = colour
    .slice(6)
    .split(/[ /)]+/)
    .map(Number);
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
  const green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
  const blue = -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return 0.2126 * clip(red) + 0.7152 * clip(green) + 0.0722 * clip(blue);
}
