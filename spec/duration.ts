const DURATION = /^P(?=.)(?:(\d{1,6})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/

/**
 * Seconds of an ISO 8601 duration in days, hours, minutes and seconds, such as `PT10M` or `P1DT2H`. A day has 24 hours;
 * weeks, months, years and fractions are not durations here.
 *
 * @returns whole seconds, or null when the text is not such a duration
 */
export function durationSeconds(text: string): number | null {
  const match = DURATION.exec(text)
  if (!match) return null
  const [days, hours, minutes, seconds] = match.slice(1).map((digits) => Number(digits ?? 0))
  return (days! * 24 + hours!) * 3600 + minutes! * 60 + seconds!
}

/**
 * The shortest ISO 8601 duration of a number of seconds: 600 is `PT10M`, 93,600 is `P1DT2H`, 0 is `PT0S`.
 *
 * @param seconds - a whole number >= 0
 */
export function formatDuration(seconds: number): string {
  const date = parts([[Math.floor(seconds / 86_400), 'D']])
  const time = parts([
    [Math.floor(seconds / 3600) % 24, 'H'],
    [Math.floor(seconds / 60) % 60, 'M'],
    [seconds % 60, 'S'],
  ])
  return date || time ? `P${date}${time && `T${time}`}` : 'PT0S'
}

function parts(units: readonly (readonly [number, string])[]): string {
  return units.map(([count, unit]) => (count > 0 ? `${count}${unit}` : '')).join('')
}
