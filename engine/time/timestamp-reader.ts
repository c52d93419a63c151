import type { TimestampStep } from './timestamp-format.ts'

/** Epoch milliseconds of the text bytes[start, end), NaN when it does not fit. */
export type ReadTimestamp = (bytes: Uint8Array, start: number, end: number) => number

/**
 * Makes the reader of the steps of a timestamp format: one monomorphic loop that allocates nothing, as
 * bench/timestamps.ts shows the need.
 *
 * @param toEpoch - turns a local time without offset into epoch milliseconds
 */
export function stepReader(steps: readonly TimestampStep[], toEpoch: (localMs: number) => number): ReadTimestamp {
  const instructions = steps.map(instructionOf)
  const count = instructions.length
  const hourKind = steps.find((step) => step.kind === 'number' && step.field.startsWith('hour'))
  const hourField = hourKind?.kind === 'number' ? hourKind.field : 'hour'
  const fields = new Int32Array(FIELDS)
  let half = -1
  let offsetMs = NaN
  let memoDate = -1
  let memoDayMs = NaN

  /** Milliseconds of a date's start, NaN when there is no such date; most records share it with the one before. */
  function dayMs(): number {
    const date = (fields[YEAR] * 100 + fields[MONTH]) * 100 + fields[DAY]
    if (date !== memoDate) {
      memoDayMs = daysToDate(fields[YEAR], fields[MONTH], fields[DAY]) * 86_400_000
      memoDate = date
    }
    return memoDayMs
  }

  /** Hour of the day 0 .. 23, or -1. */
  function hourOfDay(): number {
    const hour = fields[HOUR]
    switch (hourField) {
      case 'hour1To12':
        return hour >= 1 && hour <= 12 ? (hour % 12) + 12 * half : -1
      case 'hour0To11':
        return hour <= 11 ? hour + 12 * half : -1
      case 'hour1To24':
        return hour >= 1 && hour <= 24 ? agreeing(hour % 24) : -1
      default:
        return hour <= 23 ? agreeing(hour) : -1
    }
  }

  /** A 24-hour hour beside an AM/PM marker must agree with it. */
  function agreeing(hour: number): number {
    return half === -1 || half === (hour >= 12 ? 1 : 0) ? hour : -1
  }

  return (bytes, start, end) => {
    let at = start
    fields.fill(0)
    half = -1
    offsetMs = NaN
    for (let index = 0; index < count; index++) {
      const step = instructions[index]
      switch (step.kind) {
        case TEXT: {
          const text = step.bytes
          if (at + text.length > end) return NaN
          for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return NaN
          at += text.length
          break
        }
        case NUMBER: {
          const limit = Math.min(end, at + step.max)
          const from = at
          let value = 0
          for (; at < limit && isDigit(bytes[at]); at++) value = value * 10 + (bytes[at] - 48)
          if (at - from < step.min) return NaN
          fields[step.field] = step.field === MILLISECOND ? Math.floor(value * 10 ** (3 - step.max)) : value + step.plus
          break
        }
        case MONTH_NAME: {
          const month = monthAt(step.names, bytes, at, end)
          if (month < 0) return NaN
          fields[MONTH] = month + 1
          at += step.names[month].length
          break
        }
        case HALF: {
          if (at + 2 > end || (bytes[at + 1] | 32) !== 109) return NaN
          const letter = bytes[at] | 32
          if (letter !== 97 && letter !== 112) return NaN
          half = letter === 112 ? 1 : 0
          at += 2
          break
        }
        default: {
          const length = offsetLength(step, bytes, at, end)
          if (length === 0) return NaN
          offsetMs = offsetValue(bytes, at, length)
          if (!(Math.abs(offsetMs) <= 18 * 3_600_000)) return NaN
          at += length
        }
      }
    }
    const hour = hourOfDay()
    if (at !== end || hour < 0 || fields[MINUTE] > 59 || fields[SECOND] > 59) return NaN
    const time = ((hour * 60 + fields[MINUTE]) * 60 + fields[SECOND]) * 1000 + fields[MILLISECOND]
    const local = dayMs() + time
    return offsetMs === offsetMs ? local - offsetMs : local === local ? toEpoch(local) : NaN
  }
}

/** Whether a byte is an ASCII digit. */
export function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57
}

const TEXT = 0
const MONTH_NAME = 1
const HALF = 2
const OFFSET = 3
const NUMBER = 4

/** What a number step fills; indexes of the array of fields. */
const YEAR = 0
const MONTH = 1
const DAY = 2
const HOUR = 3
const MINUTE = 4
const SECOND = 5
const MILLISECOND = 6
const FIELDS = 7

interface Instruction {
  readonly kind: number
  readonly field: number
  readonly min: number
  readonly max: number
  readonly plus: number
  readonly bytes: Uint8Array
  readonly names: readonly Uint8Array[]
  readonly colon: string
  readonly hoursAlone: boolean
}

/**
 * Days from 1970-01-01 to a date; NaN when there is no such date.
 *
 * @see Howard Hinnant, days_from_civil, https://howardhinnant.github.io/date_algorithms.html
 */
function daysToDate(year: number, month: number, day: number): number {
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > lengthOfMonth(year, month)) return NaN
  const fromMarch = month > 2 ? year : year - 1
  const century = Math.floor(fromMarch / 400)
  const yearOfEra = fromMarch - century * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return century * 146_097 + dayOfEra - 719_468
}

function lengthOfMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

const NO_BYTES = new Uint8Array(0)

function instructionOf(step: TimestampStep): Instruction {
  const none = { field: 0, min: 0, max: 0, plus: 0, bytes: NO_BYTES, names: [], colon: '', hoursAlone: false }
  switch (step.kind) {
    case 'text':
      return { ...none, kind: TEXT, bytes: step.bytes }
    case 'monthName':
      return { ...none, kind: MONTH_NAME, names: step.names }
    case 'half':
      return { ...none, kind: HALF }
    case 'offset':
      return { ...none, kind: OFFSET, colon: step.colon, hoursAlone: step.hoursAlone }
    case 'number': {
      const { field, min, max, plus } = step
      return { ...none, kind: NUMBER, field: FIELD_INDEX[field] ?? HOUR, min, max, plus }
    }
  }
}

const FIELD_INDEX: Readonly<Record<string, number>> = {
  year: YEAR,
  month: MONTH,
  day: DAY,
  minute: MINUTE,
  second: SECOND,
  fraction: MILLISECOND,
}

function monthAt(names: readonly Uint8Array[], bytes: Uint8Array, at: number, end: number): number {
  for (let month = 0; month < 12; month++) {
    const name = names[month]
    if (at + name.length > end) continue
    let i = 0
    while (i < name.length && (bytes[at + i] | 32) === name[i]) i++
    if (i === name.length) return month
  }
  return -1
}

/** Length of the zone offset at a place: `Z`, `+02`, `+0200` or `+02:00` as the step allows; 0 when there is none. */
function offsetLength(step: Instruction, bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] === 90 && at < end) return 1
  if (at + 3 > end || (bytes[at] !== 43 && bytes[at] !== 45) || !isDigit(bytes[at + 1]) || !isDigit(bytes[at + 2])) {
    return 0
  }
  const withColon = at + 6 <= end && bytes[at + 3] === 58 && isDigit(bytes[at + 4]) && isDigit(bytes[at + 5])
  if (withColon && step.colon !== 'forbidden') return 6
  const plain = at + 5 <= end && isDigit(bytes[at + 3]) && isDigit(bytes[at + 4])
  if (plain && step.colon !== 'required') return 5
  return step.hoursAlone ? 3 : 0
}

function offsetValue(bytes: Uint8Array, at: number, length: number): number {
  if (length === 1) return 0
  const two = (from: number): number => (bytes[from] - 48) * 10 + (bytes[from + 1] - 48)
  const minutes = length === 3 ? 0 : two(at + length - 2)
  if (minutes > 59) return NaN
  const ms = (two(at + 1) * 60 + minutes) * 60_000
  return bytes[at] === 45 ? -ms : ms
}
