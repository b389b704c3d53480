import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areaChart } from "@/lib/charts/area";
import { niceTicks } from "@/lib/charts/scale";
import { stackedBar } from "@/lib/charts/stacked-bar";

const box = { width: 480, height: 150, pad: 8 };
const counts = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 24 });

describe("an axis", () => {
  it("has round whole numbers from 0 to at least the largest, and few of them", () => {
    expect(niceTicks(41)).toEqual([0, 20, 40, 60]);
    expect(niceTicks(3)).toEqual([0, 1, 2, 3]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (largest) => {
        const ticks = niceTicks(largest);
        expect(ticks[0]).toBe(0);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest);
        expect(ticks.length).toBeLessThanOrEqual(5);
        expect(ticks.every(Number.isInteger)).toBe(true);
        expect(new Set(ticks).size).toBe(ticks.length);
      }),
    );
  });

  it("has an end even where nothing was counted", () => {
    expect(niceTicks(0)).toEqual([0, 1]);
  });
});

describe("an area chart", () => {
  it("stays inside its box, from left to right, and higher where there is more", () => {
    fc.assert(
      fc.property(counts, (values) => {
        const { points, line, area } = areaChart(values, box);
        for (const [at, point] of points.entries()) {
          expect(point.x).toBeGreaterThanOrEqual(0);
          expect(point.x).toBeLessThanOrEqual(box.width);
          expect(point.y).toBeGreaterThanOrEqual(0);
          expect(point.y).toBeLessThanOrEqual(box.height);
          const before = points[at - 1];
          if (!before) continue;
          expect(point.x).toBeGreaterThan(before.x);
          if (point.value > before.value) expect(point.y).toBeLessThanOrEqual(before.y);
        }
        expect(`${line}${area}`).not.toMatch(/NaN|Infinity/);
      }),
    );
  });

  it("draws one value as a point in the middle, and none as nothing", () => {
    expect(areaChart([5], box)).toMatchObject({ area: "", points: [{ x: 240 }] });
    expect(areaChart([], box)).toMatchObject({ line: "", area: "", points: [] });
  });

  it("closes the area on the floor of the box", () => {
    expect(areaChart([1, 2], { width: 10, height: 10, pad: 0 }).area).toMatch(/^M0 5L10 0L10 10L0 10Z$/);
  });
});

describe("a stacked bar", () => {
  it("shows every count that is not 0, in order, without gaps, within its width", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1_000_000 }), { minLength: 3, maxLength: 3 }), (parts) => {
        const total = parts.reduce((sum, one) => sum + one, 0);
        const bar = stackedBar(parts, total, 240);
        let x = 0;
        for (const [at, { x: begin, width }] of bar.entries()) {
          expect(begin).toBeCloseTo(x, 1);
          expect(width > 0).toBe((parts[at] ?? 0) > 0);
          if (width > 0) expect(width).toBeGreaterThanOrEqual(2);
          x += width;
        }
        expect(x).toBeLessThanOrEqual(240.1);
      }),
    );
  });

  it("is in proportion to the largest bar beside it", () => {
    expect(stackedBar([50, 0, 50], 200, 240)).toEqual([
      { x: 0, width: 60 },
      { x: 60, width: 0 },
      { x: 60, width: 60 },
    ]);
    expect(stackedBar([0, 0, 0], 0, 240).every(({ width }) => width === 0)).toBe(true);
  });
});
