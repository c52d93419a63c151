import type { NoiseTails } from './leaf-tail.ts'
import type { LeafEvidence } from './leaves.ts'
import { nameCost } from './name-cost.ts'
import { gainUnder, membersEvidence, type SliceEvidence } from './slice-evidence.ts'

/**
 * A slice is kept whole while it explains this part of what those of its parts do that deviate; where more than a seventh
 * of its leaves look normal, it must explain as much as they.
 */
const WHOLE = 0.9
const NORMAL = 1 / 7

/**
 * Goes from a slice to a part of it while those of its parts along a dimension that deviate explain clearly more than
 * the whole: then the rest of it is normal. The other parts are found in their turn. Parts that deviate less than half as
 * much, or the other way, have another reason and count for neither.
 */
export function narrowedSlice(evidence: LeafEvidence, tails: NoiseTails, slice: SliceEvidence): SliceEvidence {
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
  return best === undefined ? slice : narrowedSlice(evidence, tails, best)
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
