import { niceTicks } from "@/lib/charts/scale";

/** The box that a chart is drawn into, in units of its own; `pad` keeps line and points off the edge. */
export interface ChartBox {
  width: number;
  height: number;
  pad: number;
}

/** An area chart as paths of SVG. y grows downwards. */
export interface AreaChart {
  line: string;
  area: string;
  points: { x: number; y: number; value: number }[];
  ticks: { y: number; value: number }[];
}

/** Values in their order, evenly spaced from left to right, over an axis that begins at 0. No values: empty paths. */
export function areaChart(values: readonly number[], box: ChartBox): AreaChart {
  const ticks = niceTicks(Math.max(0, ...values));
  const top = ticks.at(-1) ?? 1;
  const floor = box.height - box.pad;
  const y = (value: number) => round(floor - (Math.max(0, value) / top) * (floor - box.pad));
  const step = values.length > 1 ? (box.width - 2 * box.pad) / (values.length - 1) : 0;
  // One value alone stands in the middle: there is no line yet.
  const left = values.length > 1 ? box.pad : box.width / 2;
  const points = values.map((value, at) => ({ x: round(left + at * step), y: y(value), value }));
  const [first, last] = [points[0], points.at(-1)];
  const line = points.map((point, at) => `${at === 0 ? "M" : "L"}${point.x} ${point.y}`).join("");
  const area =
    first && last && points.length > 1 ? `${line}L${last.x} ${round(floor)}L${first.x} ${round(floor)}Z` : "";
  return { line, area, points, ticks: ticks.map((value) => ({ value, y: y(value) })) };
}

const round = (value: number) => Math.round(value * 100) / 100;
