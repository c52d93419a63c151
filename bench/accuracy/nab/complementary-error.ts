/**
 * Complementary error function, to about 15 digits of itself.
 *
 * @param x - 0 or more
 * @see Abramowitz and Stegun 1964, 7.1.5 (series, small x) and 7.1.14 (continued fraction, large x)
 */
export function complementaryError(x: number): number {
  if (x < 2) {
    let term = x
    let sum = x
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-x * x) / n
      sum += term / (2 * n + 1)
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum
  }
  if (x > 27) return 0
  let fraction = x
  for (let n = 120; n > 0; n--) fraction = x + n / 2 / fraction
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction
}
