import { policiesFor, type PolicyOptions, type Role } from '../../../policies/index.ts'
import { withDefaults, type ResolvedDetector } from '../../../spec/index.ts'
import { ACCOUNT, PLACE } from './ask.ts'

/** The topic of the sample's alerts. */
export const TOPIC = `arn:aws:sns:us-east-2:${ACCOUNT}:oncall`

/** A detector that reads S3 and alerts a topic, once per name. */
export function detector(name = 'revenue', alertNames: readonly string[] = ['oncall']): ResolvedDetector {
  return withDefaults({
    detector: name,
    interval: 'PT1H',
    dataset: {
      source: { s3: { continuous: 's3://acme-metrics/sales/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } } },
      timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
      measures: [{ column: 'views', aggregation: 'SUM' }],
    },
    alerts: alertNames.map((alert) => ({ name: alert, channel: { sns: { topic: TOPIC } } })),
  })
}

/** The first role of a kind. */
export function roleOf(
  kind: Role['kind'],
  options: PolicyOptions = {},
  spec = detector(),
  place: typeof PLACE & { stateKey?: string } = PLACE,
): Role {
  return policiesFor(spec, place, options).roles.find((role) => role.kind === kind)!
}

/** All statements of a role. */
export function statementsOf(role: Role): Role['documents'][number]['statements'] {
  return role.documents.flatMap(({ statements }) => statements)
}
