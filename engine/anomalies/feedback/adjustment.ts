import { exp, severityOf } from '../../detection/index.ts'
import { judgementsInForce, type Judgement } from './judgement.ts'
import { resemblanceOf, type Circumstances, type Resemblance } from './resemblance.ts'

/*
 * Sizes, half-life and bounds of facts/detection.md 3.2 and 4, measured with 30 % of the alerts judged: event recall at
 * 0.1 false alerts a metric-week 32 -> 36 % and 33 -> 42 % on two sets.
 */
const WRONG_LOWERS = 0.35
const RIGHT_RAISES = 0.15
const HALF_LIFE_MS = 30 * 86_400_000
const MOST_LOWERED = 1.5
const MOST_RAISED = 0.6

/** A judgement that moves a score by less is not worth telling: a quarter of a point of severity. */
const LEAST_EFFECT = 0.01

/** A new anomaly, before anybody's judgement. */
export interface JudgedAnomaly extends Circumstances {
  /** -log10 p, >= 0. */
  readonly score: number
}

/** What earlier judgements do to an anomaly's severity, and why. */
export interface Adjustment {
  /** Added to the score, -1.5 .. 0.6. */
  readonly scoreDelta: number
  /** 0 .. 100 with two decimals. */
  readonly severityBefore: number
  readonly severityAfter: number
  /** The judgements that have an effect worth telling, the greatest first. */
  readonly reasons: readonly AdjustmentReason[]
  /** The sum of all effects went beyond what judgements may do. */
  readonly limited: boolean
}

/** One judgement's part. */
export interface AdjustmentReason extends Resemblance {
  readonly judgement: Judgement
  /** What is left of a judgement of its age, 0 .. 1. */
  readonly freshness: number
  /** Added to the score by this judgement alone; below 0: lowers. */
  readonly effect: number
}

/**
 * Adjusts an anomaly's severity by what people said about similar ones: bounded (no judgement silences what is rarer than
 * 1 in 10^6.5), fading (half is left after 30 days), taken back at once, and told judgement by judgement. It moves
 * severities only; nothing that was learned changes.
 *
 * @param judgements - of the detector, in any order; those about other measures and other metrics do no harm
 * @param now - epoch milliseconds, end of the anomaly's interval: what was said later is not known yet
 */
export function adjustment(judgements: readonly Judgement[], anomaly: JudgedAnomaly, now: number): Adjustment {
  const parts = judgementsInForce(judgements, now).map((judgement): AdjustmentReason => {
    const resemblance = resemblanceOf(judgement, anomaly)
    const freshness = exp((-Math.LN2 * (now - judgement.at)) / HALF_LIFE_MS)
    const full = judgement.relevant === true ? RIGHT_RAISES : -WRONG_LOWERS
    return { judgement, ...resemblance, freshness, effect: full * resemblance.weight * freshness }
  })
  const sum = parts.reduce((total, { effect }) => total + effect, 0)
  const scoreDelta = Math.max(-MOST_LOWERED, Math.min(MOST_RAISED, sum))
  return {
    scoreDelta,
    severityBefore: rounded(severityOf(anomaly.score)),
    severityAfter: rounded(severityOf(Math.max(0, anomaly.score + scoreDelta))),
    reasons: parts
      .filter(({ effect }) => Math.abs(effect) >= LEAST_EFFECT)
      .toSorted((a, b) => Math.abs(b.effect) - Math.abs(a.effect)),
    limited: sum !== scoreDelta,
  }
}

function rounded(severity: number): number {
  return Math.round(100 * severity) / 100
}
