/** Metrics are spread over this many shards, so that one function or many workers do the same sums in the same order. */
export const SHARDS = 64

/**
 * The shard that keeps a series: a stable hash of its dimension values (FNV-1a over UTF-16 code units, with a
 * separator after each value), so all measures of a series live together.
 *
 * @param series - dimension values in the order of the spec; may be empty
 * @returns 0 .. SHARDS - 1
 */
export function shardOf(series: readonly string[]): number {
  let hash = 0x811c9dc5
  for (const value of series) {
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i)
      hash = Math.imul(hash ^ (unit & 0xff), 0x01000193)
      hash = Math.imul(hash ^ (unit >>> 8), 0x01000193)
    }
    // A code unit that no text can hold on its own, so that ['ab', 'c'] and ['a', 'bc'] differ.
    hash = Math.imul(hash ^ 0xfe, 0x01000193)
    hash = Math.imul(hash ^ 0xff, 0x01000193)
  }
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x2c1b3c6d)
  hash ^= hash >>> 12
  return (hash >>> 0) % SHARDS
}
