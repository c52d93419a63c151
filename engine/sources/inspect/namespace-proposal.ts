import type { DetectorSpec, MeasureSpec } from '../../../spec/index.ts'
import type { Decision } from './decision.ts'
import { InspectError } from './inspect-error.ts'
import type { ListedMetric } from './namespace-look.ts'
import type { Proposal } from './proposal.ts'
import { isLevelName } from './roles.ts'

/** Measures of a dataset in the original service. */
const MOST = 10

/**
 * Proposes a detector for the metrics of a namespace: for those that share the dimensions that most metrics have.
 *
 * @param name - of the detector
 * @param place - for messages
 * @throws {InspectError} NO_RECORDS
 */
export function proposeNamespace(
  name: string,
  namespace: string,
  metrics: readonly ListedMetric[],
  place: string,
): Proposal {
  const sets = [...Map.groupBy(metrics, ({ dimensions }) => dimensions.join(' ')).values()].toSorted(
    (a, b) => Number(a[0]!.dimensions.length === 0) - Number(b[0]!.dimensions.length === 0) || b.length - a.length,
  )
  const [chosen, ...others] = sets
  if (chosen === undefined) throw new InspectError('NO_RECORDS', place, {})
  const { dimensions } = chosen[0]!
  const names = [...Map.groupBy(chosen, (metric) => metric.name)]
    .toSorted((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .map(([metric]) => metric)
  const measures = names.slice(0, MOST).map((column): MeasureSpec => ({ column, aggregation: aggregationOf(column) }))
  const detector: DetectorSpec = {
    detector: name,
    interval: 'PT5M',
    dataset: {
      source: { cloudwatch: { namespace } },
      measures,
      ...(dimensions.length > 0 && { dimensions }),
    },
  }
  const left = names.slice(MOST)
  return {
    detector,
    decisions: [
      {
        about: 'interval',
        decided: 'PT5M',
        reason: 'operations want to know soon; an hour costs a twelfth in requests to CloudWatch',
        sure: false,
      },
      {
        about: 'dimensions',
        decided: wordsOf(dimensions),
        reason: `${chosen.length} metrics have exactly these${others.length === 0 ? '' : `; others have ${others.map(([metric]) => wordsOf(metric!.dimensions)).join('; ')}`}`,
        sure: others.length === 0,
      },
      ...measures.map(({ column, aggregation }): Decision => ({
        about: `measure ${column}`,
        decided: aggregation,
        reason: aggregation === 'AVG' ? 'its name says a level, not an amount' : 'its name does not say a level',
        sure: false,
      })),
      ...left.map((metric): Decision => ({
        about: `column ${metric}`,
        decided: 'left out',
        reason: `there are ${MOST} measures already`,
        sure: false,
      })),
    ],
  }
}

function wordsOf(dimensions: readonly string[]): string {
  return dimensions.length === 0 ? 'none' : dimensions.join(', ')
}

function aggregationOf(name: string): MeasureSpec['aggregation'] {
  return isLevelName(name) ? 'AVG' : 'SUM'
}
