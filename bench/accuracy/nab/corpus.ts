import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { intervalFor, usualStep } from '../given-sets.ts'
import type { LabelledSeries } from '../labelled-series.ts'
import type { Window } from './profile-score.ts'

/** The Numenta Anomaly Benchmark beside the repository, which is not part of it. */
export const NAB_FOLDER = join(import.meta.dirname, '../../../../shared/data/NAB')

/** A file of the corpus. */
export interface NabFile {
  /** `realTweets/Twitter_volume_AAPL.csv`. */
  readonly path: string
  /** `realTweets`. */
  readonly category: string
  readonly series: LabelledSeries
  readonly windows: readonly Window[]
}

/** The published results of a detector, normalised. */
export interface PublishedResult {
  readonly standard: number
  readonly reward_low_FP_rate: number
  readonly reward_low_FN_rate: number
}

/**
 * All files of the corpus with their combined windows.
 *
 * @returns none when there is no such folder
 */
export function readNab(folder: string): NabFile[] {
  if (!existsSync(folder)) return []
  const windows = readJson(join(folder, 'labels/combined_windows.json')) as Record<string, [string, string][]>
  return Object.entries(windows).map(([path, limits]) => {
    const series = parseNab(path, readFileSync(join(folder, 'data', path), 'utf8'))
    return {
      path,
      category: path.split('/')[0],
      series,
      windows: limits.map(([start, end]) => ({ start: rowAt(series, start), end: rowAt(series, end) })),
    }
  })
}

/** What the detectors of the benchmark's own repository reach. */
export function publishedResults(folder: string): Readonly<Record<string, PublishedResult>> {
  return readJson(join(folder, 'final_results.json')) as Record<string, PublishedResult>
}

function parseNab(path: string, csv: string): LabelledSeries {
  const rows = csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => row.split(','))
  const times = Float64Array.from(rows, ([time]) => secondsOf(time))
  const values = Float64Array.from(rows, ([, value]) => Number(value))
  const seconds = usualStep(times)
  return { name: path, interval: intervalFor(seconds), seconds, times, values, labels: new Uint8Array(rows.length) }
}

function rowAt({ times, name }: LabelledSeries, time: string): number {
  const row = times.indexOf(secondsOf(time))
  if (row < 0) throw new RangeError(`${name} has no row at ${time}, where a window of it ends.`)
  return row
}

/** The files have no zone: read as UTC. */
function secondsOf(time: string): number {
  return Date.parse(`${time.slice(0, 19).replace(' ', 'T')}Z`) / 1000
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'))
}
