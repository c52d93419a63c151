import type { ResolvedDataset } from '../../../spec/index.ts'
import { pathTemplate, zoneClock, type ZoneClock } from '../../time/index.ts'

/** A moment at which an interval begins or ends, in every form that a column may have. */
export interface TimeBound {
  /** What the wall clock of the dataset shows: `2026-06-01 12:00:00`. */
  readonly local: string
  /** The same moment in UTC, without a zone: `2026-06-01 10:00:00`. */
  readonly utc: string
  /** The date of `local`. */
  readonly date: string
  /** `local` in the format of a column of text; null where the dataset has none. */
  readonly text: string | null
}

/**
 * Makes bounds of intervals for columns of any type.
 *
 * The wall clock is read just before the bound, and the bound is what it would show next. So the local times of all intervals follow
 * each other without a hole and without an overlap on days on which the clock is changed too: an hour that comes twice belongs to its
 * first pass, as it does in files, and the second is empty.
 */
export function timeBounds({
  timestamp,
  timezone,
}: Pick<ResolvedDataset, 'timestamp' | 'timezone'>): (epochMs: number) => TimeBound {
  const clock = zoneClock(timezone)
  const format = timestamp?.format ?? null
  // Shown by a clock of UTC, so that what it shows can be chosen.
  const template = format === null ? null : pathTemplate(`{{${format.replaceAll('DD', 'dd')}}}`, 'UTC')
  return (epochMs) => {
    const shown = shownNext(clock, epochMs)
    const local = plain(shown)
    return {
      local,
      utc: plain(epochMs),
      date: local.slice(0, 10),
      text: template === null ? null : template.expand(shown),
    }
  }
}

/** What the clock would show at a moment if it were not changed then; as if it were UTC. */
function shownNext(clock: ZoneClock, epochMs: number): number {
  return epochMs + clock.offsetAt(epochMs - 1)
}

function plain(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}
