/** The round numbers that an axis from 0 names: at most `count` above 0, the last one at or above the largest value. */
export function niceTicks(largest: number, count = 3): number[] {
  if (!(largest > 0)) return [0, 1];
  const rough = largest / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough;
  // What is counted comes whole: an axis with halves of findings would be wrong.
  const whole = Math.max(1, Math.ceil(step));
  return Array.from({ length: Math.ceil(largest / whole) + 1 }, (_, at) => at * whole);
}
