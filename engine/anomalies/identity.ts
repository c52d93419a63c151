import { createHash } from 'node:crypto'

/**
 * Identity of an anomaly group: the same when a run is repeated.
 *
 * @param onset - start of the first interval, epoch milliseconds
 */
export function groupId(detector: string, generation: string, measure: string, onset: number): string {
  return stableUuid([detector, generation, measure, onset])
}

/** A UUID of version 8 (RFC 9562): the first 16 bytes of the SHA-256 of the parts as JSON, less the bits of the version. */
export function stableUuid(parts: readonly (string | number)[]): string {
  const bytes = createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16)
  bytes[6] = 0x80 | (bytes[6] & 0x0f)
  bytes[8] = 0x80 | (bytes[8] & 0x3f)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/**
 * Identity of a metric (`timeSeriesId` of the API and of alerts): SHA-512 of detector, measure and dimension values.
 * It does not depend on the order of the dataset's dimensions.
 *
 * @param series - dimension values, parallel to `dimensions`
 * @returns 128 hexadecimal digits
 */
export function timeSeriesId(
  detector: string,
  measure: string,
  dimensions: readonly string[],
  series: readonly string[],
): string {
  const pairs = dimensions.map((dimension, index) => [dimension, series[index]])
  return createHash('sha512')
    .update(JSON.stringify([detector, measure, pairs.toSorted(([a], [b]) => (a < b ? -1 : 1))]))
    .digest('hex')
}
