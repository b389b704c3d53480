/** One part of a stacked bar. */
export interface BarPart {
  x: number;
  width: number;
}

/**
 * Counts as parts of a bar from the left, on a scale on which `largest` fills `width`. A count that is not 0 is never
 * narrower than `least`, so that one finding beside ten thousand is still seen; what that takes too much is taken from the widest.
 */
export function stackedBar(counts: readonly number[], largest: number, width: number, least = 2): BarPart[] {
  const scale = largest > 0 ? width / largest : 0;
  const widths = counts.map((count) => (count > 0 ? Math.max(least, count * scale) : 0));
  const over = widths.reduce((sum, one) => sum + one, 0) - width;
  const widest = widths.indexOf(Math.max(0, ...widths));
  if (over > 0) widths[widest] = Math.max(least, (widths[widest] ?? 0) - over);
  let x = 0;
  return widths.map((one) => {
    const part = { x: round(x), width: round(one) };
    x += one;
    return part;
  });
}

const round = (value: number) => Math.round(value * 100) / 100;
