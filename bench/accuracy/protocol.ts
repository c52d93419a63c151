import type { LabelledSeries } from './labelled-series.ts'

/*
 * Event recall at a budget of false alerts. No point adjustment: a lucky point late in a long label would count as a
 * find (Kim et al. 2022, https://doi.org/10.1609/aaai.v36i7.20680).
 */

/** How a series of an interval is judged; all in intervals. */
export interface Rules {
  /** Labelled runs, or alerts, at most this far apart are one. */
  readonly merge: number
  /** An alert must come within so many intervals of an event's start. */
  readonly deadline: number
  /** Intervals before a label in which an alert belongs to it. */
  readonly before: number
  /** Intervals after a label in which an alert is free: the metric recovers. */
  readonly after: number
  /** A false alert is paid for again after so many intervals, so that always being on does not pay. */
  readonly unit: number
}

/** A series made ready for judging. */
export interface Judged {
  readonly rules: Rules
  /** First row that is judged. */
  readonly from: number
  /** 1 where an alert is free: at and around labels. */
  readonly quiet: Uint8Array
  /** Rows that have a value and are not quiet. */
  readonly rows: number
  /** First and last row of each event. */
  readonly events: readonly (readonly [number, number])[]
}

/** The rules for a distance of rows in seconds. */
export function rulesFor(seconds: number): Rules {
  if (seconds <= 900) return { merge: 3, deadline: 24, before: 1, after: 12, unit: 12 }
  if (seconds <= 7200) return { merge: 2, deadline: 6, before: 0, after: 6, unit: 6 }
  return { merge: 1, deadline: 2, before: 0, after: 3, unit: 3 }
}

/** Rows at the start of a series that are for learning: 40 %, at least 288 and at most 2,500; NAB's share in its set. */
export function warmUp(set: string, rows: number): number {
  if (set === 'nab') return Math.min(Math.floor(0.15 * rows), 750)
  return Math.max(288, Math.min(2500, Math.floor(0.4 * rows)))
}

/** Events of a series from a row on. One that had begun before is nobody's to find. */
export function labelledEvents(labels: Uint8Array, from: number, merge: number): (readonly [number, number])[] {
  const runs: [number, number][] = []
  for (let row = from; row < labels.length; row++) {
    if (labels[row] !== 1) continue
    const last = runs.at(-1)
    if (last !== undefined && row - last[1] <= merge + 1) last[1] = row
    else runs.push([row, row])
  }
  const begun = from > 0 && labels[from - 1] === 1
  return runs.filter(([start]) => !(begun && start === from))
}

/** Makes a series ready for judging from a row on. */
export function prepare(series: LabelledSeries, from: number): Judged {
  const { labels, values, seconds } = series
  const rules = rulesFor(seconds)
  const quiet = new Uint8Array(labels.length)
  for (let row = from; row < labels.length; row++) {
    if (labels[row] !== 0) quiet.fill(1, Math.max(from, row - rules.before), row + rules.after + 1)
  }
  if (from > 0 && labels[from - 1] !== 0) quiet.fill(1, from, from + rules.after)
  let rows = 0
  for (let row = from; row < labels.length; row++) if (quiet[row] === 0 && !Number.isNaN(values[row])) rows++
  return { rules, from, quiet, rows, events: labelledEvents(labels, from, rules.merge) }
}

/**
 * The highest threshold at which each event is found.
 *
 * @param scores - one a row
 * @returns one an event
 */
export function eventScores({ rules, from, events }: Judged, scores: Float64Array): number[] {
  return events.map(([start, end]) => {
    const first = Math.max(from, start - rules.before)
    const last = Math.min(end, start + rules.deadline - 1)
    return scores.subarray(first, last + 1).reduce((best, score) => Math.max(best, score), -Infinity)
  })
}

/** False alerts that a threshold gives: runs of scores at or above it outside of labels, long ones counted repeatedly. */
export function falseAlerts({ rules, from, quiet }: Judged, scores: Float64Array, threshold: number): number {
  let count = 0
  let start = -1
  let last = -1
  for (let row = from; row < scores.length; row++) {
    if (!(scores[row] >= threshold) || quiet[row] !== 0) continue
    if (start < 0 || row - last > rules.merge + 1) {
      if (start >= 0) count += Math.ceil((last - start + 1) / rules.unit)
      start = row
    }
    last = row
  }
  return start < 0 ? count : count + Math.ceil((last - start + 1) / rules.unit)
}
