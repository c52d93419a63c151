import type { Leaves, SlicePart } from '../../engine/anomalies/index.ts'
import { cellParts, cuboidsOf, sizesOf, type Cuboid } from './cells.ts'

/** Least risk of a slice, and least part of the abnormal deviation that it explains: the paper's settings. */
const RISK = 0.5
const POWER = 0.02

/**
 * Part of the leaves that lies beyond the extreme of the normal side, as outliers: the best of four on the development
 * seeds (0.0001, 0.001, 0.01, 0.05).
 */
const NORMAL_EXTREME = 0.05

/**
 * A search in the manner of RiskLoc, written from the idea of the paper and not from its code: leaves are parted at the
 * mirror of the extreme deviation of the normal side; weights grow with the distance from there; a slice's
 * risk is its weighted abnormal part less how much of its deviation remains when all its leaves change alike. Few
 * dimensions first; the riskiest slice that explains enough is taken, its leaves are removed, and so on.
 *
 * @see Kalander 2022, arXiv 2205.10004
 */
export function riskSlices(leaves: Leaves): SlicePart[][] {
  const sizes = sizesOf(leaves)
  const count = leaves.value.length
  const total = leaves.value.reduce((sum, value, leaf) => sum + leaves.expected[leaf] - value, 0)
  const direction = total >= 0 ? 1 : -1
  const deviation = leaves.value.map((value, leaf) => direction * bounded(leaves.expected[leaf], value))
  const cutoff = -deviation.toSorted()[Math.floor(NORMAL_EXTREME * count)]
  const weight = deviation.map((one) => Math.abs(one - cutoff))
  const alive = new Uint8Array(count).fill(1)
  const power = (leaf: number): number =>
    deviation[leaf] > cutoff ? direction * (leaves.expected[leaf] - leaves.value[leaf]) : 0
  const all = deviation.reduce((sum, _, leaf) => sum + power(leaf), 0)
  const slices: SlicePart[][] = []
  for (let order = 1; order <= sizes.length; order++) {
    const cuboids = cuboidsOf(leaves.codes, sizes, order)
    for (;;) {
      const best = riskiest(cuboids, leaves, { deviation, weight, cutoff, alive, power, least: POWER * all })
      if (best === undefined) break
      slices.push(cellParts(best.cuboid, sizes, best.cell))
      for (let leaf = 0; leaf < count; leaf++) if (best.cuboid.cellOf[leaf] === best.cell) alive[leaf] = 0
    }
  }
  return slices
}

interface Parting {
  readonly deviation: Float64Array
  readonly weight: Float64Array
  readonly cutoff: number
  readonly alive: Uint8Array
  readonly power: (leaf: number) => number
  readonly least: number
}

function riskiest(
  cuboids: readonly Cuboid[],
  { value, expected }: Leaves,
  { deviation, weight, cutoff, alive, power, least }: Parting,
): { readonly cuboid: Cuboid; readonly cell: number } | undefined {
  let best: { readonly cuboid: Cuboid; readonly cell: number; readonly risk: number } | undefined
  for (const cuboid of cuboids) {
    const [abnormal, normal, explained, actual, forecast, before, after] = Array.from(
      { length: 7 },
      () => new Float64Array(cuboid.cells),
    )
    for (const [leaf, cell] of cuboid.cellOf.entries()) {
      if (alive[leaf] === 0) continue
      if (deviation[leaf] > cutoff) abnormal[cell] += weight[leaf]
      else normal[cell] += weight[leaf]
      explained[cell] += power(leaf)
      actual[cell] += value[leaf]
      forecast[cell] += expected[leaf]
    }
    for (const [leaf, cell] of cuboid.cellOf.entries()) {
      if (alive[leaf] === 0 || explained[cell] < least) continue
      before[cell] += Math.abs(deviation[leaf])
      after[cell] += Math.abs(bounded((expected[leaf] * actual[cell]) / forecast[cell], value[leaf]))
    }
    for (let cell = 0; cell < cuboid.cells; cell++) {
      if (explained[cell] < least || explained[cell] === 0) continue
      const risk = abnormal[cell] / (abnormal[cell] + normal[cell]) - after[cell] / before[cell]
      if (risk >= RISK && risk > (best?.risk ?? 0)) best = { cuboid, cell, risk }
    }
  }
  return best
}

/** 2 (a - b) / (a + b), 0 where both are 0. */
function bounded(a: number, b: number): number {
  return a + b > 0 ? (2 * (a - b)) / (a + b) : 0
}
