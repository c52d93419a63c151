import { timestampSteps } from './timestamp-format.ts'
import { isDigit, stepReader, type ReadTimestamp } from './timestamp-reader.ts'
import { zoneClock } from './zone-clock.ts'

/** Reads the timestamps of records in one format and zone. Text that does not fit gives NaN, never a guess. */
export interface TimestampParser {
  /** Epoch milliseconds of the ASCII text bytes[start, end), or NaN. */
  parse(bytes: Uint8Array, start: number, end: number): number
  /** The same for a string. */
  parseText(text: string): number
}

/**
 * Makes the reader of timestamps in a format: a pattern such as `yyyy-MM-dd HH:mm:ss`, or `UNIX` for seconds, and for
 * milliseconds above 94,694,400,000. The whole text must fit; dates and hours that do not exist give NaN. Local times are
 * read in `zone` (see `ZoneClock.toEpoch` for clock changes) unless the text carries an offset.
 *
 * @throws {TimeError} for a pattern or zone that cannot be used
 * @see Guide, "Using Amazon S3", section "Timestamps"
 */
export function compileTimestampFormat(format: string, zone: string): TimestampParser {
  const clock = zoneClock(zone)
  return remembering(format === 'UNIX' ? readUnix : stepReader(timestampSteps(format), clock.toEpoch))
}

/** Records of one interval share few timestamps, so the last text is compared before anything is read. */
function remembering(read: ReadTimestamp): TimestampParser {
  const memo = new Uint8Array(64)
  let memoLength = -1
  let memoValue = NaN
  const scratch = new Uint8Array(256)
  const utf8 = new TextEncoder()

  function parse(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start
    if (length === memoLength) {
      let index = length - 1
      while (index >= 0 && bytes[start + index] === memo[index]) index--
      if (index < 0) return memoValue
    }
    const value = read(bytes, start, end)
    if (length <= memo.length) {
      for (let index = 0; index < length; index++) memo[index] = bytes[start + index]
      memoLength = length
      memoValue = value
    }
    return value
  }

  return {
    parse,
    parseText(text) {
      const { read: taken, written } = utf8.encodeInto(text, scratch)
      return taken === text.length ? parse(scratch, 0, written) : NaN
    },
  }
}

const LARGEST_UNIX_SECONDS = 94_694_400_000
const YEAR_10000 = 253_402_300_800_000

/** Digits, and after a point fractions of a second (cut to milliseconds). */
function readUnix(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  let at = start
  for (; at < end && isDigit(bytes[at]); at++) value = value * 10 + (bytes[at] - 48)
  if (at === start || at - start > 15) return NaN
  let fraction = 0
  if (at < end) {
    if (bytes[at] !== 46 || at + 1 === end) return NaN
    at++
    for (let scale = 100; at < end; at++, scale = Math.floor(scale / 10)) {
      if (!isDigit(bytes[at])) return NaN
      fraction += (bytes[at] - 48) * scale
    }
  }
  const ms = value > LARGEST_UNIX_SECONDS ? value : value * 1000 + fraction
  return ms < YEAR_10000 ? ms : NaN
}
