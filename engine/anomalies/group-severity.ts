import { severityOf } from '../detection/index.ts'
import {
  UNCALIBRATED,
  discoveryScore,
  measureScore,
  neededRaw,
  simesScore,
  type Layer,
  type MeasureEvidence,
} from '../layers/index.ts'
import type { MeasureFindings } from './findings.ts'

/** Score of a measure from which its interval has a severity: a normal measure gets there once in ten. */
export const LEAST_VERDICT = 1

/** What the metrics and roll-ups of a group, taken together, say about one interval. */
export interface GroupVerdict {
  /** -log10 p that a normal measure shows as much. */
  readonly score: number
  /** By layer, the score from which its metrics are discoveries; a layer that has none is left out. */
  readonly discoveries: ReadonlyMap<Layer, number>
}

/**
 * Score of a set of metrics and roll-ups of one measure in one interval, all others being taken for normal: Simes' p-value
 * in each layer, calibrated by the layer's own past, and Bonferroni over the layers. A measure of 50,000 metrics is then as
 * rarely severe as one of a single metric.
 *
 * The discoveries are Benjamini and Hochberg's at 10 %, which is where severity begins: there is one exactly when the
 * severity of the score is above 0.
 *
 * @param scores - -log10 p of what counts, in any order; a layer may be left out
 * @param evidence - of the measure in the interval
 */
export function judgeGroup(scores: ReadonlyMap<Layer, readonly number[]>, evidence: MeasureEvidence): GroupVerdict {
  const { layers } = evidence
  const falling = layers.map(({ layer }) => (scores.get(layer) ?? []).toSorted((a, b) => b - a))
  const discoveries = layers.map((own, k): [Layer, number] => [
    own.layer,
    discoveryScore(falling[k], own.scored, neededRaw(evidence, own, LEAST_VERDICT)),
  ])
  return {
    score: measureScore(
      evidence,
      layers.map(({ scored }, k) => simesScore(falling[k], scored)),
    ),
    discoveries: new Map(discoveries.filter(([, score]) => score < Infinity)),
  }
}

/** A measure without a value. */
export const NO_EVIDENCE: MeasureEvidence = { layers: [], calibration: UNCALIBRATED }

/** The evidence of a measure's findings: without any the metrics alone, whose statistic keeps its law. */
export function evidenceOf({ evidence, scored }: Pick<MeasureFindings, 'evidence' | 'scored'>): MeasureEvidence {
  return evidence ?? { ...NO_EVIDENCE, layers: [{ layer: 'leaf', scored, raw: 0, calibration: UNCALIBRATED }] }
}

/**
 * Severity of a group's score, by the law that metrics have: 50 at p = 0.001 an interval, 100 from 0.00001 on.
 *
 * @param score - -log10 p
 * @returns 0 .. 100 with two decimals
 */
export function groupSeverity(score: number): number {
  return Math.round(100 * severityOf(score)) / 100
}
