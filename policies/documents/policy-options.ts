import type { EngineNetwork } from './network.ts'
import type { BucketKey } from './s3-dataset.ts'
import type { DeadLetterQueue } from './scheduler-role.ts'

/** What policies depend on beyond the spec. Everything has a default. */
export interface PolicyOptions {
  /** `separate`: a role per dataset and per alert, the default; `combined`: one for all of a detector, as the guide offers. */
  readonly roles?: 'separate' | 'combined'
  /** Path of the roles; default `/crowsnest/<region>/<engine>/`. */
  readonly rolePath?: string
  /** Path of the service roles, at or below `services/` of `rolePath`, which the engine may assume; default that. */
  readonly serviceRolePath?: string
  /** ARN of an existing role that the engine runs with; default one of its own, below `rolePath`. */
  readonly engineRole?: string
  /** Existing log group of the engine; default its own, `/aws/lambda/crowsnest-<engine>`. */
  readonly logGroup?: string
  /** ARN of the permissions boundary of every role; default none. */
  readonly boundary?: string
  /** Whether X-Ray traces the engine; default no. */
  readonly tracing?: boolean
  /** Whether the engine has a state machine that runs detectors over many functions at once; default no. */
  readonly map?: boolean
  /** Where failed wake-ups go; default nowhere. */
  readonly deadLetter?: DeadLetterQueue
  /** The dataset's bucket, where it is another account's or has a key of its own; and the key of the bucket that Athena keeps results in. */
  readonly dataset?: { readonly account?: string; readonly encryption?: BucketKey; readonly results?: BucketKey }
  /** ARN of the key of an alert's topic, by alert. */
  readonly topicKeys?: Readonly<Record<string, string>>
  /** Characters of a trust policy: the account's quota; default 2,048. */
  readonly trustLimit?: number
  /** Where in a VPC the engine runs; default outside of any. */
  readonly network?: EngineNetwork
  /** ARNs, `*` allowed, of people's roles that may see the state beside the engine; default none. */
  readonly people?: readonly string[]
}
