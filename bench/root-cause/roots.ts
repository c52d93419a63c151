import type { SlicePart } from '../../engine/anomalies/index.ts'
import type { Difficulty } from './cases.ts'
import type { RandomNumbers } from './random.ts'

/** Slices of one anomaly. */
type Anomaly = readonly (readonly SlicePart[])[]

/** Draws before a set of anomalies that got in its own way is begun anew. */
const PATIENCE = 200

/**
 * Draws where the anomalies are. Two of them never have the same dimensions nor a value in common, so that none lies
 * within another; a slice that is a single leaf is not one without a value.
 *
 * @returns per anomaly its slices
 */
export function drawRoots(
  difficulty: Difficulty,
  codes: readonly Int32Array[],
  value: Float64Array,
  random: RandomNumbers,
): readonly Anomaly[] {
  const count = random.integer(...difficulty.anomalies)
  for (;;) {
    const anomalies: Anomaly[] = []
    for (let draw = 0; draw < PATIENCE && anomalies.length < count; draw++) {
      const anomaly = drawAnomaly(difficulty, random)
      if (fits(anomaly, anomalies, difficulty.sizes.length) && anomaly.every((parts) => says(parts, codes, value))) {
        anomalies.push(anomaly)
      }
    }
    if (anomalies.length === count) return anomalies
  }
}

function drawAnomaly({ sizes, order, slices }: Difficulty, random: RandomNumbers): Anomaly {
  const left = [...sizes.keys()]
  const dimensions = Array.from({ length: random.integer(...order) }, () => {
    return left.splice(random.integer(0, left.length - 1), 1)[0]
  }).toSorted((a, b) => a - b)
  return Array.from({ length: random.integer(...slices) }, () => {
    return dimensions.map((dimension) => ({ dimension, value: random.integer(0, sizes[dimension] - 1) }))
  })
}

function fits(anomaly: Anomaly, others: readonly Anomaly[], dimensions: number): boolean {
  const names = new Set(anomaly.map((parts) => JSON.stringify(parts)))
  if (names.size < anomaly.length) return false
  const mine = anomaly[0].map(({ dimension }) => dimension).join()
  const taken = new Set(others.flat(2).map(({ dimension, value }) => `${dimension}:${value}`))
  const same = others.some(([parts]) => parts.map(({ dimension }) => dimension).join() === mine)
  if (same && anomaly[0].length < dimensions) return false
  return !anomaly.flat().some(({ dimension, value }) => taken.has(`${dimension}:${value}`))
}

function says(parts: readonly SlicePart[], codes: readonly Int32Array[], value: Float64Array): boolean {
  if (parts.length < codes.length) return true
  return value.some((size, leaf) => size > 0 && parts.every((part) => codes[part.dimension][leaf] === part.value))
}
