import { belongs, type LeafEvidence, type SlicePart } from './leaves.ts'
import type { SliceEvidence } from './slice-evidence.ts'

/** Part of a slice's leaves that the parts of it which deviate must hold to be called by its name. */
const WHOLE = 0.9

/**
 * Replaces slices that differ in the value of one dimension, and deviate in one direction, by the slice without that
 * dimension where they leave less than a tenth of its leaves out: "both platforms" is "all platforms".
 *
 * @param slices - members are disjoint indices of `evidence`
 * @returns as many or fewer, the others in their order
 */
export function mergedSlices(evidence: LeafEvidence, slices: readonly SliceEvidence[]): readonly SliceEvidence[] {
  for (const { parts } of slices) {
    for (const left of parts) {
      const parent = parts.filter((part) => part !== left)
      const siblings = slices.filter((slice) => isChild(slice.parts, parent, left.dimension))
      if (siblings.length < 2 || siblings.some(({ change }) => change > 0 !== siblings[0].change > 0)) continue
      const members = siblings.reduce((sum, slice) => sum + slice.members.length, 0)
      if (members < WHOLE * sizeOf(evidence, parent)) continue
      const others = slices.filter((slice) => !siblings.includes(slice))
      return mergedSlices(evidence, [...others, union(parent, siblings)])
    }
  }
  return slices
}

function isChild(parts: readonly SlicePart[], parent: readonly SlicePart[], dimension: number): boolean {
  if (parts.length !== parent.length + 1) return false
  return parts.every((part) => part.dimension === dimension || parent.some((one) => same(one, part)))
}

function same(a: SlicePart, b: SlicePart): boolean {
  return a.dimension === b.dimension && a.value === b.value
}

function sizeOf({ codes, leaf }: LeafEvidence, parts: readonly SlicePart[]): number {
  let size = 0
  for (let index = 0; index < leaf.length; index++) if (belongs(codes, parts, index)) size++
  return size
}

function union(parts: readonly SlicePart[], slices: readonly SliceEvidence[]): SliceEvidence {
  const members = Int32Array.from(slices.flatMap((slice) => [...slice.members])).toSorted()
  const change = slices.reduce((sum, slice) => sum + slice.change * slice.members.length, 0) / members.length
  const gain = slices.reduce((sum, slice) => sum + slice.gain, 0)
  return { parts, members, change, gain, uneven: 0, normal: 0 }
}
