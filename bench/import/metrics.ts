import type { Totals } from './workload.ts'

/**
 * What an engine needs from an import, made by hand for the other importers: numbered series, and per hour one array of
 * sums and counts by series.
 */
export class Metrics {
  readonly #series = new Map<string, number>()
  readonly #hours = new Map<number, Float64Array>()
  #lastHour = Number.NaN
  #lastCells: Float64Array = new Float64Array(0)

  /** Adds records to a metric of an hour (any number of the hour): their count, views and revenue. */
  add(hour: number, series: string, count: number, views: number, revenue: number): void {
    let number = this.#series.get(series)
    if (number === undefined) this.#series.set(series, (number = this.#series.size))
    let cells: Float64Array =
      hour === this.#lastHour ? this.#lastCells : (this.#hours.get(hour) ?? new Float64Array(3 * 1024))
    if (3 * number + 3 > cells.length) {
      const larger = new Float64Array(2 * Math.max(cells.length, 3 * number))
      larger.set(cells)
      cells = larger
    }
    if (cells !== this.#lastCells || hour !== this.#lastHour) {
      this.#hours.set(hour, cells)
      this.#lastHour = hour
      this.#lastCells = cells
    }
    cells[3 * number] += count
    cells[3 * number + 1] += views
    cells[3 * number + 2] += revenue
  }

  totals(): Totals {
    const totals = { groups: 0, views: 0, revenue: 0 }
    for (const cells of this.#hours.values()) {
      for (let at = 0; at < cells.length; at += 3) {
        if (cells[at] === 0) continue
        totals.groups++
        totals.views += cells[at + 1] / cells[at]
        totals.revenue += cells[at + 2]
      }
    }
    return totals
  }
}
