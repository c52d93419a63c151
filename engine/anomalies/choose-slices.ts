import { scanCuboids, type SearchPlan } from './cuboids.ts'
import { fitTails, type NoiseTails } from './leaf-tail.ts'
import { pickLeaves, take, type LeafEvidence } from './leaves.ts'
import { nameCost } from './name-cost.ts'
import { narrowedSlice } from './narrowed-slice.ts'
import { sharedErrorVariance } from './shared-error.ts'
import { sliceEvidence, type SliceEvidence } from './slice-evidence.ts'

/**
 * A candidate is looked at leaf by leaf when its Gaussian ratio is this part of the evidence that it needs to be the best so
 * far: the evidence of leaves that do not all deviate can be greater than the ratio, but not by more.
 */
const WORTH_A_LOOK = 0.7

/** A leaf that goes the other way than its slice by so many times its noise, and by this part of the common change, is not explained by it. */
const OTHER_WAY = 3
const OTHER_PART = 1 / 3

/** Slices that may turn out to be no more than a shared error before the search ends. */
const PATIENCE = 8

/**
 * Chooses slices greedily: the one whose evidence exceeds its cost most, narrowed to what deviates; without its leaves the
 * next one, until none is left. Those that are no more than a shared error are put aside with their leaves, which then
 * belong to the first slice that holds them, if any does.
 *
 * @param most - slices at most
 * @returns in the order of their choice, members as indices of `evidence`
 */
export function chooseSlices(evidence: LeafEvidence, plan: SearchPlan, most: number): readonly SliceEvidence[] {
  const chosen: SliceEvidence[] = []
  const aside: Int32Array[] = []
  let rest = evidence
  let origin = Int32Array.from(evidence.leaf.keys())
  while (chosen.length < most && aside.length < PATIENCE && rest.leaf.length > 0) {
    const tails = fitTails(rest.change.map((change, index) => change / rest.noise[index]))
    const best = bestSlice(rest, tails, plan)
    if (best === undefined) break
    const slice = narrowedSlice(rest, tails, best)
    const isChosen = stands(rest, slice, evidence)
    const own = isChosen ? ofOneWay(rest, slice) : slice.members
    const members = take(origin, own)
    if (isChosen) chosen.push({ ...slice, members })
    else aside.push(members)
    const kept = without(rest.leaf.length, own)
    rest = pickLeaves(rest, kept)
    origin = take(origin, kept)
  }
  return withLeaves(chosen, evidence, aside)
}

/**
 * The leaves of a slice without those that clearly go the other way, as pods that are dead while the others of their service do their
 * work: they have another reason, which is looked for in its turn.
 */
function ofOneWay({ change, noise }: LeafEvidence, slice: SliceEvidence): Int32Array {
  const side = Math.sign(slice.change)
  const least = OTHER_PART * Math.abs(slice.change)
  return slice.members.filter((member) => -side * change[member] < Math.max(least, OTHER_WAY * noise[member]))
}

/** The slices, each with those of the leaves put aside that it holds and none before it does. */
function withLeaves(
  slices: readonly SliceEvidence[],
  { codes }: LeafEvidence,
  aside: readonly Int32Array[],
): readonly SliceEvidence[] {
  const more = slices.map((): number[] => [])
  for (const leaf of aside.flatMap((members) => [...members])) {
    const holder = slices.findIndex(({ parts }) =>
      parts.every(({ dimension, value }) => codes[dimension][leaf] === value),
    )
    if (holder !== -1) more[holder].push(leaf)
  }
  return slices.map((slice, index) =>
    more[index].length === 0
      ? slice
      : { ...slice, members: Int32Array.from([...slice.members, ...more[index]]).toSorted() },
  )
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
    const cost = nameCost(evidence, parts)
    if (ratio < WORTH_A_LOOK * (bestNet + cost)) continue
    const slice = sliceEvidence(evidence, tails, parts)
    const net = slice.gain - cost
    if (net > bestNet) [best, bestNet] = [slice, net]
  }
  return best
}

/** Whether a slice is more than its values' shared errors, one each, would make it. */
function stands(rest: LeafEvidence, { parts, members, gain }: SliceEvidence, whole: LeafEvidence): boolean {
  const wider = 1 + members.length * parts.length * sharedErrorVariance(rest)
  return gain / wider > nameCost(whole, parts)
}
