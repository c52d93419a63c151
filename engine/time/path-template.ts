import { MONTHS, splitPattern, type PatternPart } from './pattern.ts'
import { TimeError } from './time-error.ts'
import { zoneClock } from './zone-clock.ts'
import { templatePieces } from '../../spec/text-between.ts'

/** A path with the date and time of an interval's start in double braces: `continuous/{{yyyyMMdd}}/{{HHmm}}`. */
export interface PathTemplate {
  readonly text: string
  /** What stands before the first key; the whole text when there is none. */
  readonly fixed: string
  /** The path of the interval that starts at a moment. */
  expand(start: number): string
  /**
   * The moment that a path was made for, when it begins with an expansion of this template; undefined when it does not,
   * or the template does not give the whole date.
   */
  match(path: string): number | undefined
}

/**
 * Understands a path template. Keys, in the zone's wall clock: y year (yy two digits), Y ISO 8601 week-year, M month (MMM
 * Jul, MMMM July), d day, a AM or PM, H hour 0-23, k hour 1-24 (0-11 in a template that has a), h hour 1-12, K hour 0-11,
 * m minute, s second. A key repeated is filled with zeros to its width. Text in single quotes stands for itself.
 *
 * @throws {TimeError} TEMPLATE_BRACES, TEMPLATE_KEY_UNKNOWN, QUOTE_NOT_CLOSED_IN_PATTERN, ZONE_UNKNOWN
 * @see Guide, "Managing a dataset in Amazon S3", table "Path template keys"
 */
export function pathTemplate(template: string, zone: string): PathTemplate {
  const clock = zoneClock(zone)
  const parts = templateParts(template)
  const hasHalf = parts.some((part) => part.kind === 'key' && part.letter === 'a')
  const keys = parts.map((part) => (part.kind === 'text' ? part.text : keyOf(part, hasHalf, template)))
  const first = keys.findIndex((key) => typeof key !== 'string')
  const matcher = pathMatcher(keys)
  return {
    text: template,
    fixed: (first === -1 ? keys : keys.slice(0, first)).join(''),
    expand(start) {
      const local = new Date(start + clock.offsetAt(start))
      return keys.map((key) => (typeof key === 'string' ? key : key.write(local))).join('')
    },
    match(path) {
      const local = matcher(path)
      return local === undefined ? undefined : clock.toEpoch(local)
    },
  }
}

type Field = 'year' | 'month' | 'day' | 'hour' | 'hour12' | 'half' | 'minute' | 'second'

interface Key {
  readonly write: (local: Date) => string
  /** Regular expression of what `write` gives. */
  readonly shape: string
  /** What the text says, null for a week-year, which says nothing about the date by itself. */
  readonly field: Field | null
  readonly read: (text: string) => number
}

function templateParts(template: string): readonly PatternPart[] {
  return templatePieces(template).flatMap((piece, index): readonly PatternPart[] => {
    if (piece === '') return []
    if (index % 2 === 1) return splitPattern(piece.slice(2, -2))
    if (/[{}]/.test(piece)) throw new TimeError({ code: 'TEMPLATE_BRACES', template })
    return [{ kind: 'text', text: piece }]
  })
}

function keyOf(part: Extract<PatternPart, { kind: 'key' }>, hasHalf: boolean, template: string): Key {
  const { letter, width } = part
  const number = (field: Field | null, of: (local: Date) => number, read: (text: string) => number = Number): Key => ({
    write: (local) => String(of(local)).padStart(width, '0'),
    shape: width === 1 ? '\\d{1,2}' : `\\d{${width}}`,
    field,
    read,
  })
  switch (letter) {
    case 'y':
    case 'Y': {
      const of = letter === 'y' ? (local: Date): number => local.getUTCFullYear() : weekYear
      const field = letter === 'y' ? 'year' : null
      if (width !== 2) return { ...number(field, of), shape: '\\d{4}' }
      return number(
        field,
        (local) => of(local) % 100,
        (text) => 2000 + Number(text),
      )
    }
    case 'M': {
      if (width <= 2) return number('month', (local) => local.getUTCMonth() + 1)
      const names = width === 3 ? MONTHS.map((name) => name.slice(0, 3)) : MONTHS
      return {
        write: (local) => names[local.getUTCMonth()],
        shape: names.join('|'),
        field: 'month',
        read: (text) => names.indexOf(text) + 1,
      }
    }
    // The guide writes DD for the day of the month in timestamps; here it means the same.
    case 'd':
    case 'D':
      return number('day', (local) => local.getUTCDate())
    case 'a':
      return {
        write: (local) => (local.getUTCHours() < 12 ? 'AM' : 'PM'),
        shape: 'AM|PM',
        field: 'half',
        read: (text) => (text === 'PM' ? 12 : 0),
      }
    case 'H':
      return number('hour', (local) => local.getUTCHours())
    case 'k':
      if (hasHalf) return number('hour12', hourOfHalf)
      return number(
        'hour',
        (local) => local.getUTCHours() || 24,
        (text) => Number(text) % 24,
      )
    case 'h':
      return number(
        'hour12',
        (local) => hourOfHalf(local) || 12,
        (text) => Number(text) % 12,
      )
    case 'K':
      return number('hour12', hourOfHalf)
    case 'm':
      return number('minute', (local) => local.getUTCMinutes())
    case 's':
      return number('second', (local) => local.getUTCSeconds())
    default:
      throw new TimeError({ code: 'TEMPLATE_KEY_UNKNOWN', template, key: part.key })
  }
}

function hourOfHalf(local: Date): number {
  return local.getUTCHours() % 12
}

/** Year of the ISO 8601 week of a date: the year of its Thursday. */
function weekYear(local: Date): number {
  const dayOfWeek = (local.getUTCDay() + 6) % 7
  return new Date(local.getTime() + (3 - dayOfWeek) * 86_400_000).getUTCFullYear()
}

/** Reads local milliseconds back from the beginning of a path. */
function pathMatcher(keys: readonly (string | Key)[]): (path: string) => number | undefined {
  const shapes = keys.map((key) =>
    typeof key === 'string' ? key.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&') : `(${key.shape})`,
  )
  const expression = new RegExp(`^${shapes.join('')}`)
  const dated = keys.filter((key) => typeof key !== 'string')
  return (path) => {
    const found = expression.exec(path)
    if (found === null) return undefined
    const values: Partial<Record<Field, number>> = {}
    for (const [index, key] of dated.entries()) {
      if (key.field === null) continue
      const value = key.read(found[index + 1])
      // A key that comes twice must say the same both times.
      if (values[key.field] !== undefined && values[key.field] !== value) return undefined
      values[key.field] = value
    }
    const { year, month, day, hour12 = 0, half = 0, minute = 0, second = 0 } = values
    if (year === undefined || month === undefined || day === undefined) return undefined
    const hour = values.hour ?? hour12 + half
    const local = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
    const exists =
      local.getUTCMonth() === month - 1 &&
      local.getUTCDate() === day &&
      local.getUTCHours() === hour &&
      minute <= 59 &&
      second <= 59
    return exists ? local.getTime() : undefined
  }
}
