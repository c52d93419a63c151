import {
  appendResiduals,
  createResidualHistory,
  explainByCauses,
  findCausalLinks,
  historyFromBytes,
  historyToBytes,
  type CausalExplanation,
  type CausalLink,
  type ResidualHistory,
} from '../anomalies/index.ts'
import type { Interval } from '../../spec/interval.ts'

/** Links are looked for again every so many intervals: once a day, at P1D once a week. */
const LOOK_EVERY: Readonly<Record<Interval, number>> = { PT5M: 288, PT10M: 144, PT1H: 24, P1D: 7 }

/** Name of its part of a snapshot. */
const PART = 'causes/residuals'

/**
 * What a model remembers to tell which measures may cause which: the latest residuals of each measure's total, and the links
 * that were found in them. A model of a single measure remembers nothing.
 */
export class CausalMemory {
  readonly #interval: Interval
  readonly #history: ResidualHistory | undefined
  #links: readonly CausalLink[]

  private constructor(interval: Interval, history: ResidualHistory | undefined, links: readonly CausalLink[]) {
    this.#interval = interval
    this.#history = history
    this.#links = links
  }

  /** A memory of nothing. */
  static create(interval: Interval, measures: number): CausalMemory {
    return new CausalMemory(interval, measures > 1 ? createResidualHistory(measures) : undefined, [])
  }

  /**
   * The memory of a snapshot.
   *
   * @param links - as they were in the summary; a summary without them has none
   * @throws {SnapshotError} when its part is damaged or of an unknown version
   */
  static restore(
    interval: Interval,
    measures: number,
    parts: ReadonlyMap<string, Uint8Array>,
    links: readonly CausalLink[] = [],
  ): CausalMemory {
    const bytes = parts.get(PART)
    if (bytes === undefined || measures < 2) return CausalMemory.create(interval, measures)
    return new CausalMemory(interval, historyFromBytes(bytes), links)
  }

  /** Its part of a snapshot, by name. */
  snapshot(): ReadonlyMap<string, Uint8Array> {
    return new Map(this.#history ? [[PART, historyToBytes(this.#history)]] : [])
  }

  /** What is known of causes; part of every commit. */
  get links(): readonly CausalLink[] {
    return this.#links
  }

  /**
   * Remembers an interval, and looks for links when it is time.
   *
   * @param residuals - of each measure's total, in sigma; NaN = none
   * @param gap - intervals without data before this one
   */
  learn(residuals: ArrayLike<number>, gap: number): void {
    const history = this.#history
    if (history === undefined) return
    const sequence = history.length === 0 ? 0 : history.newest + 1 + gap
    appendResiduals(history, sequence, residuals)
    // Also when the interval in which it was time is one that had no data.
    const day = (interval: number): number => Math.floor(interval / LOOK_EVERY[this.#interval])
    if (day(sequence) > day(sequence - 1 - gap)) this.#links = findCausalLinks(history, { interval: this.#interval })
  }

  /**
   * Causes and effects of an event that goes on until the newest interval; undefined where no measure has to do with it.
   *
   * @param intervals - how many the event has lasted, at least 1
   */
  explain(measure: number, intervals: number): CausalExplanation | undefined {
    const history = this.#history
    if (history === undefined || !this.#links.some(({ from, to }) => from === measure || to === measure))
      return undefined
    const to = history.newest
    return explainByCauses(this.#links, history, { from: to - intervals + 1, to }, measure)
  }
}
