/** Seeded random numbers (mulberry32; normal by Box and Muller). */
export interface RandomNumbers {
  /** 0 <= x < 1 */
  readonly uniform: () => number
  readonly between: (least: number, greatest: number) => number
  /** Integer, both inclusive. */
  readonly integer: (least: number, greatest: number) => number
  readonly normal: () => number
}

/** The same numbers for the same seed. */
export function randomNumbers(seed: number): RandomNumbers {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    uniform,
    between: (least, greatest) => least + (greatest - least) * uniform(),
    integer: (least, greatest) => least + Math.floor((greatest - least + 1) * uniform()),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  }
}
