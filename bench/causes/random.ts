/** Seeded random numbers (mulberry32); the normal law by Box and Muller. */
export interface RandomNumbers {
  /** In [0, 1). */
  uniform(): number
  /** Mean 0, variance 1. */
  normal(): number
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number
  /** The items in a random order. */
  shuffled<T>(items: readonly T[]): T[]
}

/** A source of random numbers; the same seed gives the same numbers. */
export function randomNumbers(seed: number): RandomNumbers {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  const whole = (least: number, most: number): number => least + Math.floor((most - least + 1) * uniform())
  const shuffled = <T>(items: readonly T[]): T[] =>
    items
      .map((item) => ({ item, key: uniform() }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ item }) => item)
  return { uniform, normal, whole, shuffled }
}
