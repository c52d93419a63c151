/**
 * How IAM takes a date of a condition.
 *
 * - `usual`: a calendar date, with or without time, or seconds since 1970
 * - `odd`: IAM stores it, but reads a year or fills in what is missing
 * - `refused`: IAM does not store the policy
 *
 * Its reader is lenient ISO 8601 (any year, optional parts, one to nine digits of a fraction, an offset with two digits of
 * hours) or a 64-bit number; the recorded answers of the real service in moto's test data agree.
 */
export function readDate(text: string): 'usual' | 'odd' | 'refused' {
  if (/^[+-]?\d+$/.test(text)) {
    if (BigInt.asIntN(64, BigInt(text)) !== BigInt(text)) return 'refused'
    return /^\d{9,10}$/.test(text) ? 'usual' : 'odd'
  }
  const match = SHAPE.exec(text)
  if (match === null) return 'refused'
  const [, , month, day, hour, minute, second, , zoneHour, zoneMinute] = match
  const inRange =
    within(month, 1, 12) &&
    within(day, 1, 31) &&
    within(hour, 0, 24) &&
    within(minute, 0, 59) &&
    within(second, 0, 59) &&
    within(zoneHour, 0, 23) &&
    within(zoneMinute, 0, 59)
  if (!inRange) return 'refused'
  return USUAL.test(text) ? 'usual' : 'odd'
}

const SHAPE =
  /^([+-]?\d{1,9})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:t(?:(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})([.,]\d{1,9})?)?)?)?(?:z|[+-](\d{2})(?::?(\d{2}))?)?)?$/i

const USUAL = /^\d{4}-\d{2}-\d{2}(t\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(z|[+-]\d{2}(:?\d{2})?)?)?$/i

function within(text: string | undefined, least: number, most: number): boolean {
  return text === undefined || (Number(text) >= least && Number(text) <= most)
}
