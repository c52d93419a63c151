import { ln } from '../detection/elementary.ts'
import { combinations, planSearch, scanCuboids, type SearchPlan } from './cuboids.ts'
import { leafEvidence } from './leaf-evidence.ts'
import { fitTails, type NoiseTails } from './leaf-tail.ts'
import { pickLeaves, take, type LeafEvidence, type Leaves, type SlicePart } from './leaves.ts'
import { mergedSlices } from './merged-slices.ts'
import { sharedErrorVariance } from './shared-error.ts'
import { gainUnder, membersEvidence, sliceEvidence, type SliceEvidence } from './slice-evidence.ts'

/** Chance that a search finds something where nothing is. */
const FALSE_ALARM = 0.05

/**
 * A candidate is looked at leaf by leaf while its Gaussian ratio is this part of the best evidence so far; the
 * evidence of leaves that do not all deviate can be greater than the ratio, but not by more.
 */
const WORTH_A_LOOK = 0.7

/**
 * A slice is kept whole while it explains this part of what those of its parts do that deviate; where more than a seventh
 * of its leaves look normal, it must explain as much as they.
 */
const WHOLE = 0.9
const NORMAL = 1 / 7

/** Slices that may turn out to be no more than a shared error before the search ends. */
const PATIENCE = 8

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
  /** Sum of value - expected over these leaves. */
  readonly deviation: number
  /** Common change of these leaves, -1 .. 1: (value - expected) / the greater of both. */
  readonly change: number
  /** Log likelihood ratio in nats, less the cost of naming the slice; > 0. */
  readonly evidence: number
}

/** The smallest set of slices that explains why leaves deviate. */
export interface Explanation {
  /** The strongest first; none when nothing deviates in common. */
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
  const chosen = choose(evidence, plan, options.maxSlices ?? DEFAULT_SLICES)
  const slices = mergedSlices(evidence, chosen).map((slice) => describe(leaves, evidence, slice))
  const selected = Int32Array.from(slices.flatMap(({ indices }) => [...indices])).toSorted()
  const all = absoluteDeviation(leaves, evidence.leaf)
  return {
    slices: slices.map(({ slice }) => slice).toSorted((a, b) => b.evidence - a.evidence),
    selected,
    share: all === 0 ? 0 : absoluteDeviation(leaves, selected) / all,
    searched: plan.searched,
    cuboids: plan.cuboids,
  }
}

/** The slices in the order of their choice, members as indices of `evidence`. */
function choose(evidence: LeafEvidence, plan: SearchPlan, most: number): readonly SliceEvidence[] {
  const chosen: SliceEvidence[] = []
  let refused = 0
  let rest = evidence
  let origin = Int32Array.from(evidence.leaf.keys())
  while (chosen.length < most && refused < PATIENCE && rest.leaf.length > 0) {
    const tails = fitTails(rest.change.map((change, index) => change / rest.noise[index]))
    const best = bestSlice(rest, tails, plan)
    if (best === undefined) break
    const slice = narrowed(rest, tails, best)
    if (stands(rest, slice, evidence)) chosen.push({ ...slice, members: take(origin, slice.members) })
    else refused++
    const kept = without(rest.leaf.length, slice.members)
    rest = pickLeaves(rest, kept)
    origin = take(origin, kept)
  }
  return chosen
}

/** The indices below a length that are not taken, ascending. */
function without(length: number, taken: Int32Array): Int32Array {
  const gone = new Uint8Array(length)
  for (const index of taken) gone[index] = 1
  const kept = new Int32Array(length - taken.length)
  let count = 0
  for (let index = 0; index < length; index++) if (gone[index] === 0) kept[count++] = index
  return kept
}

/** The slice whose evidence exceeds its cost most; none when no one's does. */
function bestSlice(evidence: LeafEvidence, tails: NoiseTails, plan: SearchPlan): SliceEvidence | undefined {
  let best: SliceEvidence | undefined
  let bestNet = 0
  for (const { parts, ratio } of scanCuboids(evidence, plan)) {
    if (ratio < WORTH_A_LOOK * bestNet) break
    const slice = sliceEvidence(evidence, tails, parts)
    const net = slice.gain - nameCost(evidence, parts)
    if (net > bestNet) [best, bestNet] = [slice, net]
  }
  return best
}

/** Whether a slice is more than its values' shared errors, one each, would make it. */
function stands(rest: LeafEvidence, { parts, members, gain }: SliceEvidence, whole: LeafEvidence): boolean {
  const wider = 1 + members.length * parts.length * sharedErrorVariance(rest)
  return gain / wider > nameCost(whole, parts)
}

/**
 * Goes from a slice to a part of it while those of its parts along a dimension that deviate explain clearly more than
 * the whole: then the rest of it is normal. The other parts are found in their turn. Parts that deviate less than half as
 * much, or the other way, have another reason and count for neither.
 */
function narrowed(evidence: LeafEvidence, tails: NoiseTails, slice: SliceEvidence): SliceEvidence {
  const ratio = slice.normal > NORMAL ? 1 : WHOLE
  const cost = nameCost(evidence, slice.parts)
  let best: SliceEvidence | undefined
  let mostSaved = 0
  for (const dimension of evidence.sizes.keys()) {
    if (slice.parts.some((part) => part.dimension === dimension)) continue
    let [whole, split, top, topNet]: [number, number, SliceEvidence, number] = [-cost, 0, slice, 0]
    for (const [value, members] of byValue(evidence.codes[dimension], evidence.sizes[dimension], slice.members)) {
      const parts = [...slice.parts, { dimension, value }].toSorted((a, b) => a.dimension - b.dimension)
      const part = membersEvidence(evidence, tails, parts, members)
      const net = part.gain - nameCost(evidence, parts)
      if (net > 0 && part.change / slice.change < 0.5) continue
      whole += gainUnder(evidence, tails, slice, members)
      split += Math.max(0, net)
      if (net > topNet) [top, topNet] = [part, net]
    }
    const saved = ratio * split - whole
    if (topNet > 0 && saved > mostSaved) [best, mostSaved] = [top, saved]
  }
  return best === undefined ? slice : narrowed(evidence, tails, best)
}

/** Members by their value of a dimension, as views of one array; values that none has are left out. */
function byValue(codes: Int32Array, size: number, members: Int32Array): readonly (readonly [number, Int32Array])[] {
  const ends = new Int32Array(size + 1)
  for (const member of members) ends[codes[member] + 1]++
  for (let value = 0; value < size; value++) ends[value + 1] += ends[value]
  const starts = ends.slice()
  const sorted = new Int32Array(members.length)
  for (const member of members) sorted[starts[codes[member]]++] = member
  return Array.from(
    { length: size },
    (_, value) => [value, sorted.subarray(ends[value], ends[value + 1])] as const,
  ).filter(([, group]) => group.length > 0)
}

/** Nats to name a slice among all (number of dimensions, which, their values), and to be rarely wrong. */
function nameCost({ sizes, leaf }: LeafEvidence, parts: readonly SlicePart[]): number {
  const cells = parts.reduce((product, { dimension }) => product * sizes[dimension], 1)
  const ways = combinations(sizes.length, parts.length)
  return ln(sizes.length + 1) + ln(ways) + ln(Math.min(cells, leaf.length)) - ln(FALSE_ALARM)
}

function describe(
  { value, expected }: Leaves,
  evidence: LeafEvidence,
  { parts, members, change, gain }: SliceEvidence,
): { readonly slice: ExplainingSlice; readonly indices: Int32Array } {
  const indices = members.map((member) => evidence.leaf[member])
  const deviation = indices.reduce((sum, index) => sum + value[index] - expected[index], 0)
  const net = gain - nameCost(evidence, parts)
  return { slice: { parts, leaves: indices.length, deviation, change, evidence: net }, indices }
}

function absoluteDeviation({ value, expected }: Leaves, indices: Int32Array): number {
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
