import { calibrated, rawOf, type Calibration } from './calibration.ts'
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

/**
 * Score of a measure from that of its layers: the greatest after its calibration, less log10 of the number of layers
 * (Bonferroni), so that severity 50 comes once in 1,000 normal intervals however many metrics and layers there are.
 *
 * @param raws - a statistic a layer, parallel to `layers`
 * @returns -log10 p, >= 0; 0 without layers
 */
export function measureScore(layers: readonly LayerEvidence[], raws: readonly number[]): number {
  const penalty = log10(Math.max(1, layers.length))
  return layers.reduce((most, { calibration }, k) => Math.max(most, calibrated(calibration, raws[k]) - penalty), 0)
}

/** What a layer's statistic must reach for the measure to reach a score. */
export function neededRaw(layers: readonly LayerEvidence[], { calibration }: LayerEvidence, score: number): number {
  return rawOf(calibration, score + log10(layers.length))
}
