/**
 * All chance of a schedule, as a list of small numbers. 0 is always the calm choice: no fault, the first in the queue, the usual time. So a
 * schedule is its list; it is repeated by its seed, or by the list alone; and a shorter story of the same ending is found by turning parts
 * of the list to 0 (as Hypothesis shrinks). fast-check's scheduler orders promises too, but cannot let a process die in
 * between, and shrinks the order alone and not the faults.
 */
export class Choices {
  /** What was chosen so far. */
  readonly taken: number[] = []
  readonly #draw: () => number
  readonly #given: readonly number[] | undefined

  readonly #kept: boolean

  private constructor(draw: () => number, given?: readonly number[], kept = true) {
    this.#draw = draw
    this.#kept = kept
    this.#given = given
  }

  /** Choices that follow from a seed. */
  static seeded(seed: number): Choices {
    return new Choices(generator(seed))
  }

  /** The same, and too many to keep. */
  static endless(seed: number): Choices {
    return new Choices(generator(seed), undefined, false)
  }

  /** The same choices again; 0 where the list ends. */
  static given(list: readonly number[]): Choices {
    return new Choices(() => 0, list)
  }

  /** Whether something unusual happens. */
  chance(probability: number): boolean {
    // So that a calm choice of the weather calms all that depends on it, which makes shorter schedules much sooner.
    if (probability === 0) return false
    return this.#take(2, () => (this.#draw() < probability ? 1 : 0)) === 1
  }

  /** A number from 0 to below `count`. */
  pick(count: number): number {
    return this.#take(count, () => Math.floor(this.#draw() * count))
  }

  /** One of several; the first is the calm one. */
  of<T>(items: readonly T[]): T {
    return items[this.pick(items.length)]
  }

  #take(count: number, draw: () => number): number {
    const given = this.#given?.[this.taken.length] ?? 0
    const value = this.#given === undefined ? draw() : Math.min(given, count - 1)
    if (this.#kept) this.taken.push(value)
    return value
  }
}

/** Mulberry32, by Tommy Ettinger (public domain): numbers from 0 to below 1. */
export function generator(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
