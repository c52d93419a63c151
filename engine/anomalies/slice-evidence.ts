import { ln } from '../detection/index.ts'
import { leafSurprise, normalLoss, sliceLoss, type NoiseTails } from './leaf-tail.ts'
import { take, type LeafEvidence, type SlicePart } from './leaves.ts'
import { weightedMedian } from './weighted-median.ts'

/** How unevenly a slice's leaves may change, as a part of the common change. */
const UNEVEN = 0.35

/** Least common change in units of the leaves' noise: a smaller one is no explanation, however many leaves have it. */
const LEAST_EFFECT = 0.25

/** Part of its leaves that may look normal; where more do, the slice is too wide. */
const MOST_NORMAL = 0.5

/** What the leaves of a slice say together. */
export interface SliceEvidence {
  readonly parts: readonly SlicePart[]
  /** Indices of its leaves that nothing else explains. */
  readonly members: Int32Array
  /** Common change. */
  readonly change: number
  /** Log likelihood ratio (nats) of one common change of its leaves against none. */
  readonly gain: number
  /** Standard deviation of the members' changes around it, beyond their noise. */
  readonly uneven: number
  /** Part of the members that look normal, each by what it could say, 0 .. 1. */
  readonly normal: number
}

/**
 * Judges a slice by all its leaves: how much likelier they are with one common change and an own spread than as normal
 * leaves. The common change is the median or the mean of the leaves, weighted by precision, whichever explains more.
 * A single leaf has no common change: what counts is how rare it is.
 */
export function sliceEvidence(evidence: LeafEvidence, tails: NoiseTails, parts: readonly SlicePart[]): SliceEvidence {
  return membersEvidence(evidence, tails, parts, sliceMembers(evidence, parts))
}

/** The same for the leaves at `members`, which are those of the slice. */
export function membersEvidence(
  evidence: LeafEvidence,
  tails: NoiseTails,
  parts: readonly SlicePart[],
  members: Int32Array,
): SliceEvidence {
  const change = take(evidence.change, members)
  const noise = take(evidence.noise, members)
  if (members.length === 1) {
    return { parts, members, change: change[0], gain: leafSurprise(change[0] / noise[0], tails), uneven: 0, normal: 0 }
  }
  const weight = noise.map((one) => 1 / (one * one))
  const leaves = { change, noise, weight, typical: weightedMedian(noise, weight) }
  const byMedian = fitAt(weightedMedian(change, weight), leaves, tails)
  const byMean = fitAt(weightedMean(change, weight), leaves, tails)
  return { parts, members, ...(byMedian.gain >= byMean.gain ? byMedian : byMean) }
}

/** Log likelihood ratio of some members of a slice as such against normal leaves. */
export function gainUnder(
  evidence: LeafEvidence,
  tails: NoiseTails,
  { change, uneven }: Pick<SliceEvidence, 'change' | 'uneven'>,
  members: Int32Array,
): number {
  let gain = 0
  for (const member of members) gain += leafGain(evidence.change[member], evidence.noise[member], change, uneven, tails)
  return gain
}

function sliceMembers({ codes, change }: LeafEvidence, parts: readonly SlicePart[]): Int32Array {
  const members = new Int32Array(change.length)
  let count = 0
  if (parts.length === 0) while (count < members.length) members[count] = count++
  for (const [depth, { dimension, value }] of parts.entries()) {
    const values = codes[dimension]
    const before = depth === 0 ? members.length : count
    count = 0
    for (let k = 0; k < before; k++) {
      const member = depth === 0 ? k : members[k]
      if (values[member] === value) members[count++] = member
    }
  }
  return members.slice(0, count)
}

interface SliceLeaves {
  readonly change: Float64Array
  readonly noise: Float64Array
  /** 1 / noise squared. */
  readonly weight: Float64Array
  readonly typical: number
}

function fitAt(
  centre: number,
  { change, noise, weight, typical }: SliceLeaves,
  tails: NoiseTails,
): Pick<SliceEvidence, 'change' | 'gain' | 'uneven' | 'normal'> {
  if (Math.abs(centre) < LEAST_EFFECT * typical) return { change: centre, gain: 0, uneven: 0, normal: 1 }
  const distance = change.map((one) => Math.abs(one - centre))
  const usual = weightedMedian(distance, weight) / 0.6745
  const uneven = Math.min(UNEVEN * Math.abs(centre), Math.sqrt(Math.max(0, usual * usual - typical * typical)))
  // What it costs to say the common change and the unevenness (Schwarz 1978, for one of them).
  let gain = -ln(change.length) / 2 - 1
  let [normal, all] = [0, 0]
  for (let index = 0; index < change.length; index++) {
    const better = leafGain(change[index], noise[index], centre, uneven, tails)
    const possible = normalLoss(centre / noise[index], tails)
    gain += better
    all += possible
    if (better < 0 && Math.abs(change[index]) < Math.abs(centre) / 2) normal += possible
  }
  return { change: centre, gain: normal > MOST_NORMAL * all ? 0 : gain, uneven, normal: normal / all }
}

function leafGain(change: number, noise: number, centre: number, uneven: number, tails: NoiseTails): number {
  const spread = uneven === 0 ? noise : Math.sqrt(noise * noise + uneven * uneven)
  return normalLoss(change / noise, tails) - sliceLoss(Math.abs(change - centre), spread, noise, tails)
}

function weightedMean(numbers: Float64Array, weight: Float64Array): number {
  let [sum, weights] = [0, 0]
  for (let index = 0; index < numbers.length; index++) {
    sum += numbers[index] * weight[index]
    weights += weight[index]
  }
  return sum / weights
}
