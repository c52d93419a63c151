import { invertPositive } from './cholesky.ts'

const RIDGE = 1e-6

/** How two series move within the same interval. */
export interface SharedMovement {
  readonly a: number
  readonly b: number
  /** Partial correlation of the innovations, all other series held: -1 .. 1. */
  readonly correlation: number
  /** The smaller of the test values without and with the others held, its sign that of the partial correlation. */
  readonly t: number
  /** The partial one from the older and the newer half alone. */
  readonly tOlder: number
  readonly tNewer: number
}

/**
 * Tests each pair of innovations for moving in the same interval. Both the plain and the partial correlation must say
 * so: the plain one alone would take a common measure's doing for theirs, the partial one alone would tie two measures
 * that both move a third.
 *
 * @param innovations - what the past does not explain, of equal length
 * @returns one entry a pair a < b; t is a sum of products over the root of the sum of their squares, which a single
 *   event cannot bring above 1
 */
export function sharedMovements(innovations: readonly Float64Array[]): SharedMovement[] {
  const size = innovations.length
  const rows = innovations[0].length
  const covariance = new Float64Array(size * size)
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      for (let t = 0; t < rows; t++) covariance[a * size + b] += innovations[a][t] * innovations[b][t]
    }
  }
  const precision = invertPositive(covariance, size, RIDGE)
  const cleared = innovations.map((_, a) => {
    const sum = new Float64Array(rows)
    innovations.forEach((series, k) => {
      const weight = precision[a * size + k]
      for (let t = 0; t < rows; t++) sum[t] += weight * series[t]
    })
    return sum
  })
  return innovations.flatMap((_, a) =>
    innovations.slice(a + 1).map((__, offset) => {
      const b = a + 1 + offset
      const [aa, ab, bb] = [precision[a * size + a], precision[a * size + b], precision[b * size + b]]
      // Residuals of the pair on all others: the inverse of the pair's block of the precision times its rows.
      const restA = cleared[a].map((value, t) => bb * value - ab * cleared[b][t])
      const restB = cleared[b].map((value, t) => aa * value - ab * cleared[a][t])
      const half = rows >> 1
      const partial = productTest(restA, restB, 0, rows)
      const plain = productTest(innovations[a], innovations[b], 0, rows)
      return {
        a,
        b,
        correlation: aa > 0 && bb > 0 ? -ab / Math.sqrt(aa * bb) : 0,
        t: partial * plain > 0 ? Math.sign(partial) * Math.min(Math.abs(partial), Math.abs(plain)) : 0,
        tOlder: productTest(restA, restB, 0, half),
        tNewer: productTest(restA, restB, half, rows),
      }
    }),
  )
}

function productTest(a: Float64Array, b: Float64Array, from: number, to: number): number {
  let sum = 0
  let squares = 0
  for (let t = from; t < to; t++) {
    const product = a[t] * b[t]
    sum += product
    squares += product * product
  }
  return squares > 0 ? sum / Math.sqrt(squares) : 0
}
