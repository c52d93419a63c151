import type { Interval } from '../../../spec/interval.ts'
import type { RandomNumbers } from '../random-numbers.ts'
import type { Calendar, CleanSeries } from './clean-series.ts'

/** What can be made to happen to a metric. */
export const HAPPENINGS = ['spike', 'dip', 'outage', 'shift', 'ramp', 'flat', 'pattern', 'burst', 'missing'] as const

/** One of them. */
export type HappeningKind = (typeof HAPPENINGS)[number]

/** A series in the making. Changed in place by what happens. */
export interface Draft {
  readonly clean: CleanSeries
  readonly values: Float64Array
  readonly labels: Uint8Array
}

/** Intervals that something lasts, least and most. */
const LASTS: Readonly<Record<HappeningKind, Readonly<Record<Interval, readonly [number, number]>>>> = {
  spike: { PT5M: [1, 3], PT10M: [1, 2], PT1H: [1, 2], P1D: [1, 1] },
  dip: { PT5M: [2, 6], PT10M: [1, 4], PT1H: [1, 4], P1D: [1, 2] },
  outage: { PT5M: [6, 36], PT10M: [3, 18], PT1H: [2, 12], P1D: [1, 3] },
  shift: { PT5M: [288, 576], PT10M: [144, 288], PT1H: [48, 72], P1D: [10, 14] },
  ramp: { PT5M: [12, 36], PT10M: [6, 18], PT1H: [6, 24], P1D: [4, 8] },
  flat: { PT5M: [18, 72], PT10M: [9, 36], PT1H: [8, 30], P1D: [5, 10] },
  pattern: { PT5M: [288, 288], PT10M: [144, 144], PT1H: [24, 24], P1D: [7, 7] },
  burst: { PT5M: [12, 48], PT10M: [6, 24], PT1H: [6, 24], P1D: [4, 8] },
  missing: { PT5M: [6, 36], PT10M: [3, 18], PT1H: [3, 12], P1D: [2, 4] },
}
/** Sizes in sigma of the place, three grades; and the least change in a share of the expected value. */
const SHORT = [4, 6, 10]
const LONG = [3, 5, 8]
const LEAST_SHARE = [0.05, 0.15, 0.4]

/**
 * Makes something happen at a row, with its label.
 *
 * @param grade - 0 small .. 2 large
 * @returns whether it could: a dip needs a value to fall from, a missing peak a peak
 */
export function happen(
  draft: Draft,
  calendar: Pick<Calendar, 'interval' | 'perDay'>,
  random: RandomNumbers,
  what: { readonly kind: HappeningKind; readonly row: number; readonly grade: number },
): boolean {
  const { kind, row, grade } = what
  const rows = random.whole(...LASTS[kind][calendar.interval])
  const size = (k: number, at: number): number =>
    Math.max(k * draft.clean.sigma[at], LEAST_SHARE[grade] * Math.abs(draft.clean.mean[at]))
  switch (kind) {
    case 'spike':
      return add(draft, row, rows, (at) => size(SHORT[grade], at))
    case 'dip':
      return add(draft, row, rows, (at) => -size(SHORT[grade], at))
    case 'outage': {
      const left = random.pick([0, 0, 0.03])
      return (
        visible(draft, row, rows, (at) => draft.clean.mean[at], 4) &&
        replace(draft, row, rows, (at) => left * draft.values[at])
      )
    }
    case 'shift':
      return shift(
        draft,
        row,
        rows,
        random.pick([-1, 1]),
        (at) => size(LONG[grade], at),
        Math.ceil(calendar.perDay / 2),
      )
    case 'ramp':
      return ramp(draft, row, rows, random.pick([-1, 1]), (at) => size(2 * LONG[grade], at))
    case 'flat':
      return flat(draft, row, rows)
    case 'pattern':
      return pattern(draft, row, rows, Math.max(3, Math.round(calendar.perDay / 2)))
    case 'burst':
      return replace(
        draft,
        row,
        rows,
        (at) => draft.clean.mean[at] + LONG[grade] * (draft.values[at] - draft.clean.mean[at]),
      )
    case 'missing':
      return replace(draft, row, rows, () => Number.NaN)
  }
}

function set({ clean, values }: Draft, row: number, value: number): void {
  const within = Math.min(clean.range[1], Math.max(clean.range[0], value))
  values[row] = clean.whole ? Math.round(within) : within
}

function replace(draft: Draft, row: number, rows: number, value: (at: number) => number): boolean {
  for (let at = row; at < row + rows; at++) set(draft, at, value(at))
  draft.labels.fill(1, row, row + rows)
  return true
}

/** Whether a change is at least so many sigma and stays in range, at every row. */
function visible({ clean }: Draft, row: number, rows: number, change: (at: number) => number, sigmas: number): boolean {
  for (let at = row; at < row + rows; at++) if (!(Math.abs(change(at)) >= sigmas * clean.sigma[at])) return false
  return true
}

function fits({ clean }: Draft, row: number, rows: number, change: (at: number) => number): boolean {
  for (let at = row; at < row + rows; at++) {
    const changed = clean.mean[at] + change(at)
    if (changed < clean.range[0] || changed > clean.range[1]) return false
  }
  return true
}

function add(draft: Draft, row: number, rows: number, change: (at: number) => number): boolean {
  return fits(draft, row, rows, change) && replace(draft, row, rows, (at) => draft.values[at] + change(at))
}

/** A new level, and after some days the old one again. Only the first half day is to be found; the rest is not judged. */
function shift(
  draft: Draft,
  row: number,
  rows: number,
  sign: number,
  size: (at: number) => number,
  labelled: number,
): boolean {
  const up = fits(draft, row, rows, (at) => sign * size(at)) ? sign : 1
  if (!add(draft, row, rows, (at) => up * size(at))) return false
  draft.labels.fill(2, row + labelled, row + rows + 2 * labelled)
  return true
}

/** Grows to its size, stays as long and ends. It is to be found from one sigma on; before that nobody could tell. */
function ramp(draft: Draft, row: number, rows: number, sign: number, size: (at: number) => number): boolean {
  const change = (at: number): number => Math.min(1, (at - row + 1) / rows) * size(at)
  const side = fits(draft, row, 2 * rows, (at) => sign * change(at)) ? sign : 1
  if (!add(draft, row, 2 * rows, (at) => side * change(at))) return false
  for (let at = row; at < row + 2 * rows && change(at) < draft.clean.sigma[at]; at++) draft.labels[at] = 2
  return true
}

/** The last value again and again. One repetition is nothing yet. */
function flat(draft: Draft, row: number, rows: number): boolean {
  const value = draft.values[row - 1]
  if (Number.isNaN(value)) return false
  replace(draft, row, rows, () => value)
  draft.labels[row] = 2
  return true
}

/** The longest stretch of a cycle that half a cycle away would look quite different does look so: a missing peak. */
function pattern(draft: Draft, row: number, rows: number, away: number): boolean {
  const { mean, sigma } = draft.clean
  let [start, length, run] = [row, 0, 0]
  for (let at = row; at < row + rows; at++) {
    run = Math.abs(mean[at + away] - mean[at]) >= 3 * sigma[at] ? run + 1 : 0
    if (run > length) [start, length] = [at - run + 1, run]
  }
  if (length === 0) return false
  return replace(draft, start, length, (at) => {
    const noise = (draft.values[at] - mean[at]) / sigma[at]
    return mean[at + away] + noise * sigma[at + away]
  })
}
