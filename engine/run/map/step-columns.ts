import type { Columns } from '../../state/index.ts'
import type { ShardStep } from '../shard-states.ts'

const VERDICTS = ['expected', 'lower', 'upper', 'score', 'severity', 'deviation', 'residual', 'age', 'silence'] as const

/** The verdicts on shards as columns, with full precision: what is judged of all metrics together needs each last digit. */
export function columnsOfSteps(steps: readonly ShardStep[]): Columns {
  const metrics = steps.reduce((sum, { values }) => sum + values.length, 0)
  const joined = (of: (step: ShardStep) => Float64Array): Float64Array => {
    const whole = new Float64Array(metrics)
    let at = 0
    for (const step of steps) {
      whole.set(of(step), at)
      at += step.values.length
    }
    return whole
  }
  const counted = steps.some(({ counts }) => counts !== undefined)
  return {
    shard: Uint32Array.from(steps, ({ shard }) => shard),
    metrics: Uint32Array.from(steps, ({ values }) => values.length),
    value: joined(({ values }) => values),
    ...Object.fromEntries(VERDICTS.map((name) => [name, joined(({ scores }) => scores[name])])),
    ...(counted && { count: joinedCounts(steps, metrics) }),
  }
}

function joinedCounts(steps: readonly ShardStep[], metrics: number): Uint32Array {
  const whole = new Uint32Array(metrics)
  let at = 0
  for (const { counts, values } of steps) {
    if (counts !== undefined) whole.set(counts, at)
    at += values.length
  }
  return whole
}

/** The verdicts of `columnsOfSteps`, as views. */
export function stepsOfColumns(columns: Columns): readonly ShardStep[] {
  const { shard, metrics, value, count, expected, lower, upper, score, severity, deviation, residual, age, silence } =
    columns as unknown as StepColumns
  let from = 0
  return Array.from(shard, (number, k) => {
    const to = from + metrics[k]
    const own = (array: Float64Array): Float64Array => array.subarray(from, to)
    const step: ShardStep = {
      shard: number,
      values: own(value),
      ...(count && { counts: count.subarray(from, to) }),
      scores: {
        expected: own(expected),
        lower: own(lower),
        upper: own(upper),
        score: own(score),
        severity: own(severity),
        deviation: own(deviation),
        residual: own(residual),
        age: own(age),
        silence: own(silence),
      },
    }
    from = to
    return step
  })
}

interface StepColumns extends Readonly<Record<(typeof VERDICTS)[number] | 'value', Float64Array>> {
  readonly shard: Uint32Array
  /** Of each shard. */
  readonly metrics: Uint32Array
  /** Where some measure is an average. */
  readonly count?: Uint32Array
}
