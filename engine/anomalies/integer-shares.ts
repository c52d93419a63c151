/**
 * Shares of a hundred by largest remainder: every share is cut to an integer, and what is missing to 100 goes to the
 * greatest remainders. Falling weights give falling shares: of equal remainders the greater weight comes first.
 *
 * @param falling - weights >= 0, the greatest first, at least one above 0
 * @returns integers that add up to 100, same order
 */
export function integerShares(falling: readonly number[]): number[] {
  const total = falling.reduce((sum, weight) => sum + weight, 0)
  const exact = falling.map((weight) => (100 * weight) / total)
  const shares = exact.map(Math.floor)
  const missing = 100 - shares.reduce((sum, share) => sum + share, 0)
  const ranks = exact.keys().toArray()
  ranks
    .toSorted((a, b) => exact[b] - shares[b] - (exact[a] - shares[a]) || a - b)
    .slice(0, missing)
    .forEach((rank) => shares[rank]++)
  return shares
}
