import type { Interval } from './interval.ts'
import type { Placed } from './outline.ts'
import { patternPieces } from './pattern.ts'
import { problem, type Problem } from './problem.ts'

/** The keys of timestamp formats with the part of a timestamp that they stand for. Guide: "Timestamps". */
const PARTS: Readonly<Record<string, string>> = {
  ...keys('year', 'y', 'yy', 'yyyy', 'u', 'uu', 'uuuu'),
  ...keys('month', 'M', 'MM', 'MMM', 'MMMM'),
  // The guide writes DD for the day of the month; in Java it would be the day of the year.
  ...keys('day', 'd', 'dd', 'D', 'DD'),
  ...keys('hour', 'H', 'HH', 'k', 'kk', 'h', 'hh', 'K', 'KK'),
  ...keys('AM/PM marker', 'a'),
  ...keys('minute', 'm', 'mm'),
  ...keys('second', 's', 'ss'),
  ...keys('fraction of a second', ...Array.from({ length: 9 }, (_, index) => 'S'.repeat(index + 1))),
  ...keys('zone offset', 'X', 'XX', 'XXX', 'Z'),
}

/** Each part with what it says nothing without. */
const NEEDS: readonly (readonly [string, string])[] = [
  ['AM/PM marker', 'hour'],
  ['minute', 'hour'],
  ['second', 'minute'],
  ['fraction of a second', 'second'],
]

/** The parts of a timestamp that tell intervals apart. Guide: "Timestamps". */
const INTERVAL_PARTS: Readonly<Record<Interval, readonly string[]>> = {
  PT5M: ['hour', 'minute'],
  PT10M: ['hour', 'minute'],
  PT1H: ['hour'],
  P1D: [],
}

/** What is wrong with the format of a timestamp column. */
export function timestampProblems({ value: got, path }: Placed<string>, interval: Interval | null): readonly Problem[] {
  if (got === 'UNIX') return []
  const pieces = patternPieces(got)
  const invalid = (reason: string): readonly Problem[] => [
    problem('TIMESTAMP_FORMAT_INVALID', path, { got, problem: reason }),
  ]
  if (!pieces) return invalid('a single quote is not closed')
  const found = pieces.filter(({ kind }) => kind === 'key').map(({ text }) => text)
  const unknown = found.find((key) => PARTS[key] === undefined)
  if (unknown !== undefined) return invalid(unknownKey(unknown))
  const parts = found.map((key) => PARTS[key]!)
  const twice = parts.find((part, index) => parts.indexOf(part) !== index)
  if (twice !== undefined) return invalid(`it gives the ${twice} twice`)
  const missing = ['year', 'month', 'day'].filter((part) => !parts.includes(part))
  if (missing.length > 0) return invalid(`it has no ${missing.join(' and no ')}`)
  if (found.some((key) => /^[hK]/.test(key)) && !parts.includes('AM/PM marker')) {
    return [problem('TIMESTAMP_MARKER_MISSING', path, { got })]
  }
  const unmet = NEEDS.find(([part, other]) => parts.includes(part) && !parts.includes(other))
  if (unmet) return invalid(`it has the ${unmet[0]}, but no ${unmet[1]}`)
  const open = pieces.findIndex(
    ({ kind, text }, index) => kind === 'key' && isOpen(text) && isDigits(pieces[index + 1]),
  )
  if (open !== -1) {
    return invalid(`\`${pieces[open]!.text}\` has one or two digits, so the number behind it has no clear start`)
  }
  const coarse = interval === null ? [] : INTERVAL_PARTS[interval].filter((part) => !parts.includes(part))
  if (interval === null || coarse.length === 0) return []
  return [problem('TIMESTAMP_FORMAT_TOO_COARSE', path, { got, interval, missing: coarse })]
}

function keys(part: string, ...letters: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(letters.map((key) => [key, part]))
}

function unknownKey(key: string): string {
  if (key.startsWith('Y')) return `\`${key}\` is the year of a week; write yyyy`
  if (key.startsWith('%')) return 'keys have no %; write yyyy-MM-dd'
  return `\`${key}\` is not a key; put other letters in single quotes`
}

/** A number that takes one digit or two. */
function isOpen(key: string): boolean {
  return /^[MdDHkhKms]$/.test(key)
}

function isDigits(piece: { readonly kind: string; readonly text: string } | undefined): boolean {
  return piece?.kind === 'key' && !/^(a|MMM|[XZ])/.test(piece.text)
}
