import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Interval } from '../../spec/interval.ts'
import type { LabelledSeries, LabelledSet } from './labelled-series.ts'

/** Labelled sets beside the repository, which are not part of it: `<set>/<series>.csv` with timestamp, value, label. */
export const GIVEN_SETS = join(import.meta.dirname, '../../../shared/data/accuracy')

/**
 * Names of the sets in a folder, sorted.
 *
 * @returns none when there is no such folder
 */
export function givenSets(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
}

/** Reads a set. */
export function readGivenSet(folder: string, name: string): LabelledSet {
  const files = readdirSync(join(folder, name)).filter((file) => file.endsWith('.csv'))
  const series = files
    .toSorted()
    .map((file) => parseSeries(file.slice(0, -4), readFileSync(join(folder, name, file), 'utf8')))
  return { name, series }
}

/** A series from the text of a CSV with the columns timestamp (UNIX seconds), value (empty = missing) and label. */
export function parseSeries(name: string, csv: string): LabelledSeries {
  const rows = csv.trimEnd().split('\n').slice(1)
  const times = new Float64Array(rows.length)
  const values = new Float64Array(rows.length)
  const labels = new Uint8Array(rows.length)
  for (const [k, row] of rows.entries()) {
    const [time, value, label] = row.split(',')
    times[k] = Number(time)
    values[k] = value === '' ? Number.NaN : Number(value)
    labels[k] = Number(label)
  }
  const seconds = usualStep(times)
  return { name, interval: intervalFor(seconds), seconds, times, values, labels }
}

/** The longest interval that has at most one row of a distance in seconds; PT5M for closer rows. */
export function intervalFor(seconds: number): Interval {
  if (seconds >= 86_400) return 'P1D'
  if (seconds >= 3600) return 'PT1H'
  return seconds >= 600 ? 'PT10M' : 'PT5M'
}

/** Median distance of the first 400 rows, in seconds. */
export function usualStep(times: Float64Array): number {
  const steps = times.subarray(1, 400).map((time, k) => time - times[k])
  return steps.toSorted()[steps.length >> 1]
}
