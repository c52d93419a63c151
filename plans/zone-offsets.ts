/** Years whose rules are looked at: the zones' rules repeat, as far as anybody knows them. */
const YEARS = [2026, 2031, 2036] as const

/**
 * The differences of a time zone from UTC over a year, in minutes: `[60, 120]` for Europe/Berlin, `[330]` for Asia/Kolkata.
 *
 * @param zone - IANA name
 * @throws {RangeError} when there is no such zone
 */
export function zoneOffsets(zone: string): readonly number[] {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  const offsets = YEARS.flatMap((year) =>
    Array.from({ length: 12 }, (_, month) => minutesOf(format, new Date(Date.UTC(year, month, 1)))),
  )
  return [...new Set(offsets)].toSorted((a, b) => a - b)
}

function minutesOf(format: Intl.DateTimeFormat, at: Date): number {
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const match = /(?<sign>[+-])(?<hours>\d{2}):(?<minutes>\d{2})/.exec(name)
  if (match === null) return 0
  const { sign, hours, minutes } = match.groups!
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
