/** The last numbers of a stream in order of size: their median in one look. */
export class SortedWindow {
  readonly #sorted: Float64Array
  readonly #recent: Float64Array
  #count = 0
  #next = 0
  #sum = 0

  /** @param size - how many numbers it keeps, 1 or more */
  constructor(size: number) {
    this.#sorted = new Float64Array(size)
    this.#recent = new Float64Array(size)
  }

  get count(): number {
    return this.#count
  }

  /** Takes a number in and, when full, the oldest out. */
  push(value: number): void {
    const size = this.#recent.length
    if (this.#count === size) {
      const oldest = this.#recent[this.#next]
      const at = this.#place(oldest)
      this.#sorted.copyWithin(at, at + 1, this.#count)
      this.#count--
      this.#sum -= oldest
    }
    const at = this.#place(value)
    this.#sorted.copyWithin(at + 1, at, this.#count)
    this.#sorted[at] = value
    this.#count++
    this.#sum += value
    this.#recent[this.#next] = value
    this.#next = (this.#next + 1) % size
  }

  /** NaN when empty. */
  get median(): number {
    if (this.#count === 0) return Number.NaN
    const middle = this.#count >> 1
    return this.#count % 2 === 1 ? this.#sorted[middle] : (this.#sorted[middle - 1] + this.#sorted[middle]) / 2
  }

  /** NaN when empty. */
  get mean(): number {
    return this.#sum / this.#count
  }

  #place(value: number): number {
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#sorted[middle] < value) low = middle + 1
      else high = middle
    }
    return low
  }
}

/**
 * Standard deviation of Gaussian errors from their absolute sizes: by the median, or by the mean where more than half
 * are 0 (the modified z-score of Iglewicz and Hoaglin 1993, How to Detect and Handle Outliers, section 3.3).
 */
export function robustDeviation(sizes: SortedWindow): number {
  return sizes.median > 0 ? 1.4826 * sizes.median : 1.2533 * sizes.mean
}
