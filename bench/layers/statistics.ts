import { measureScore } from '../../engine/layers/index.ts'
import type { ModelStep } from '../../engine/run/joint-model.ts'

/** Ways to say how odd an interval of a measure is. Each gives -log10 p; index of the measure 0. */
export const STATISTICS: Readonly<Record<string, (step: ModelStep) => number>> = {
  'highest leaf, Bonferroni': ({ shards }) => bonferroni(shards.map(({ scores }) => scores.score)),
  'Simes over the leaves': ({ layers }) => layers.evidence[0]!.layers.find(({ layer }) => layer === 'leaf')?.raw ?? 0,
  'leaves and roll-ups, Bonferroni': ({ shards, layers }) =>
    bonferroni([...shards, ...layers.rollUps].map(({ scores }) => scores.score)),
  'layers, each calibrated (ours)': ({ layers }) =>
    measureScore(
      layers.evidence[0]!,
      layers.evidence[0]!.layers.map(({ raw }) => raw),
    ),
}

/**
 * The threshold at which a statistic has `budget` false groups in a clean run: runs above it, pauses of at most three
 * intervals inside.
 */
export function thresholdFor(scores: readonly number[], budget: number): number {
  for (const threshold of [...scores].toSorted((a, b) => b - a)) {
    if (groupsAbove(scores, threshold) > budget) return threshold + 1e-9
  }
  return 0
}

/** Runs of scores at or above a threshold. */
function groupsAbove(scores: readonly number[], threshold: number): number {
  let groups = 0
  let last = -Infinity
  for (const [at, score] of scores.entries()) {
    if (score < threshold) continue
    if (at - last > 4) groups++
    last = at
  }
  return groups
}

function bonferroni(arrays: readonly Float64Array[]): number {
  let metrics = 0
  let highest = 0
  for (const scores of arrays) {
    for (const score of scores) {
      if (Number.isNaN(score)) continue
      metrics++
      if (score > highest) highest = score
    }
  }
  return highest - Math.log10(Math.max(1, metrics))
}
