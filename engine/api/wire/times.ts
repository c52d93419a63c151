/** A moment as the API writes it where the shape is Timestamp: seconds since 1970 with a fraction. */
export function epochSeconds(epochMs: number): number {
  return epochMs / 1000
}

/**
 * The moment of a TimestampString: `2020-12-05T01:00Z[UTC]`, with or without seconds and zone. What counts is the offset; the name
 * of a zone behind it only repeats it.
 *
 * @param text - checked against the API's pattern
 * @returns epoch milliseconds; NaN when there is no such day
 */
export function momentOf(text: string): number {
  const moment = text.replace(/\[.*$/s, '')
  const day = moment.slice(0, 10)
  // Dates roll over: the 31st of June is the 1st of July.
  const isDay = new Date(`${day}T00:00Z`).toISOString().startsWith(day)
  return isDay ? Date.parse(moment) : NaN
}
