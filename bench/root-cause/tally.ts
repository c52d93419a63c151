import type { SlicePart } from '../../engine/anomalies/index.ts'

/** Slices found, over cases. */
export interface Tally {
  readonly right: number
  readonly wrong: number
  readonly missed: number
}

/** Compares slices with the true ones: right is only what is equal. */
export function tally(found: readonly (readonly SlicePart[])[], roots: readonly (readonly SlicePart[])[]): Tally {
  const mine = new Set(found.map((parts) => JSON.stringify(parts)))
  const right = roots.filter((parts) => mine.has(JSON.stringify(parts))).length
  return { right, wrong: mine.size - right, missed: roots.length - right }
}

/** Sums tallies. */
export function addTallies(tallies: readonly Tally[]): Tally {
  const sum = { right: 0, wrong: 0, missed: 0 }
  for (const one of tallies) {
    sum.right += one.right
    sum.wrong += one.wrong
    sum.missed += one.missed
  }
  return sum
}

/** Harmonic mean of precision and recall, 0 .. 1. */
export function f1({ right, wrong, missed }: Tally): number {
  return right === 0 ? 0 : (2 * right) / (2 * right + wrong + missed)
}

/** Part of what was found that is right; 1 where nothing was. */
export function precision({ right, wrong }: Tally): number {
  return right + wrong === 0 ? 1 : right / (right + wrong)
}

/** Part of the true slices that was found. */
export function recall({ right, missed }: Tally): number {
  return right + missed === 0 ? 1 : right / (right + missed)
}
