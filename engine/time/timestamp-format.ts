import { MONTHS, splitPattern } from './pattern.ts'
import { TimeError } from './time-error.ts'

/** What a step of reading a timestamp fills. */
export type TimestampField =
  | 'year'
  | 'month'
  | 'day'
  | 'hour'
  | 'hour1To24'
  | 'hour1To12'
  | 'hour0To11'
  | 'half'
  | 'minute'
  | 'second'
  | 'fraction'
  | 'offset'

/** One step of reading a timestamp from left to right. */
export type TimestampStep =
  | { readonly kind: 'text'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'number'
      readonly field: TimestampField
      readonly min: number
      readonly max: number
      readonly plus: number
    }
  | { readonly kind: 'monthName'; readonly names: readonly Uint8Array[] }
  | { readonly kind: 'half' }
  | { readonly kind: 'offset'; readonly colon: 'required' | 'forbidden' | 'optional'; readonly hoursAlone: boolean }

/**
 * Understands a timestamp pattern: the keys of the guide (`DD` is read as `dd`), and yy, M, MMM, MMMM, d, H, h, k, K, m,
 * s, fractions S.. and offsets X, XXX, Z.
 *
 * @throws {TimeError} TIMESTAMP_KEY_UNKNOWN, _TWICE, _MISSING (no year, month or day; hh without a; ...), TIMESTAMP_KEYS_TOUCH
 * @see Guide, "Using Amazon S3", section "Timestamps"
 */
export function timestampSteps(format: string): readonly TimestampStep[] {
  const steps = splitPattern(format).map((part): TimestampStep => {
    if (part.kind === 'text') return { kind: 'text', bytes: utf8.encode(part.text) }
    const step = stepOfKey(part.letter, part.width)
    if (step === undefined) throw new TimeError({ code: 'TIMESTAMP_KEY_UNKNOWN', format, key: part.key })
    return step
  })
  const fields = steps.map(fieldOf).filter((field) => field !== undefined)
  requireFields(format, fields)
  steps.forEach((step, index) => {
    const following = steps[index + 1]
    if (step.kind === 'number' && step.min < step.max && following?.kind === 'number') {
      throw new TimeError({ code: 'TIMESTAMP_KEYS_TOUCH', format, key: NAMES[step.field] })
    }
  })
  return steps
}

const utf8 = new TextEncoder()

const NAMES: Readonly<Record<TimestampField, string>> = {
  year: 'year',
  month: 'month',
  day: 'day',
  hour: 'hour',
  hour1To24: 'hour',
  hour1To12: 'hour',
  hour0To11: 'hour',
  half: 'AM/PM marker',
  minute: 'minute',
  second: 'second',
  fraction: 'fraction of a second',
  offset: 'zone offset',
}

/** Keys that are numbers of one or two digits: the letter alone takes both, twice exactly two. */
const TWO_DIGIT_KEYS: Readonly<Record<string, TimestampField>> = {
  d: 'day',
  // The guide writes DD for the day of the month (in Java it would be the day of the year).
  D: 'day',
  H: 'hour',
  k: 'hour1To24',
  h: 'hour1To12',
  K: 'hour0To11',
  m: 'minute',
  s: 'second',
}

function stepOfKey(letter: string, width: number): TimestampStep | undefined {
  const field = Object.hasOwn(TWO_DIGIT_KEYS, letter) ? TWO_DIGIT_KEYS[letter] : undefined
  if (field !== undefined && width <= 2) return { kind: 'number', field, min: width, max: 2, plus: 0 }
  switch (letter) {
    case 'y':
    case 'u':
      if (width === 2) return { kind: 'number', field: 'year', min: 2, max: 2, plus: 2000 }
      return width === 4 || width === 1 ? { kind: 'number', field: 'year', min: 4, max: 4, plus: 0 } : undefined
    case 'M':
      if (width <= 2) return { kind: 'number', field: 'month', min: width, max: 2, plus: 0 }
      if (width === 3) return { kind: 'monthName', names: MONTHS.map((name) => lowerCase(name.slice(0, 3))) }
      return width === 4 ? { kind: 'monthName', names: MONTHS.map(lowerCase) } : undefined
    case 'S':
      return width <= 9 ? { kind: 'number', field: 'fraction', min: width, max: width, plus: 0 } : undefined
    case 'a':
      return width === 1 ? { kind: 'half' } : undefined
    case 'X':
      if (width === 1) return { kind: 'offset', colon: 'forbidden', hoursAlone: true }
      if (width === 2) return { kind: 'offset', colon: 'forbidden', hoursAlone: false }
      return width === 3 ? { kind: 'offset', colon: 'required', hoursAlone: false } : undefined
    case 'Z':
      return width === 1 ? { kind: 'offset', colon: 'optional', hoursAlone: false } : undefined
    default:
      return undefined
  }
}

function lowerCase(text: string): Uint8Array {
  return utf8.encode(text.toLowerCase())
}

function fieldOf(step: TimestampStep): TimestampField | undefined {
  switch (step.kind) {
    case 'text':
      return undefined
    case 'number':
      return step.field
    case 'monthName':
      return 'month'
    case 'half':
      return 'half'
    case 'offset':
      return 'offset'
  }
}

function requireFields(format: string, fields: readonly TimestampField[]): void {
  const names = fields.map((field) => NAMES[field])
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new TimeError({ code: 'TIMESTAMP_KEY_TWICE', format, key: twice })
  const require = (key: string, present: boolean, reason: string): void => {
    if (!present) throw new TimeError({ code: 'TIMESTAMP_KEY_MISSING', format, key, reason })
  }
  const has = (name: string): boolean => names.includes(name)
  const hour12 = fields.includes('hour1To12') || fields.includes('hour0To11')
  require('a year (yyyy)', has('year'), 'a timestamp needs the whole date')
  require('a month (MM)', has('month'), 'a timestamp needs the whole date')
  require('a day (dd)', has('day'), 'a timestamp needs the whole date')
  require('an AM/PM marker (a)', !hour12 || has('AM/PM marker'), 'hh and KK count only half a day; for 24 hours use HH')
  require('an hour (hh)', !has('AM/PM marker') || has('hour'), 'an AM/PM marker alone says nothing')
  require('an hour (HH)', !has('minute') || has('hour'), 'it has minutes')
  require('minutes (mm)', !has('second') || has('minute'), 'it has seconds')
  require('seconds (ss)', !has('fraction of a second') || has('second'), 'it has fractions of a second')
}
