import type { DetectorEvent } from '../../state/index.ts'

/** A failed activation is tried again after this, then after twice as long, at last every `LONGEST_WAIT_MS`. */
const FIRST_WAIT_MS = 15 * 60_000
const LONGEST_WAIT_MS = 24 * 3_600_000

/** Every attempt stays in the events: after so many, which take a month, somebody has to ask for it. */
const MOST_ATTEMPTS = 36

/**
 * When a failed activation is to be tried again, epoch milliseconds: its reason may have been mended in the meantime, as when
 * data was uploaded after the detector was deployed.
 *
 * @param events - all of a detector whose activation has failed
 * @returns null when it is not tried again by itself
 */
export function retryAt(events: readonly DetectorEvent[]): number | null {
  const since = events.findLastIndex(({ kind }) => kind === 'HISTORY_LEARNED' || kind === 'DEACTIVATED') + 1
  const failures = events.slice(since).filter(({ kind }) => kind === 'ACTIVATION_FAILED')
  const last = failures.at(-1)
  if (last === undefined || failures.length > MOST_ATTEMPTS) return null
  return last.at + Math.min(FIRST_WAIT_MS * 2 ** (failures.length - 1), LONGEST_WAIT_MS)
}
