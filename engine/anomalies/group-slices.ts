import { ln } from '../detection/index.ts'
import { sigmaOf } from './deviation.ts'
import {
  absoluteDeviation,
  explainingSlices,
  leavesOf,
  type ExplainingSlice,
  type Explanation,
} from './explaining-slices.ts'
import type { AnomalousSlice, DimensionContribution } from './group.ts'
import { MOST_CHANGE } from './leaf-evidence.ts'
import type { Leaves } from './leaves.ts'
import { FALSE_ALARM } from './name-cost.ts'
import { sliceContributions, type DimensionNames } from './slice-contributions.ts'

/** All metrics of one measure that got a score in an interval, as columns. */
export interface ScoredLeaves {
  /** Numbers of the series. */
  readonly series: Int32Array
  /** Finite: a missing value that is an anomaly counts as 0, as in `deviationOf`. */
  readonly value: Float64Array
  readonly expected: Float64Array
  /** (value - expected) in sigma; NaN where the value is missing. */
  readonly deviation: Float64Array
  /** -log10 of how rarely a normal metric would do this. */
  readonly score: Float64Array
}

/** What explains a group in the last interval in which that was looked for and something did: plain JSON, part of the open group. */
export interface GroupExplanation {
  readonly slices: readonly AnomalousSlice[]
  readonly contributions: readonly DimensionContribution[]
}

/** What explains the deviations of a measure in an interval, looked for once however many groups ask. */
export interface MeasureExplanation {
  readonly leaves: Leaves
  readonly dimensions: readonly DimensionNames[]
  readonly explanation: Explanation
}

/**
 * What a missing value comes to in sigma: the most that one leaf says in a search for slices. That none came is no matter of
 * chance, as a small number would be; and those that are far greater than others do not hide them.
 */
const SILENT = 7
/** Most slices that a group lists. */
const MOST_SLICES = 10
/** Of what is explained of a group's metrics, and of all that it explains itself, a slice of the group has at least this share. */
const LEAST_SHARE = 0.1

/**
 * Looks for the smallest slices that explain why metrics deviate, among all metrics of the measure: the normal ones show what
 * noise is.
 *
 * @param dimensions - names, in the order of the dataset; at least one
 * @param seriesValues - dimension values of a series by its number
 */
export function explainMeasure(
  scored: ScoredLeaves,
  dimensions: readonly string[],
  seriesValues: (series: number) => readonly string[],
): MeasureExplanation {
  const codes = dimensions.map(() => new Int32Array(scored.series.length))
  const known = dimensions.map(() => new Map<string, number>())
  scored.series.forEach((series, leaf) => {
    seriesValues(series).forEach((value, dimension) => {
      const codeOf = known[dimension]
      const code = codeOf.get(value) ?? codeOf.size
      codeOf.set(value, code)
      codes[dimension][leaf] = code
    })
  })
  const { value, expected } = scored
  const leaves: Leaves = { codes, value, expected, sigma: sigmas(scored) }
  return {
    leaves,
    dimensions: dimensions.map((dimension, k) => ({ dimension, values: [...known[k].keys()] })),
    explanation: explainingSlices(leaves),
  }
}

/**
 * The slices that explain a group's metrics, and the contributions of dimension values to them; undefined where none does. A slice
 * that hardly explains a metric of the group, or that is there for other metrics, is not the group's: all metrics together
 * may deviate a little, too, in the interval in which a few do greatly. A metric of the group that no slice explains is one for itself, where
 * its own past makes it as certain as a slice must be.
 *
 * @param members - numbers of the group's series
 */
export function explainGroup(
  { leaves, dimensions, explanation }: MeasureExplanation,
  scored: ScoredLeaves,
  members: ReadonlySet<number>,
): GroupExplanation | undefined {
  const found = [...explanation.slices, ...certainAlone(leaves, explanation, scored, members)].map((slice) => ({
    slice,
    all: absoluteDeviation(leaves, slice.indices),
    own: absoluteDeviation(
      leaves,
      slice.indices.filter((leaf) => members.has(scored.series[leaf])),
    ),
  }))
  const explained = found.reduce((sum, { own }) => sum + own, 0)
  const kept = found.filter(({ own, all }) => own > LEAST_SHARE * explained && own > LEAST_SHARE * all)
  if (kept.length === 0) return undefined
  const total = kept.reduce((sum, { all }) => sum + all, 0)
  return {
    slices: kept.slice(0, MOST_SLICES).map(({ slice: { parts, leaves: metrics, indices, change }, all }) => {
      const missing = indices.filter((leaf) => Number.isNaN(scored.deviation[leaf])).length
      return {
        values: dimensions.map(({ values }, dimension) => {
          const part = parts.find((one) => one.dimension === dimension)
          return part === undefined ? null : values[part.value]
        }),
        metrics,
        ...(missing > 0 && { missing }),
        change,
        share: all / total,
      }
    }),
    contributions: sliceContributions(dimensions, leaves, { selected: leavesOf(kept.map(({ slice }) => slice)) }),
  }
}

/** What a group's slices are told by. */
type ToldSlice = Pick<ExplainingSlice, 'parts' | 'leaves' | 'indices' | 'change'>

/** Metrics of a group that no slice explains, but that are too rare for themselves to be chance among all: the rarest first. */
function certainAlone(
  { codes, value, expected, sigma }: Leaves,
  { slices }: Explanation,
  { series, score }: ScoredLeaves,
  members: ReadonlySet<number>,
): readonly ToldSlice[] {
  const needed = ln(((codes.length + 1) * Math.max(1, series.length)) / FALSE_ALARM) / Math.LN10
  const explained = new Set(slices.flatMap(({ indices }) => [...indices]))
  return Array.from(series.keys())
    .filter((leaf) => score[leaf] >= needed && members.has(series[leaf]) && !explained.has(leaf))
    .toSorted((a, b) => score[b] - score[a] || series[a] - series[b])
    .map((leaf) => {
      const change = (value[leaf] - expected[leaf]) / Math.max(Math.abs(expected[leaf]), sigma?.[leaf] ?? 0)
      return {
        parts: codes.map((column, dimension) => ({ dimension, value: column[leaf] })),
        leaves: 1,
        indices: Int32Array.of(leaf),
        change: Math.max(-MOST_CHANGE, Math.min(MOST_CHANGE, change)),
      }
    })
}

/** Sizes of errors from what they come to in sigma; a metric that is exactly as expected has the median of the others. */
function sigmas({ value, expected, deviation }: ScoredLeaves): Float64Array {
  const sizes = value.map((one, leaf) => sigmaOf(one, expected[leaf], deviation[leaf]))
  const known = sizes.filter((size) => size > 0 && Number.isFinite(size)).toSorted()
  const usual = known.length === 0 ? 1 : known[known.length >> 1]
  return sizes.map((own, leaf) => {
    const size = Number.isNaN(deviation[leaf]) ? Math.abs(expected[leaf]) / SILENT : own
    return size > 0 && Number.isFinite(size) ? size : usual
  })
}
