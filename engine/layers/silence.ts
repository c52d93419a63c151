import { SHARDS, type Scores } from '../detection/index.ts'
import type { RollUpValues } from './layer.ts'
import type { RollUpTable } from './roll-up-table.ts'
import type { LeafValues } from './roll-up-values.ts'
import { log10 } from './simes.ts'

/**
 * One metric's silence counts for so much among others: from where it is an anomaly for itself. How long it lasts beyond that
 * is its own matter, and no evidence that others are silent with it.
 */
const MOST_OF_ONE = 2.5
/** Most evidence of a slice: with it a group is severe among a thousand roll-ups, and beyond, slices differ by size alone. */
const MOST = 8

/** Metrics with some dimension values in common of which several have no value, although they nearly always do. */
export interface SilentSlice {
  readonly values: RollUpValues
  /** Numbers of the series that are silent, at least two. */
  readonly silent: readonly number[]
  /** Metrics of the slice that have a score, the silent ones included. */
  readonly scored: number
  /** -log10 p that so many of them are silent, each for itself; 8 at most. */
  readonly score: number
}

/** One shard's series in a judged interval, of which only the scores count. */
export interface JudgedLeaves extends LeafValues {
  readonly scores: Pick<Scores, 'score'>
}

/**
 * The slices of a measure of which several metrics are silent at once. That k of n are is as rare as the rarest k together, less the
 * number of ways to choose them: C(n, k).
 *
 * @returns the highest score first, each with metrics of its own for the most part; none where no two metrics are silent
 */
export function silentSlices(
  table: RollUpTable,
  leaves: readonly JudgedLeaves[],
  { index: measure, count: measures }: { readonly index: number; readonly count: number },
): readonly SilentSlice[] {
  const silences = silencesOf(leaves, measure, measures)
  if (silences.size < 2) return []
  const members = new Map<number, number[]>()
  for (const series of silences.keys()) {
    for (const rollUp of rollUpsOf(table, series)) {
      const others = members.get(rollUp)
      if (others === undefined) members.set(rollUp, [series])
      else others.push(series)
    }
  }
  for (const [rollUp, { length }] of members) if (length < 2) members.delete(rollUp)
  const scored = countScored(table, leaves, measure, measures, members)
  const all = table.rollUps.flat()
  const found = Array.from(members, ([rollUp, silent]): SilentSlice => {
    const falling = silent.map((series) => silences.get(series)!).toSorted((a, b) => b - a)
    const count = scored.get(rollUp)!
    return { values: all[rollUp], silent, scored: count, score: jointScore(falling, count) }
  })
  const falling = found.filter(({ score }) => score > 0).toSorted((a, b) => b.score - a.score)
  return apart(falling).map((slice) => (slice.score > MOST ? { ...slice, score: MOST } : slice))
}

function silencesOf(leaves: readonly JudgedLeaves[], measure: number, measures: number): ReadonlyMap<number, number> {
  const silences = new Map<number, number>()
  for (const { shard, values, scores } of leaves) {
    for (let place = 0, index = measure; index < values.length; place++, index += measures) {
      const score = scores.score[index]
      if (values[index] === values[index] || score !== score) continue
      silences.set(place * SHARDS + shard, Math.min(MOST_OF_ONE, score))
    }
  }
  return silences
}

function* rollUpsOf(table: RollUpTable, series: number): Generator<number> {
  const { places, rollUps } = table.membersOf(series % SHARDS)
  const from = Math.floor(series / SHARDS) * table.slots.length
  for (let at = from; at < from + table.slots.length; at++) if (places[at] >= 0) yield rollUps[places[at]]
}

/** How many metrics of each of some roll-ups have a score. */
function countScored(
  table: RollUpTable,
  leaves: readonly JudgedLeaves[],
  measure: number,
  measures: number,
  wanted: ReadonlyMap<number, unknown>,
): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  const width = table.slots.length
  for (const { shard, scores } of leaves) {
    const { places, rollUps } = table.membersOf(shard)
    const own = new Int32Array(rollUps.length)
    for (let at = 0, index = measure; index < scores.score.length; index += measures) {
      const counted = scores.score[index] === scores.score[index]
      for (const end = at + width; at < end; at++) if (counted && places[at] >= 0) own[places[at]]++
    }
    for (const [k, rollUp] of rollUps.entries()) {
      if (wanted.has(rollUp)) counts.set(rollUp, (counts.get(rollUp) ?? 0) + own[k])
    }
  }
  return counts
}

/**
 * That k of n metrics have at least the k-th greatest score is as rare as k such scores together, less the number of ways to choose
 * them; of all k, the rarest.
 *
 * @param falling - scores of the silent metrics, the greatest first
 * @param scored - metrics that there are
 */
function jointScore(falling: readonly number[], scored: number): number {
  let most = 0
  let ways = 0
  for (const [k, score] of falling.entries()) {
    const sum = (k + 1) * score
    ways += log10((scored - k) / (k + 1))
    // One alone is the layer of the metrics.
    if (k > 0 && sum - ways > most) most = sum - ways
  }
  return most
}

/** Those of which more than half of the metrics are in none before them. */
function apart(slices: readonly SilentSlice[]): readonly SilentSlice[] {
  const taken = new Set<number>()
  return slices.filter(({ silent }) => {
    const more = silent.filter((series) => !taken.has(series))
    if (2 * more.length <= silent.length) return false
    for (const series of more) taken.add(series)
    return true
  })
}
