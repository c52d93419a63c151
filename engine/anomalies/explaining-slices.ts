import { chooseSlices } from './choose-slices.ts'
import { planSearch } from './cuboids.ts'
import { leafEvidence, MOST_CHANGE, unbounded } from './leaf-evidence.ts'
import type { LeafEvidence, Leaves, SlicePart } from './leaves.ts'
import { nameCost } from './name-cost.ts'
import type { SliceEvidence } from './slice-evidence.ts'

/** Dimensions of a slice, and slices, that are looked for where options do not say. */
const DEFAULT_DIMENSIONS = 4
const DEFAULT_SLICES = 20

/** Bounds of a search. */
export interface SliceOptions {
  /** Most dimensions that a slice has, single leaves aside; 4 by default. */
  readonly maxDimensions?: number
  /** Most slices; 20 by default. */
  readonly maxSlices?: number
}

/** Leaves with some dimension values in common that deviate together. */
export interface ExplainingSlice {
  /** Ascending by dimension; empty = all leaves. */
  readonly parts: readonly SlicePart[]
  /** Leaves that it explains: those that say something and that no slice before it explains. */
  readonly leaves: number
  /** Their indices. */
  readonly indices: Int32Array
  /** Sum of value - expected over these leaves. */
  readonly deviation: number
  /**
   * Common change of these leaves, -1,000 .. 1,000: (value - expected) / the greater of forecast and sigma; without sigma
   * -2 .. 2: (value - expected) / the greater of value and forecast.
   */
  readonly change: number
  /** Log likelihood ratio in nats, less the cost of naming the slice; > 0. */
  readonly evidence: number
}

/** The smallest set of slices that explains why leaves deviate. */
export interface Explanation {
  /**
   * The strongest first; none when nothing deviates in common. One may lie within another, which then deviates less.
   */
  readonly slices: readonly ExplainingSlice[]
  /** Indices of the leaves that the slices explain, ascending. */
  readonly selected: Int32Array
  /** Sum of |value - expected| of the selected leaves in that of all, 0 .. 1. */
  readonly share: number
  /** Combinations of dimensions that were searched, and that there are. */
  readonly searched: number
  readonly cuboids: number
}

/**
 * Finds the slices (dimension values in common) that explain what deviates: greedily the one with the most
 * evidence, narrowed down to the part of it that deviates, without its leaves the next one, and so on while
 * the evidence is greater than the cost of naming a slice.
 *
 * @param leaves - all of them, the normal ones too
 * @throws {RangeError} when the columns have different lengths
 * @see docs/detection/contribution.md; Neill 2012 (fast subset scan), Rissanen 1978 (description length)
 */
export function explainingSlices(leaves: Leaves, options: SliceOptions = {}): Explanation {
  checkLengths(leaves)
  const evidence = leafEvidence(leaves)
  const plan = planSearch(evidence.sizes.length, evidence.leaf.length, options.maxDimensions ?? DEFAULT_DIMENSIONS)
  const chosen = chooseSlices(evidence, plan, options.maxSlices ?? DEFAULT_SLICES)
  const slices = chosen.map((slice) => describe(leaves, evidence, slice))
  const selected = leavesOf(slices)
  const all = absoluteDeviation(leaves, evidence.leaf)
  return {
    slices: slices.toSorted((a, b) => b.evidence - a.evidence),
    selected,
    share: all === 0 ? 0 : absoluteDeviation(leaves, selected) / all,
    searched: plan.searched,
    cuboids: plan.cuboids,
  }
}

function describe(
  { value, expected, sigma }: Leaves,
  evidence: LeafEvidence,
  { parts, members, change, gain }: SliceEvidence,
): ExplainingSlice {
  const indices = members.map((member) => evidence.leaf[member])
  const deviation = indices.reduce((sum, index) => sum + value[index] - expected[index], 0)
  const net = gain - nameCost(evidence, parts)
  const common = unbounded(change)
  return {
    parts,
    leaves: indices.length,
    indices,
    deviation,
    change: sigma === undefined ? common : changeOfAll(deviation, common, indices, expected, sigma),
    evidence: net,
  }
}

/**
 * What the leaves of a slice change together, in proportion to what was expected of all of them: of many small leaves, each of which
 * varies by more than is expected of it, the sum is known far better than any. That of the greater part of the leaves where
 * a few greater ones go the other way.
 */
function changeOfAll(
  deviation: number,
  common: number,
  indices: Int32Array,
  expected: Float64Array,
  sigma: Float64Array,
): number {
  if (deviation * common <= 0) return common
  let [whole, variance] = [0, 0]
  for (const index of indices) {
    whole += Math.abs(expected[index])
    variance += sigma[index] * sigma[index]
  }
  const change = deviation / Math.max(whole, Math.sqrt(variance))
  return Math.sign(change) * Math.min(MOST_CHANGE, Math.abs(change))
}

/** All leaves that slices explain, ascending: none is explained by two. */
export function leavesOf(slices: readonly Pick<ExplainingSlice, 'indices'>[]): Int32Array {
  return Int32Array.from(slices.flatMap(({ indices }) => [...indices])).toSorted()
}

/** Sum of |value - expected|. */
export function absoluteDeviation({ value, expected }: Leaves, indices: Int32Array): number {
  return indices.reduce((sum, index) => sum + Math.abs(value[index] - expected[index]), 0)
}

function checkLengths({ codes, value, expected, sigma }: Leaves): void {
  const columns = [...codes, expected, ...(sigma === undefined ? [] : [sigma])]
  if (columns.some((column) => column.length !== value.length)) {
    throw new RangeError(
      'leaves: the columns have different lengths; give every leaf a code per dimension and all numbers',
    )
  }
}
