import type { PartSums } from './part-sums.ts'

/** How many records of each series lack values: what the counts of their values do not tell. */
export class LackingRecords {
  /** By series: records without a value for some measure, and for the first one. */
  #incomplete = new Uint32Array(0)
  #empty = new Uint32Array(0)

  add(series: number, incomplete: number, empty: number): void {
    if (series >= this.#incomplete.length) {
      this.#incomplete = longer(this.#incomplete, 2 * (series + 1))
      this.#empty = longer(this.#empty, 2 * (series + 1))
    }
    this.#incomplete[series] += incomplete
    this.#empty[series] += empty
  }

  /** All records of each series. @param counts - of their values, index = series * measures + measure */
  ofSeries(counts: Uint32Array, measures: number): Pick<PartSums, 'records' | 'incomplete'> {
    const length = counts.length / measures
    return {
      records: Uint32Array.from({ length }, (_, series) => counts[series * measures] + (this.#empty[series] ?? 0)),
      incomplete: Uint32Array.from({ length }, (_, series) => this.#incomplete[series] ?? 0),
    }
  }
}

function longer(numbers: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const all = new Uint32Array(length)
  all.set(numbers)
  return all
}
