import { compileTimestampFormat } from '../../time/index.ts'

/** Formats that read all of a column's values, the likeliest first. */
export interface TimestampGuess {
  readonly format: string
  /** Another format that reads all values as well, but as other times; null when there is none. */
  readonly otherwise: string | null
  /** Epoch milliseconds of the values, in UTC where they carry no offset. */
  readonly moments: readonly number[]
}

/** Share of a column's values that must be times; files may have a few bad ones. */
const FITTING = 0.98
const EARLIEST = Date.UTC(1900, 0, 1)
/** Digits alone could be any number: in a column that need not hold times they are not taken for older ones. */
const EARLIEST_DIGITS = Date.UTC(1990, 0, 1)
const LATEST = Date.UTC(2100, 0, 1)

/**
 * The timestamp format of a column, when it has one.
 *
 * @param values - non-empty texts
 * @param areTimes - whether somebody said that they are times: numbers of nine digits are then UNIX time, too (1973 to 2001)
 */
export function guessTimestamp(
  values: readonly string[],
  { areTimes = false }: { readonly areTimes?: boolean } = {},
): TimestampGuess | null {
  if (values.length === 0) return null
  const candidates = [
    ...new Set([...values.slice(0, 20), ...spread(values, 20)].flatMap((text) => formatsOf(text, areTimes))),
  ]
  const fitting = candidates
    .map((format) => ({ format, moments: plausibleIn(format, momentsIn(format, values), areTimes) }))
    .filter(({ moments }) => moments.length >= values.length * FITTING)
    .toSorted((a, b) => disorder(a.moments) - disorder(b.moments) || specificity(b.format) - specificity(a.format))
  // Digits that are dates by chance would be a wonder; that dates are UNIX times by chance is not.
  const best = fitting.find(({ format }) => format !== 'UNIX') ?? fitting[0]
  if (best === undefined) return null
  const other = fitting.find(
    ({ format, moments }) => format !== 'UNIX' && moments.some((moment, index) => moment !== best.moments[index]),
  )
  return { format: best.format, otherwise: other?.format ?? null, moments: best.moments }
}

/** Whether a single text can be read as a time in any format that is guessed. */
export function compileAny(text: string): boolean {
  return formatsOf(text).some((format) => momentsIn(format, [text]).some(isPlausibleIn(format)))
}

/** Of digits all or none: numbers that are times but for one are none. Of dates a few may stand for "never", as 9999-12-31 does. */
function plausibleIn(format: string, moments: readonly number[], areTimes: boolean): readonly number[] {
  const plausible = moments.filter(isPlausibleIn(format, areTimes))
  return isDigits(format) && plausible.length < moments.length ? [] : plausible
}

function isDigits(format: string): boolean {
  return format === 'UNIX' || Object.values(COMPACT).includes(format)
}

function isPlausibleIn(format: string, areTimes = false): (moment: number) => boolean {
  const earliest = isDigits(format) && !areTimes ? EARLIEST_DIGITS : EARLIEST
  return (moment) => moment >= earliest && moment < LATEST
}

function momentsIn(format: string, values: readonly string[]): readonly number[] {
  const parser = compileTimestampFormat(format, 'UTC')
  return values.map((value) => parser.parseText(value)).filter((moment) => !Number.isNaN(moment))
}

/** Times are mostly written in their order: steps back, and the days that they spread over, count against a format. */
function disorder(moments: readonly number[]): number {
  let back = 0
  for (let index = 1; index < moments.length; index++) if (moments[index] < moments[index - 1]) back++
  return back + new Set(moments.map((moment) => Math.floor(moment / 2_678_400_000))).size * 0.5
}

/** Two-digit keys say more than those that take one or two digits. */
function specificity(format: string): number {
  return format.length
}

function spread(values: readonly string[], count: number): readonly string[] {
  return Array.from({ length: Math.min(count, values.length) }, (_, index) => {
    return values[Math.floor((index * values.length) / Math.min(count, values.length))]
  })
}

const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})/
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/
const NAMED_DAY_FIRST = /^(\d{1,2})([- ])([A-Za-z]{3,9})\2(\d{4})/
const NAMED_MONTH_FIRST = /^([A-Za-z]{3,9}) (\d{1,2})(,?) (\d{4})/
const TIME = /^(T|[ _]|, )(\d{1,2}):(\d{2})(?::(\d{2})(?:([.,])(\d{1,9}))?)?( ?[AaPp][Mm])?(?=$|[Z+\- ])/
const OFFSET = /^( ?)(?:Z|[+-]\d{2}(:?\d{2})?)$/
const COMPACT: Readonly<Record<number, string>> = {
  8: 'yyyyMMdd',
  10: 'yyyyMMddHH',
  12: 'yyyyMMddHHmm',
  14: 'yyyyMMddHHmmss',
}

/** Every format that a text could be written in. */
function formatsOf(text: string, areTimes = false): readonly string[] {
  if (/^\d+$/.test(text)) {
    const compact = COMPACT[text.length]
    const unix = text.length === 10 || text.length === 13 || (areTimes && text.length === 9) ? ['UNIX'] : []
    return compact === undefined ? unix : [...unix, compact]
  }
  if (/^\d{9,10}\.\d+$/.test(text)) return ['UNIX']
  const compactTime = /^\d{8}([T_ -])\d{4}(\d{2})?(?=$|[Z+-])/.exec(text)
  if (compactTime !== null) {
    const rest = offsetsOf(text.slice(compactTime[0].length))
    return rest.map((end) => `yyyyMMdd${compactTime[1]}HHmm${compactTime[2] === undefined ? '' : 'ss'}${end}`)
  }
  return datesOf(text).flatMap(({ format, length }) =>
    timesOf(text.slice(length)).flatMap((time) =>
      offsetsOf(text.slice(length + time.length)).map((end) => format + time.format + end),
    ),
  )
}

interface Piece {
  readonly format: string
  /** Characters of the text. */
  readonly length: number
}

function datesOf(text: string): readonly Piece[] {
  const yearFirst = YEAR_FIRST.exec(text)
  if (yearFirst !== null) {
    const [all, , by] = yearFirst
    return [`yyyy${by}MM${by}dd`, `yyyy${by}M${by}d`].map((format) => ({ format, length: all.length }))
  }
  const yearLast = YEAR_LAST.exec(text)
  if (yearLast !== null) {
    const [all, , by, , year] = yearLast
    const y = 'y'.repeat(year.length)
    return [`dd${by}MM${by}${y}`, `MM${by}dd${by}${y}`, `d${by}M${by}${y}`, `M${by}d${by}${y}`].map((format) => ({
      format,
      length: all.length,
    }))
  }
  const dayFirst = NAMED_DAY_FIRST.exec(text)
  if (dayFirst !== null) {
    const [all, , by, month] = dayFirst
    return ['dd', 'd'].map((day) => ({ format: `${day}${by}${monthKey(month)}${by}yyyy`, length: all.length }))
  }
  const monthFirst = NAMED_MONTH_FIRST.exec(text)
  if (monthFirst === null) return []
  const [all, month, , comma] = monthFirst
  return ['dd', 'd'].map((day) => ({ format: `${monthKey(month)} ${day}${comma} yyyy`, length: all.length }))
}

function monthKey(name: string): string {
  return name.length === 3 ? 'MMM' : 'MMMM'
}

function timesOf(text: string): readonly Piece[] {
  const found = TIME.exec(text)
  if (found === null) return [{ format: '', length: 0 }]
  const [all, by, hour, , second, point = '', fraction = '', half = ''] = found
  const hours = half === '' ? ['HH', 'H'] : ['hh', 'h']
  const end = `${second === undefined ? '' : ':ss'}${point}${'S'.repeat(fraction.length)}`
  const marker = half === '' ? '' : half.startsWith(' ') ? ' a' : 'a'
  return hours
    .filter((key) => key.length <= hour.length)
    .map((key) => ({ format: `${by}${key}:mm${end}${marker}`, length: all.length }))
}

function offsetsOf(text: string): readonly string[] {
  if (text === '') return ['']
  const found = OFFSET.exec(text)
  if (found === null) return []
  const [, space, minutes = ''] = found
  if (minutes.startsWith(':')) return [`${space}XXX`]
  return minutes === '' ? [`${space}XXX`, `${space}X`] : [`${space}XX`]
}
