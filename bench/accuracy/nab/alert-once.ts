/** Rows within which a lasting anomaly is one alert. */
export const ONCE_IN = 100

/**
 * Keeps of each score only what is a record within so many rows before it, so that a lasting anomaly is one alert and
 * alerts again only for getting worse.
 *
 * @param scores - one a row
 * @returns the scores, 0 where they are no record
 */
export function alertOnce(scores: Float64Array, rows = ONCE_IN): Float64Array {
  return scores.map((score, row) => {
    for (let before = Math.max(0, row - rows); before < row; before++) if (scores[before] >= score) return 0
    return score
  })
}
