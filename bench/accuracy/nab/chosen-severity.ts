import { scoreOf } from '../../../engine/detection/severity.ts'
import { normalise, type Profile } from './profile-score.ts'

/** Share of the rows that lie in windows: the windows of a file make a tenth of it (Lavin and Ahmad 2015). */
const WINDOW_SHARE = 0.1
/** The severities that are looked at. */
const SEVERITIES = Array.from({ length: 15 }, (_, k) => 30 + 5 * k)

/** What is known of a benchmark before any label of it is. */
export interface Extent {
  /** Rows that are scored. */
  readonly rows: number
  readonly windows: number
  /** Rows within which "alert once" alerts only for a higher score. */
  readonly once: number
}

/** A severity and the normalised score that is expected of it. */
export interface Choice {
  readonly severity: number
  readonly expected: number
}

/**
 * The severity whose expected score is highest, from what mistakes cost and what severity means: a normal row reaches a score
 * s once in 10^s. A window is found by its event, or by a false alert that happens to lie in it.
 *
 * @param recall - share of events that a score finds, 0 .. 1, measured on other data
 */
export function chooseSeverity(extent: Extent, profile: Profile, recall: (score: number) => number): Choice {
  return SEVERITIES.map((severity) => ({
    severity,
    expected: expectedScore(extent, profile, scoreOf(severity), recall(scoreOf(severity))),
  })).reduce((best, choice) => (choice.expected > best.expected ? choice : best))
}

/**
 * The normalised score that is expected of a threshold.
 *
 * @param score - threshold, -log10 p of a row
 * @param recall - share of events that it finds
 */
export function expectedScore(
  { rows, windows, once }: Extent,
  profile: Profile,
  score: number,
  recall: number,
): number {
  // A row alerts when it is beyond the threshold and the highest of itself and the rows before it.
  const alerts = (1 - (1 - 10 ** -score) ** (once + 1)) / (once + 1)
  const length = (WINDOW_SHARE * rows) / windows
  const found = 1 - (1 - recall) * Math.exp(-length * alerts)
  const falseAlerts = (1 - WINDOW_SHARE) * rows * alerts
  const raw = windows * (found * profile.found - (1 - found) * profile.missed) - falseAlerts * profile.falseAlert
  return normalise(raw, windows, profile)
}
