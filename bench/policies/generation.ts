import { policiesFor, toIamPolicy } from '../../policies/index.ts'
import { withDefaults, type ResolvedDetector } from '../../spec/index.ts'

/** What generating policies took. */
export interface GenerationFigures {
  readonly detectors: number
  readonly roles: number
  /** Mean of one detector: its roles and resource policies, written as JSON. */
  readonly millisecondsEach: number
}

/**
 * Writes every policy of so many different detectors, each with a dataset in S3 and five alerts, as IAM stores them.
 *
 * @param detectors - how many; 1,000 is the figure of the docs
 */
export function measureGeneration(detectors = 1_000): GenerationFigures {
  const specs = Array.from({ length: detectors }, (_, i) => detector(i))
  const place = {
    partition: 'aws',
    region: 'us-east-1',
    account: '111122223333',
    engine: 'main',
    stateBucket: 'acme-crowsnest',
    stateKey: KEY,
  }
  const options = { dataset: { encryption: { key: KEY } }, deadLetter: { queue: `${SQS}lost`, key: KEY } }
  let roles = 0
  let bytes = 0
  const start = performance.now()
  for (const spec of specs) {
    const policies = policiesFor(spec, place, options)
    roles += policies.roles.length
    for (const { trust, documents } of policies.roles) {
      for (const document of [trust, ...documents]) bytes += JSON.stringify(toIamPolicy(document)).length
    }
    for (const { document } of policies.resourcePolicies) bytes += JSON.stringify(toIamPolicy(document)).length
  }
  const millisecondsEach = (performance.now() - start) / detectors
  if (bytes === 0) throw new Error('nothing was written')
  return { detectors, roles, millisecondsEach }
}

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1111abcd-0000-4000-8000-00000000000a'
const SQS = 'arn:aws:sqs:us-east-1:111122223333:'

function detector(i: number): ResolvedDetector {
  return withDefaults({
    detector: `detector-${i}`,
    interval: 'PT1H',
    dataset: {
      source: {
        s3: {
          continuous: `s3://acme-metrics/team-${i}/{{yyyyMMdd}}/{{HHmm}}`,
          historical: `s3://acme-metrics/history-${i}/`,
          format: { csv: {} },
        },
      },
      timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
      measures: [{ column: 'views', aggregation: 'SUM' }],
    },
    alerts: Array.from({ length: 5 }, (_, j) => ({
      name: `alert-${j}`,
      channel: { sns: { topic: `arn:aws:sns:us-east-1:111122223333:topic-${i}-${j}` } },
    })),
  })
}
