import { SHARDS } from '../detection/index.ts'
import { begunOf, clear, keyOf, type LivingLeaves, type MeasureLeaves, type Metric, type Overlap } from './begun.ts'
import { MILD_SCORE } from './breadth.ts'
import type { RollUpTable } from './roll-up-table.ts'

/** What metrics of a place have less than expected is handed over where new ones there have at least so much of it. */
const HANDED_OVER = 0.7
/** Of a metric whose values are below 0 a part is nearer to 0, too. */
const SIGNS = [1, -1] as const

/*
 * The last interval of a pod that is replaced has a part of its values; the others are those of the pod that takes its place. Where the
 * sum of both is right nothing is missing, though one of them has lost most of what was expected of it.
 */

/**
 * Takes back the verdicts on metrics that have less than expected, where others that have just begun have it, which differ only in
 * dimension values that are new, too. What has values below 0 has less where they are nearer to 0. Of averages nothing can be handed
 * over. To be called before `takeBackReplaced`.
 *
 * @param leaves - all shards, in their order; the scores of what is taken back become NaN
 * @param averaged - by measure
 */
export function takeBackHandedOver(
  table: RollUpTable,
  leaves: readonly LivingLeaves[],
  averaged: readonly boolean[],
  overlap: Overlap,
): void {
  const measures = averaged.length
  for (const [measure, isAverage] of averaged.entries()) {
    if (isAverage) continue
    for (const sign of SIGNS) takeBackOfSign(table, { leaves, measure, measures, sign }, overlap)
  }
}

/** A measure of the metrics whose values are above 0 (1), or below (-1). */
interface SignedLeaves extends MeasureLeaves {
  readonly sign: (typeof SIGNS)[number]
}

function takeBackOfSign(table: RollUpTable, own: SignedLeaves, overlap: Overlap): void {
  const { leaves, measure, measures, sign } = own
  const low = lowMetrics(own)
  if (low.length === 0) return
  const shards = new Map(leaves.map((leaf) => [leaf.shard, leaf]))
  const { places, masks } = begunOf(table, own, overlap.ofMetrics, overlap.ofValues)
  for (const mask of masks) {
    const keys = low.map((series) => keyOf(table, series, mask))
    const wanted = new Set(keys.filter((key) => places.has(key)))
    if (wanted.size === 0) continue
    const lost = lossesOf(own, overlap, wanted, (series) => keyOf(table, series, mask))
    const valueOf = ({ series }: Metric): number =>
      sign * shards.get(series % SHARDS)!.values[Math.floor(series / SHARDS) * measures + measure]
    const isTaken = (key: string): boolean => isHandedOver(places.get(key)!.map(valueOf), lost.get(key)!)
    const handed = new Set(Array.from(wanted).filter(isTaken))
    for (const [at, series] of low.entries()) {
      if (handed.has(keys[at]))
        clear(shards.get(series % SHARDS)!.scores, Math.floor(series / SHARDS) * measures + measure)
    }
  }
}

/** What the metrics of a place have lost. */
interface Loss {
  /** What those that are there have less than expected, those that have more taken off. */
  net: number
  /** What those that are low have less: others may have more by chance. */
  low: number
  /** Those that have fallen silent meanwhile: others that have begun have taken their places. */
  silent: number
}

function lowMetrics({ leaves, measure, measures, sign }: SignedLeaves): readonly number[] {
  const low: number[] = []
  for (const { shard, values, scores } of leaves) {
    for (let place = 0, index = measure; index < values.length; place++, index += measures) {
      if (isLow(values, scores, index, sign)) low.push(place * SHARDS + shard)
    }
  }
  return low
}

/** Whether a metric may have a part of its values: less than expected, but of its sign. */
function isLow(
  values: Float64Array,
  { expected, score }: LivingLeaves['scores'],
  index: number,
  sign: SignedLeaves['sign'],
): boolean {
  const value = sign * values[index]
  return value >= 0 && value < sign * expected[index] && score[index] >= MILD_SCORE
}

function lossesOf(
  { leaves, measure, measures, sign }: SignedLeaves,
  overlap: Overlap,
  wanted: ReadonlySet<string>,
  keyOfSeries: (series: number) => string,
): ReadonlyMap<string, Loss> {
  const losses = new Map(Array.from(wanted, (key): [string, Loss] => [key, { net: 0, low: 0, silent: 0 }]))
  for (const { shard, values, scores } of leaves) {
    for (let place = 0, index = measure; index < values.length; place++, index += measures) {
      const usual = sign * scores.expected[index]
      const less = usual - sign * values[index]
      const isSilent = scores.silence[index] <= overlap.ofMetrics
      if (!(usual >= 0 && less === less) && !isSilent) continue
      const loss = losses.get(keyOfSeries(place * SHARDS + shard))
      if (loss === undefined) continue
      if (isSilent) {
        loss.silent++
        continue
      }
      loss.net += less
      if (isLow(values, scores, index, sign)) loss.low += less
    }
  }
  return losses
}

/** @param begun - values of those that have begun, the latest first; above 0 where they are of the sign */
function isHandedOver(begun: readonly number[], { net, low, silent }: Loss): boolean {
  const taken = begun
    .slice(0, Math.max(0, begun.length - silent))
    .filter((value) => value > 0)
    .reduce((sum, value) => sum + value, 0)
  return taken >= HANDED_OVER * Math.max(net, low)
}
