import { SHARDS, severityOf, type Scores } from '../detection/index.ts'
import { sigmaOf } from './deviation.ts'
import {
  ROLL_UP_LAYERS,
  discoveryScore,
  mildParts,
  neededRaw,
  partsOf,
  type LayerStep,
  type LeafStep,
  type MeasurePlace,
  type Parts,
  type RollUpTable,
} from '../layers/index.ts'
import { explainingParts, type RollUpDeviation } from './explaining-parts.ts'
import { ANOMALY_SCORE, type MetricFinding, type RollUpFinding } from './findings.ts'
import { LEAST_VERDICT } from './group-severity.ts'
import { rollUpKey } from './roll-up-key.ts'

/** A measure's anomalous roll-ups of one interval at most, those with the highest scores. */
const MOST_ROLL_UPS = 20

/** What a model's layers say of an interval. */
export interface LayeredInterval {
  readonly table: RollUpTable
  readonly leaves: readonly LeafStep[]
  readonly layers: LayerStep
}

/** What open groups of a measure have already. */
export interface KnownParts {
  /** Keys of roll-ups: these count as anomalous from `ANOMALY_SCORE` on, all others when they are discoveries. */
  readonly rollUps: ReadonlySet<string>
  /** Series of the metrics that are anomalous for themselves. */
  readonly culprits: ReadonlySet<number>
}

/**
 * The anomalous roll-ups of a measure with the metrics that explain them. The roll-up with the highest score is
 * explained first; what its parts explain of the next one is not explained twice.
 *
 * @returns highest score first
 */
export function rollUpFindings(interval: LayeredInterval, measure: MeasurePlace, known: KnownParts): RollUpFinding[] {
  const leafVerdict = leafVerdicts(interval.leaves, measure)
  const taken = new Set<number>()
  const silences = silenceFindings(interval.layers, measure, known, leafVerdict)
  const others = [...anomalousRollUps(interval, measure), ...anomalousBreadth(interval, measure)]
    .filter((one) => one.discovered || known.rollUps.has(rollUpKey(one)))
    .toSorted((a, b) => b.verdict.score - a.verdict.score)
    .slice(0, MOST_ROLL_UPS)
    .flatMap(({ layer, values, discovered, verdict, off, parts }) => {
      const whole = parts()
      const explaining = explainingParts(whole, off, { taken, culprits: known.culprits })
      for (const series of explaining) taken.add(series)
      if (explaining.length === 0) return []
      const usual = new Map(whole.untold.map((part) => [part.series, part.usual]))
      const found = explaining.map((series) => leafVerdict(series, usual.get(series)))
      return [{ layer, values, discovered, ...verdict, parts: found }]
    })
  return [...silences, ...others].toSorted((a, b) => b.score - a.score)
}

/** Slices of which several metrics are silent at once. */
function silenceFindings(
  layers: LayerStep,
  measure: MeasurePlace,
  known: KnownParts,
  leafVerdict: LeafVerdict,
): readonly RollUpFinding[] {
  const evidence = layers.evidence[measure.index]
  const own = evidence.layers.find(({ layer }) => layer === 'silence')
  if (own === undefined) return []
  const slices = layers.silent[measure.index]
  const discovery = discoveryScore(
    slices.map(({ score }) => score),
    own.scored,
    neededRaw(evidence, own, LEAST_VERDICT),
  )
  return slices.flatMap(({ values, silent, score }): RollUpFinding[] => {
    const discovered = score >= discovery
    const isKnown = known.rollUps.has(rollUpKey({ layer: 'silence', values }))
    if (!discovered && !(isKnown && score >= ANOMALY_SCORE)) return []
    const verdict = { value: silent.length, expected: 0, lower: 0, upper: 1, score, severity: severityOf(score) }
    return [{ layer: 'silence', values, discovered, ...verdict, parts: silent.map((series) => leafVerdict(series)) }]
  })
}

/** Of what has a value. */
type Verdict = Omit<MetricFinding, 'series' | 'value'> & { readonly value: number }

interface Candidate extends Pick<RollUpFinding, 'layer' | 'values' | 'discovered'> {
  readonly verdict: Verdict
  /** What its metrics are to explain. */
  readonly off: RollUpDeviation
  readonly parts: () => Parts
}

function anomalousRollUps({ table, leaves, layers }: LayeredInterval, measure: MeasurePlace): Candidate[] {
  const evidence = layers.evidence[measure.index]
  return [...ROLL_UP_LAYERS, 'relative' as const].flatMap((layer) => {
    const own = evidence.layers.find((one) => one.layer === layer)
    if (own === undefined) return []
    const k = ROLL_UP_LAYERS.indexOf(layer === 'relative' ? 'single' : layer)
    // What is off its siblings is explained by what its metrics are off for themselves.
    const { values, scores: forItself } = layers.rollUps[k]
    const scores = layer === 'relative' ? layers.relative.scores : forItself
    const high: number[] = []
    for (let index = measure.index; index < values.length; index += measure.count) {
      if (scores.score[index] >= LEAST_VERDICT) high.push(index)
    }
    const falling = high.map((index) => scores.score[index]).toSorted((a, b) => b - a)
    const discovery = discoveryScore(falling, own.scored, neededRaw(evidence, own, LEAST_VERDICT))
    return high
      .filter((index) => scores.score[index] >= Math.min(ANOMALY_SCORE, discovery))
      .map((index) => {
        const rollUp = table.rollUps[k][Math.floor(index / measure.count)]
        const verdict = verdictAt(values, scores, index)
        return {
          layer,
          values: rollUp,
          discovered: verdict.score >= discovery,
          verdict,
          off: deviationAt(values, forItself, index),
          parts: () =>
            partsOf(
              table,
              leaves,
              rollUp,
              { value: values[index], expected: forItself.expected[index] },
              measure,
              layers,
            ),
        }
      })
  })
}

/** More metrics than usual are a little off on one side. */
function anomalousBreadth({ table, leaves, layers }: LayeredInterval, measure: MeasurePlace): Candidate[] {
  const evidence = layers.evidence[measure.index]
  const own = evidence.layers.find(({ layer }) => layer === 'breadth')
  if (own === undefined) return []
  const needed = neededRaw(evidence, own, LEAST_VERDICT)
  const { values, scores } = layers.breadth
  return [1, -1].flatMap((side, k) => {
    const index = k * measure.count + measure.index
    const verdict = verdictAt(values, scores, index)
    const discovered = verdict.score >= needed
    if (!(verdict.score >= Math.min(ANOMALY_SCORE, needed)) || verdict.value <= verdict.expected) return []
    const parts = (): Parts => mildParts(leaves, side, measure)
    const off = deviationAt(values, scores, index)
    return [{ layer: 'breadth' as const, values: table.everything, discovered, verdict, off, parts }]
  })
}

/** @param usual - what a metric that still learns would have, were its roll-up as expected */
type LeafVerdict = (series: number, usual?: number) => MetricFinding

function leafVerdicts(leaves: readonly LeafStep[], measure: MeasurePlace): LeafVerdict {
  const byShard = new Map(leaves.map((leaf) => [leaf.shard, leaf]))
  return (series, usual) => {
    const { values, scores } = byShard.get(series % SHARDS)!
    const index = Math.floor(series / SHARDS) * measure.count + measure.index
    const verdict = Number.isNaN(scores.score[index])
      ? learningAt(values[index], usual)
      : verdictAt(values, scores, index)
    return { series, ...verdict, value: Number.isNaN(verdict.value) ? null : verdict.value }
  }
}

/** A metric that still learns, as a part of a roll-up: nothing is expected of it alone, and it has no severity of its own. */
function learningAt(value: number, usual = 0): Verdict {
  return { value, expected: usual, lower: 0, upper: 0, score: 0, severity: 0, learning: true }
}

function deviationAt(values: Float64Array, { expected, deviation }: Scores, index: number): RollUpDeviation {
  return {
    deviation: Math.abs(values[index] - expected[index]),
    sigma: sigmaOf(values[index], expected[index], deviation[index]),
  }
}

function verdictAt(values: Float64Array, scores: Scores, index: number): Verdict {
  return {
    value: values[index],
    expected: scores.expected[index],
    lower: scores.lower[index],
    upper: scores.upper[index],
    score: scores.score[index],
    severity: scores.severity[index],
  }
}
