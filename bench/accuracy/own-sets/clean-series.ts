import type { Interval } from '../../../spec/interval.ts'
import type { RandomNumbers } from '../random-numbers.ts'

/** When each row is. Index = row. */
export interface Calendar {
  readonly interval: Interval
  readonly rows: number
  /** Rows of a day, 1 at P1D. */
  readonly perDay: number
  /** UNIX seconds. */
  readonly times: Float64Array
  /** Hour of the day with its fraction; 12 at P1D. */
  hour(row: number): number
  /** 0 Monday .. 6 Sunday. */
  dayOfWeek(row: number): number
  /** Days since the first row. */
  day(row: number): number
  /** 0 .. 1 through the year. */
  ofYear(row: number): number
  /** Month and day as `12-25`. */
  date(row: number): string
}

/** A metric before anything happens to it, with what only its maker knows. Index = row. */
export interface CleanSeries {
  readonly values: Float64Array
  /** What was expected. */
  readonly mean: Float64Array
  /** Usual distance from it: the standard deviation without the tail. */
  readonly sigma: Float64Array
  /** Least and greatest possible value. */
  readonly range: readonly [number, number]
  /** Has whole values only. */
  readonly whole: boolean
  /** Has a daily (at P1D weekly) shape that is large against its noise, so that a missing peak can be seen. */
  readonly shaped: boolean
  /** Seldom repeats a value, so that a flat line, an outage or a gap can be seen. */
  readonly dense: boolean
  /** Rows at which it truly changes for good: not an anomaly that was made, but nothing to be judged either. */
  readonly jumps?: readonly number[]
}

/** A domain that metrics come from; its parameters are drawn anew for each series. */
export type Domain = (calendar: Calendar, random: RandomNumbers) => CleanSeries

const SECONDS = { PT5M: 300, PT10M: 600, PT1H: 3600, P1D: 86_400 } as const

/** Rows from a Monday on. */
export function calendarOf(interval: Interval, rows: number): Calendar {
  const seconds = SECONDS[interval]
  const from = Date.UTC(2024, 0, 1) / 1000
  const times = Float64Array.from({ length: rows }, (_, row) => from + row * seconds)
  const day = (row: number): number => Math.floor((row * seconds) / 86_400)
  return {
    interval,
    rows,
    perDay: 86_400 / seconds,
    times,
    hour: (row) => (interval === 'P1D' ? 12 : ((row * seconds) % 86_400) / 3600),
    dayOfWeek: (row) => day(row) % 7,
    day,
    ofYear: (row) => (day(row) % 365.25) / 365.25,
    date: (row) => new Date(times[row] * 1000).toISOString().slice(5, 10),
  }
}

/** A clean series from its expectation and a draw around it. */
export function drawn(
  calendar: Calendar,
  kind: Pick<CleanSeries, 'range' | 'whole' | 'shaped' | 'dense' | 'jumps'>,
  at: (row: number) => { readonly mean: number; readonly sigma: number; readonly value: number },
): CleanSeries {
  const mean = new Float64Array(calendar.rows)
  const sigma = new Float64Array(calendar.rows)
  const values = new Float64Array(calendar.rows)
  for (let row = 0; row < calendar.rows; row++) {
    const point = at(row)
    mean[row] = point.mean
    sigma[row] = point.sigma
    values[row] = Math.min(kind.range[1], Math.max(kind.range[0], point.value))
  }
  return { ...kind, mean, sigma, values }
}

/** A day's shape around 1 with one or two humps at hours drawn once; flat at P1D. */
export function dayShape({ interval }: Calendar, random: RandomNumbers): (hour: number) => number {
  if (interval === 'P1D') return () => 1
  const [peak, second] = [random.between(9, 20), random.between(0, 24)]
  const [depth, ripple] = [random.between(0.3, 0.8), random.between(0, 0.3)]
  return (hour) =>
    Math.max(
      0.03,
      1 +
        depth * Math.cos((2 * Math.PI * (hour - peak)) / 24) +
        ripple * Math.cos((4 * Math.PI * (hour - second)) / 24),
    )
}

/** A week's shape around 1: what Saturday and Sunday are of the other days, and how these differ a little. */
export function weekShape(random: RandomNumbers, weekend: number): (dayOfWeek: number) => number {
  const days = Array.from({ length: 7 }, (_, day) => (day < 5 ? 1 : weekend) * random.between(0.95, 1.05))
  return (dayOfWeek) => days[dayOfWeek]
}

/** A slowly wandering number around 0 with a standard deviation and a memory in rows (first-order autoregression). */
export function wandering(random: RandomNumbers, deviation: number, memory: number): () => number {
  const phi = Math.exp(-1 / memory)
  let state = deviation * random.normal()
  return () => (state = phi * state + deviation * Math.sqrt(1 - phi * phi) * random.normal())
}
