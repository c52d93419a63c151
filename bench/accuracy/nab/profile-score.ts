/*
 * The score of the Numenta Anomaly Benchmark. Lavin and Ahmad 2015, https://arxiv.org/abs/1510.03336; where the paper
 * leaves a choice of one row (ends of windows), as its published program does.
 */

/** First and last row of an anomaly window. */
export interface Window {
  readonly start: number
  readonly end: number
}

/** What a user pays for each kind of mistake. */
export interface Profile {
  readonly name: 'standard' | 'reward_low_FP_rate' | 'reward_low_FN_rate'
  readonly found: number
  readonly falseAlert: number
  readonly missed: number
}

/** The benchmark's three profiles. */
export const PROFILES: readonly Profile[] = [
  { name: 'standard', found: 1, falseAlert: 0.11, missed: 1 },
  { name: 'reward_low_FP_rate', found: 1, falseAlert: 0.22, missed: 1 },
  { name: 'reward_low_FN_rate', found: 1, falseAlert: 0.11, missed: 2 },
]

/** A file with a detector's scores, one a row; higher = more anomalous. */
export interface ScoredFile {
  readonly windows: readonly Window[]
  readonly scores: Float64Array
}

/** A threshold and what it reaches: 0 = no alert at all, 100 = every window found at its first row and nothing else. */
export interface ThresholdResult {
  readonly threshold: number
  readonly normalised: number
}

/**
 * Worth of an alert at a place relative to a window: -1 its left end, 0 its right end, 1 as far again behind it.
 *
 * @returns -1 .. 1
 */
export function scaledSigmoid(place: number): number {
  return place > 3 ? -1 : 2 / (1 + Math.exp(5 * place)) - 1
}

/** Rows at the start of a file that are not scored: 15 %, at most 750. */
export function probation(rows: number): number {
  return Math.min(Math.floor(0.15 * rows), 750)
}

/** The best single threshold for all files: the one that the benchmark would choose, with sight of the labels. */
export function bestThreshold(files: readonly ScoredFile[], profile: Profile): ThresholdResult {
  const rows = files.flatMap((file, number) => worthOfRows(file, number, profile))
  const sorted = rows.toSorted((a, b) => b.score - a.score)
  const windows = files.reduce((sum, file) => sum + file.windows.length, 0)
  const found = new Map<string, number>()
  let total = -profile.missed * windows
  let best = { threshold: Infinity, total }
  for (const [k, { score, window, worth }] of sorted.entries()) {
    if (window === undefined) total += worth
    else {
      const before = found.get(window) ?? -profile.missed
      if (worth > before) {
        found.set(window, worth)
        total += worth - before
      }
    }
    if (sorted[k + 1]?.score !== score && total > best.total) best = { threshold: score, total }
  }
  return { threshold: best.threshold, normalised: normalise(best.total, windows, profile) }
}

/** What a threshold that was chosen beforehand reaches. Scores at or above it are alerts. */
export function scoreAt(files: readonly ScoredFile[], profile: Profile, threshold: number): ThresholdResult {
  const windows = files.reduce((sum, file) => sum + file.windows.length, 0)
  return { threshold, normalised: normalise(rawScore(files, profile, threshold), windows, profile) }
}

/** The sum that is normalised: over windows what the first alert is worth or a miss costs, and the false alerts. */
export function rawScore(files: readonly ScoredFile[], profile: Profile, threshold: number): number {
  let total = 0
  for (const [number, file] of files.entries()) {
    const found = new Map<string, number>()
    for (const { score, window, worth } of worthOfRows(file, number, profile)) {
      if (score < threshold) continue
      if (window === undefined) total += worth
      else found.set(window, Math.max(worth, found.get(window) ?? -Infinity))
    }
    total += [...found.values()].reduce((sum, worth) => sum + worth, 0)
    total -= profile.missed * (file.windows.length - found.size)
  }
  return total
}

/** A raw score between that of no alert (0) and of a perfect detector (100). */
export function normalise(raw: number, windows: number, { found, missed }: Profile): number {
  const [least, most] = [-missed * windows, found * windows]
  return windows === 0 ? 0 : (100 * (raw - least)) / (most - least)
}

interface Row {
  readonly score: number
  /** The window that it lies in. */
  readonly window: string | undefined
  /** What an alert in it is worth. */
  readonly worth: number
}

function worthOfRows({ windows, scores }: ScoredFile, file: number, profile: Profile): Row[] {
  const first = probation(scores.length)
  const rows: Row[] = []
  let next = 0
  for (let row = 0; row < scores.length; row++) {
    while (next < windows.length && windows[next].end < row) next++
    if (row < first) continue
    const inside = next < windows.length && windows[next].start <= row
    rows.push({
      score: scores[row],
      window: inside ? `${file}/${next}` : undefined,
      worth: inside
        ? (profile.found * scaledSigmoid(placeInside(windows[next], row))) / scaledSigmoid(-1)
        : profile.falseAlert * scaledSigmoid(placeBehind(windows[next - 1], row)),
    })
  }
  return rows
}

function placeInside({ start, end }: Window, row: number): number {
  return -(end - row + 1) / (end - start + 1)
}

function placeBehind(window: Window | undefined, row: number): number {
  return window === undefined ? Infinity : (row - window.end) / (window.end - window.start)
}
