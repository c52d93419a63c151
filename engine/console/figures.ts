import type { AnomalousPoint } from '../anomalies/index.ts'

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const TENTHS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })
const SIGNIFICANT = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })
const UNITS = [
  { name: 'day', seconds: 86_400 },
  { name: 'h', seconds: 3600 },
  { name: 'min', seconds: 60 },
  { name: 's', seconds: 1 },
] as const

/**
 * A value for people: as many digits as help to compare it.
 *
 * @param value - any number; null or NaN is none
 * @returns such as `12,346`, `523.4`, `0.0123`, or `-` for none
 */
export function figure(value: number | null): string {
  if (value === null || Number.isNaN(value)) return '-'
  const size = Math.abs(value)
  if (size >= 1000) return WHOLE.format(value)
  return size >= 100 ? TENTHS.format(value) : SIGNIFICANT.format(value)
}

/**
 * The value of an anomalous interval for people.
 *
 * @param value - null where it is missing
 * @returns as `figure`, or `no data`
 */
export function valueText(value: number | null): string {
  return value === null ? 'no data' : figure(value)
}

/**
 * What was expected of an anomalous interval, for people.
 *
 * @param point - none where it is not listed
 * @returns as `figure`, or `new` of a metric that is
 */
export function expectedText(point: Pick<AnomalousPoint, 'expected' | 'learning'> | undefined): string {
  return point?.learning ? 'new' : figure(point?.expected ?? null)
}

/**
 * What would have been normal in an anomalous interval, for people.
 *
 * @param point - none where it is not listed
 * @returns such as `1,800 to 2,300`, or `-` where that is not known
 */
export function normalText(point: Pick<AnomalousPoint, 'lower' | 'upper' | 'learning'> | undefined): string {
  return point === undefined || point.learning ? '-' : `${figure(point.lower)} to ${figure(point.upper)}`
}

/**
 * A number of things.
 *
 * @param number - a whole number, >= 0
 * @param noun - what is counted, in the singular
 * @param plural - where an `s` is not enough
 * @returns such as `1 group` or `1,204 groups`
 */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${WHOLE.format(number)} ${number === 1 ? noun : plural}`
}

/**
 * A length of time, in its two greatest units.
 *
 * @param milliseconds - >= 0
 * @returns such as `420 ms`, `3.2 s`, `2 min 5 s`, `1 day 3 h`
 */
export function duration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 59_950) return `${TENTHS.format(milliseconds / 1000)} s`
  let rest = Math.round(milliseconds / 1000)
  const parts: string[] = []
  for (const { name, seconds } of UNITS) {
    const whole = Math.floor(rest / seconds)
    rest -= whole * seconds
    if (whole > 0) parts.push(name === 'day' ? count(whole, name) : `${whole} ${name}`)
    else if (parts.length > 0) break
    if (parts.length === 2) break
  }
  return parts.join(' ')
}

/**
 * An amount of data, decimal as disks are sold.
 *
 * @param bytes - >= 0
 * @returns such as `512 B`, `4.3 MB`
 */
export function dataSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${TENTHS.format(bytes / 1000 ** power)} ${units[power]}`
}
