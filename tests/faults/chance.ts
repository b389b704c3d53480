/** Numbers that look random and are the same for the same seed, so that a failing round can be run again. */
export interface Chance {
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  /** True in `percent` of 100 cases. */
  happens(percent: number): boolean;
}

/** Mulberry32: 32 bits of state are enough to choose moments and faults. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    between,
    happens: (percent) => next() * 100 < percent,
    pick(from) {
      const [chosen] = from.slice(between(0, from.length - 1));
      if (chosen === undefined) throw new Error("Nothing to pick from.");
      return chosen;
    },
  };
}
