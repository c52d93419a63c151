import { exp, severityOf } from '../../detection/index.ts'
import { judgementsInForce, type Judgement } from './judgement.ts'
import { resemblanceOf, type Circumstances, type Resemblance } from './resemblance.ts'

/*
 * Sizes, half-life and bounds were measured with 30 % of the alerts judged: event recall at 0.1 false alerts a metric-week
 * 32 -> 36 % and 33 -> 42 % on two sets (docs/detection/feedback.md).
 */
const WRONG_LOWERS = 0.35
const RIGHT_RAISES = 0.15
const HALF_LIFE_MS = 30 * 86_400_000
/** What all judgements together lower and raise a score by at most. */
export const MOST_LOWERED = 1.5
export const MOST_RAISED = 0.6

/** Points of severity that 1 of score is worth, as in `severityOf`. */
export const POINTS_PER_SCORE = 25

/**
 * What was said so long before has no effect, so that nobody has to read it: a year leaves 0.02 % of a judgement, and all that is
 * said within a year of an interval still replaces what was said before.
 */
export const FORGOTTEN_AFTER_MS = 365 * 86_400_000

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
  const { scoreDelta, reasons, limited } = effectOf(judgementsInForce(judgements, now), anomaly, now)
  return {
    scoreDelta,
    severityBefore: rounded(severityOf(anomaly.score)),
    severityAfter: rounded(severityOf(Math.max(0, anomaly.score + scoreDelta))),
    reasons: worthTelling(reasons),
    limited,
  }
}

/**
 * What judgements do to the score of an anomaly, whatever the score is.
 *
 * @param inForce - as `judgementsInForce` gives them
 * @returns `reasons` with each voice that has an effect, however small
 */
export function effectOf(
  inForce: readonly Judgement[],
  anomaly: Circumstances,
  now: number,
): Pick<Adjustment, 'scoreDelta' | 'reasons' | 'limited'> {
  const voices = new Map<string, AdjustmentReason>()
  for (const judgement of inForce) {
    const resemblance = resemblanceOf(judgement, anomaly)
    if (resemblance.weight === 0) continue
    const freshness = exp((-Math.LN2 * (now - judgement.at)) / HALF_LIFE_MS)
    const full = judgement.relevant === true ? RIGHT_RAISES : -WRONG_LOWERS
    const reason = { judgement, ...resemblance, freshness, effect: full * resemblance.weight * freshness }
    const voice = voiceOf(judgement)
    const known = voices.get(voice)
    // Of what was said of a whole group at once, what fits best counts.
    if (known === undefined || Math.abs(reason.effect) > Math.abs(known.effect)) voices.set(voice, reason)
  }
  const reasons = [...voices.values()]
  const sum = reasons.reduce((total, { effect }) => total + effect, 0)
  const scoreDelta = Math.max(-MOST_LOWERED, Math.min(MOST_RAISED, sum))
  return { scoreDelta, reasons, limited: sum !== scoreDelta }
}

/** Judgements with the same text are one voice: those about the metrics of a group that was judged as a whole. */
export function voiceOf({ whole, groupId, about }: Judgement): string {
  return whole ? `all of ${groupId}` : about
}

/** The reasons that have an effect worth telling, the greatest first. */
export function worthTelling<R extends Pick<AdjustmentReason, 'effect'>>(reasons: readonly R[]): readonly R[] {
  return reasons
    .filter(({ effect }) => Math.abs(effect) >= LEAST_EFFECT)
    .toSorted((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
}

function rounded(severity: number): number {
  return Math.round(100 * severity) / 100
}
