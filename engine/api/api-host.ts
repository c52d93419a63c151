import type { AwsPlace } from '../../spec/arn.ts'
import type { ObjectStore } from '../state/index.ts'

/** What the API works with. */
export interface ApiHost {
  readonly store: ObjectStore
  /** Account and region of the ARNs. */
  readonly place: AwsPlace
  /** Epoch milliseconds. */
  readonly now: () => number
  /** A new UUID. */
  readonly newId: () => string
  /** Id of this process, for what it writes. */
  readonly writer: string
  /** Who judges, as a reader of the judgements shall know them. */
  readonly reviewer: string
  /** Folders that stand for buckets: `s3://<name>/...` of a request is read from there. */
  readonly buckets: ReadonlyMap<string, string>
  /** Tells the process that a detector has something to do: it was activated, is to be backtested, was changed or deleted. */
  readonly wake: (detector: string) => void
}
