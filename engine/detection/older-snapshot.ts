import type { Cycles } from './cycles.ts'
import * as at from './layout.ts'
import { noteZeroRun } from './flat-line.ts'
import { hourWithPeak } from './habit.ts'
import { CALM } from './learn-tail.ts'
import { guessGaps } from './missing-run.ts'
import { forgetExtremes } from './record.ts'
import { cutRun, withSlotRun } from './runs.ts'
import { lookAtFloor } from './scale.ts'
import { FIRST_IDLE_SHARE } from './sparse.ts'

const {
  CALM_LEFT,
  HOUR_CLASS,
  IDLE_SHARE,
  MEAN_ABSOLUTE,
  MEAN_NOT_ZERO,
  NOT_ZERO_SHARE,
  REPEATS,
  RUNS,
  SCALARS,
  SCALAR_NAMES,
  SEASON_AGE,
} = at

/*
 * What snapshots of other engines say otherwise. A scalar that is new since is worked out here from what they know.
 */

/** Names that scalars had. */
const RENAMED: ReadonlyMap<string, string> = new Map([['EXCESS_SIDE', 'CALM_LEFT']])

/** The name of a scalar now. @param name - in a snapshot */
export function nameNow(name: string): string {
  return RENAMED.get(name) ?? name
}

/**
 * Takes over the scalars of a snapshot that has others than this engine, or in another order.
 *
 * @param scalars - filled; all 0
 * @param stored - as they are in the snapshot, `names.length` a metric
 * @param names - of those, as they are now
 */
export function takeOverScalars(
  scalars: Float32Array,
  stored: Float32Array,
  names: readonly string[],
  cycles: Cycles,
): void {
  names.forEach((name, from) => {
    const to = SCALAR_NAMES.indexOf(name)
    if (to < 0) return
    for (let k = 0; k * names.length < stored.length; k++) scalars[k * SCALARS + to] = stored[k * names.length + from]
  })
  const calm = names.indexOf('CALM_RUN')
  const known = names.indexOf('SEASON_KNOWN')
  const since = names.indexOf('SEASON_POINTS')
  const longest = names.indexOf('LONGEST_ZERO_RUN_0')
  const hour = names.indexOf('HOUR')
  const peak = names.indexOf('HOUR_PEAK')
  for (let o = 0, from = 0; o < scalars.length; o += SCALARS, from += names.length) {
    // Values since the first cycle were counted beside whether it is over.
    if (known >= 0) scalars[o + SEASON_AGE] = stored[from + known] * (1 + stored[from + since])
    // Of a steady metric the mean is so much less than that of all but zeros.
    if (!names.includes('NOT_ZERO_SHARE') && scalars[o + MEAN_NOT_ZERO] > 0) {
      scalars[o + NOT_ZERO_SHARE] = Math.min(1, scalars[o + MEAN_ABSOLUTE] / scalars[o + MEAN_NOT_ZERO])
    }
    if (!names.includes('IDLE_SHARE')) scalars[o + IDLE_SHARE] = FIRST_IDLE_SHARE
    lookAtFloor(scalars, o)
    if (hour >= 0 && peak >= 0) scalars[o + HOUR_CLASS] = hourWithPeak(stored[from + hour], stored[from + peak])
    // Calm values were counted beside the run's side, which was all that EXCESS_SIDE told.
    if (calm >= 0) scalars[o + CALM_LEFT] *= CALM - stored[from + calm]
    // At most so many runs can there have been.
    if (!names.includes('RUNS')) scalars[o + RUNS] = scalars[o + REPEATS] / cycles.flat
    if (!names.includes('GAPS')) guessGaps(scalars, o, cycles)
    if (!names.includes('HIGHEST')) forgetExtremes(scalars, o)
    // The longest run of 0 alone was known, and what is no longer was normal.
    if (longest >= 0) for (let k = 0; k < 3; k++) noteZeroRun(scalars, o, Math.round(stored[from + longest]))
  }
}

/** Takes over the runs of version 2: a byte for each slot of the season, none for hours of the week. */
export function takeOverRuns(runs: Int8Array, slotRuns: Int8Array, { slots, runSlots }: Cycles): void {
  for (let k = 0; k < slotRuns.length; k++) {
    runs[Math.floor(k / slots) * runSlots + (k % slots)] = withSlotRun(0, cutRun(slotRuns[k]))
  }
}
