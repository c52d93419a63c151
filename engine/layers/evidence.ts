import { UNCALIBRATED, calibrated, rawOf, type Calibration } from './calibration.ts'
import type { Layer } from './layer.ts'
import { log10 } from './simes.ts'

/** What one layer of a measure shows in one interval. */
export interface LayerEvidence {
  readonly layer: Layer
  /** Metrics of the layer that have a score, at least 1. */
  readonly scored: number
  /** The layer's statistic, -log10 p by its law. */
  readonly raw: number
  /** What was known of the statistic before this interval. */
  readonly calibration: Calibration
}

/** What a measure shows in one interval. */
export interface MeasureEvidence {
  /** Those that have a score. */
  readonly layers: readonly LayerEvidence[]
  /** What was known before this interval of the greatest of several layers: they depend on each other. */
  readonly calibration: Calibration
}

/**
 * The greatest of a measure's layers, each after its calibration, less log10 of their number (Bonferroni), `relative` not counted.
 *
 * @param raws - a statistic a layer, parallel to `layers`
 * @returns -log10 p if the layers were independent, >= 0
 */
export function greatestLayer(layers: readonly LayerEvidence[], raws: readonly number[]): number {
  const penalty = penaltyOf(layers)
  return layers.reduce((most, { calibration }, k) => Math.max(most, calibrated(calibration, raws[k]) - penalty), 0)
}

/**
 * Score of a measure from that of its layers: the greatest of them, calibrated once more, so that severity 50 comes once
 * in 1,000 normal intervals however many metrics and layers there are.
 *
 * @param raws - a statistic a layer, parallel to the layers
 * @returns -log10 p, >= 0; 0 without layers
 */
export function measureScore(evidence: MeasureEvidence, raws: readonly number[]): number {
  return calibrated(verdictOf(evidence), greatestLayer(evidence.layers, raws))
}

/** What a layer's statistic must reach for the measure to reach a score: the inverse of `measureScore`. */
export function neededRaw(evidence: MeasureEvidence, { calibration }: LayerEvidence, score: number): number {
  return rawOf(calibration, rawOf(verdictOf(evidence), score) + penaltyOf(evidence.layers))
}

// A single layer has its own calibration already.
function verdictOf({ layers, calibration }: MeasureEvidence): Calibration {
  return layers.length > 1 ? calibration : UNCALIBRATED
}

// Single values beside their siblings are judged a second time, and mostly come out alike: the calibration of the greatest bears what is left.
function penaltyOf(layers: readonly LayerEvidence[]): number {
  return log10(Math.max(1, layers.filter(({ layer }) => layer !== 'relative').length))
}
