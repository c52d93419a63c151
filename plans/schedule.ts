import { INTERVAL_SECONDS, type Interval } from '../spec/index.ts'
import { zoneOffsets } from './zone-offsets.ts'

/** When the engine is woken for a detector, as EventBridge Scheduler wants it; times are UTC. */
export interface WakeUps {
  /** `cron(...)` */
  readonly expression: string
  /** Seconds after which a wake-up that could not be delivered is given up: the next one does its work too. 60 .. 86,400. */
  readonly maximumEventAgeSeconds: number
  /** 0 .. 185. */
  readonly maximumRetries: number
}

/** When the data of a detector can be read. */
export interface DataTimes {
  /** How long after the end of an interval its data may arrive; 0 .. 432,000. */
  readonly offsetSeconds: number
  /** IANA name of the zone that the intervals are laid over. */
  readonly timezone: string
}

/** Minutes between wake-ups while it is not known when data arrives. */
const WATCHFUL_MINUTES = 5

/**
 * When the engine is to be woken: within a minute of the moment when an interval is due, in every zone. The engine decides by the clock what
 * is due, so that wake-ups that come late, twice or not at all are harmless. Days are looked at every hour, as they end at another hour of
 * UTC when the clock is changed.
 *
 * @param data - undefined while the detector has no dataset
 */
export function planWakeUps(interval: Interval, data: DataTimes | undefined): WakeUps {
  const every = data === undefined ? WATCHFUL_MINUTES : Math.min(INTERVAL_SECONDS[interval], 3600) / 60
  const minutes = data === undefined ? [0] : dueMinutes(every, data)
  return {
    expression: `cron(${minuteField(minutes, every)} * * * ? *)`,
    maximumEventAgeSeconds: every * 60,
    maximumRetries: 20,
  }
}

/** Minutes of `every` at which intervals are due: most zones have one; where the clock is changed by half an hour, two. */
function dueMinutes(every: number, { offsetSeconds, timezone }: DataTimes): readonly number[] {
  const delay = Math.ceil(offsetSeconds / 60)
  const minutes = zoneOffsets(timezone).map((offset) => (((delay - offset) % every) + every) % every)
  return [...new Set(minutes)].toSorted((a, b) => a - b)
}

/** The field of minutes: `10`, `3/5`, or a list. */
function minuteField(minutes: readonly number[], every: number): string {
  if (every === 60) return minutes.join(',')
  if (minutes.length === 1) return `${minutes[0]}/${every}`
  const all = Array.from({ length: 60 / every }, (_, turn) => minutes.map((minute) => turn * every + minute)).flat()
  return all.toSorted((a, b) => a - b).join(',')
}
