import type { LabelledSeries } from '../labelled-series.ts'
import type { CleanSeries } from '../own-sets/clean-series.ts'
import { HAPPENINGS, happen, type Draft, type HappeningKind } from '../own-sets/happenings.ts'
import type { RandomNumbers } from '../random-numbers.ts'
import { cleanSeries } from './around.ts'

/** Rows in each of which one thing happens: some weeks, so that a metric recovers from one before the next. */
const EVERY = { PT5M: 2000, PT10M: 1000, PT1H: 250, P1D: 60 } as const
/** Places that are tried in such a part. */
const TRIES = 10
/** What is changed by less than so many sigma of its place, on average over its label, has not happened. */
const NOTICEABLE = 2

/**
 * Makes things happen to a real series: one in each of its parts, each kind in turn where it can happen. What was odd in the series
 * before stays without a label, for every method alike; gaps that it had are not judged.
 */
export function inject(series: LabelledSeries, number: number, random: RandomNumbers): LabelledSeries {
  const calendar = { interval: series.interval, perDay: 86_400 / series.seconds }
  const clean = cleanSeries(series.values, calendar.perDay)
  const part = EVERY[series.interval]
  const kinds = HAPPENINGS.filter((kind) => clean.dense || kind === 'spike' || kind === 'shift' || kind === 'burst')
  let draft: Draft = {
    clean,
    values: series.values.slice(),
    labels: series.labels.map((label, row) => (Number.isNaN(series.values[row]) ? 2 : label)),
  }
  const happenings: { kind: HappeningKind; start: number; end: number }[] = []
  for (let start = 0; start + part <= series.values.length; start += part) {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const kind = kinds[(number + start / part + attempt) % kinds.length]
      const row = start + Math.floor(part * random.between(0.05, 0.3))
      const tried: Draft = { clean, values: draft.values.slice(), labels: draft.labels.slice() }
      if (!happen(tried, calendar, random, { kind, row, grade: random.whole(0, 2) })) continue
      if (!isNoticeable(clean, tried, start, start + part)) continue
      draft = tried
      happenings.push({ kind, start, end: start + part - 1 })
      break
    }
  }
  return { ...series, values: draft.values, labels: draft.labels, happenings }
}

/** A change of values that were there, or values that are there no more. */
function isNoticeable({ values, sigma }: CleanSeries, changed: Draft, from: number, to: number): boolean {
  let [labelled, sum] = [0, 0]
  for (let row = from; row < to; row++) {
    if (changed.labels[row] !== 1) continue
    labelled++
    if (Number.isNaN(values[row])) continue
    const change = Math.abs(changed.values[row] - values[row])
    if (Number.isNaN(change)) sum += NOTICEABLE
    else if (change > 0) sum += Math.min(change / sigma[row], 2 * NOTICEABLE)
  }
  return labelled > 0 && sum >= NOTICEABLE * labelled
}
