import type { Leaves, SlicePart } from '../../engine/anomalies/index.ts'
import { sizesOf } from './cells.ts'

/** Least explanatory power of a value, and of a dimension's values together: the paper's settings. */
const VALUE_POWER = 0.1
const DIMENSION_POWER = 0.67

/**
 * Adtributor: per dimension the most surprising values (Jensen-Shannon divergence of forecast and actual shares)
 * that explain enough of the change of the total; of the dimensions the most surprising one. Written from the paper.
 *
 * @see Bhagwan et al., Adtributor: revenue debugging in advertising systems, NSDI 2014
 */
export function adtributorSlices(leaves: Leaves): SlicePart[][] {
  const sizes = sizesOf(leaves)
  const [value, expected] = [leaves.value, leaves.expected].map((numbers) => numbers.reduce((sum, one) => sum + one, 0))
  let best: { readonly slices: SlicePart[][]; readonly surprise: number } = { slices: [], surprise: 0 }
  for (const [dimension, codes] of leaves.codes.entries()) {
    const actual = new Float64Array(sizes[dimension])
    const forecast = new Float64Array(sizes[dimension])
    for (const [leaf, code] of codes.entries()) {
      actual[code] += leaves.value[leaf]
      forecast[code] += leaves.expected[leaf]
    }
    const values = Array.from(actual, (_, code) => {
      const power = (actual[code] - forecast[code]) / (value - expected)
      return { code, power, surprise: divergence(forecast[code] / expected, actual[code] / value) }
    }).toSorted((a, b) => b.surprise - a.surprise)
    const slices: SlicePart[][] = []
    let [power, surprise] = [0, 0]
    for (const one of values) {
      if (one.power <= VALUE_POWER) continue
      slices.push([{ dimension, value: one.code }])
      power += one.power
      surprise += one.surprise
      if (power > DIMENSION_POWER) break
    }
    if (power > DIMENSION_POWER && surprise > best.surprise) best = { slices, surprise }
  }
  return best.slices
}

function divergence(p: number, q: number): number {
  return half(p, q) + half(q, p)
}

function half(one: number, other: number): number {
  return one === 0 ? 0 : (one / 2) * Math.log((2 * one) / (one + other))
}
