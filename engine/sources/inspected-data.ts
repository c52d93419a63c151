import type { AwsOptions } from './aws-options.ts'
import type { Proposal } from './inspect/index.ts'

/** A proposed detector and what it was made from. */
export interface InspectedData extends Proposal {
  /** Files, or the table or namespace, that were looked into. */
  readonly sampled: readonly string[]
  /** Records of the sample; metrics of a namespace. */
  readonly records: number
  readonly kind: 'files' | 'table' | 'metrics'
}

/** Where data and the spec to be written lie. */
export interface InspectOptions {
  /** Where a relative path of the data starts. */
  readonly baseDir: string
  /** The spec's file: paths in it are relative to its folder. */
  readonly specFile: string
  /** The detector's name; by default made from the data's. */
  readonly name?: string
  readonly aws?: AwsOptions
  /** Environment variables, for passwords; default those of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Name or ARN of the secret of a database. */
  readonly secret?: string
  readonly signal?: AbortSignal
}
