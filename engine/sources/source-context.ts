import type { ResolvedDataset } from '../../spec/index.ts'
import type { IntervalGrid } from '../time/index.ts'
import type { AwsOptions } from './aws-options.ts'

/** What a source needs beside its part of the spec. */
export interface SourceContext extends SourcePlace {
  /** The detector's intervals, in the dataset's time zone. */
  readonly grid: IntervalGrid
  /** The quotas in force. */
  readonly quotas: FileQuotas
}

/** From where a source is reached. */
export interface SourcePlace {
  /** Where relative paths start: the folder of the spec. */
  readonly baseDir: string
  /** How AWS is reached; by default as the environment says. */
  readonly aws?: AwsOptions
  /** Environment variables, for passwords; default those of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Epoch milliseconds; default the clock of this machine. */
  readonly now?: () => number
}

/** A dataset as far as sources know it. */
export type SourceDataset = Pick<
  ResolvedDataset,
  'source' | 'timestamp' | 'timezone' | 'measures' | 'dimensions' | 'filters'
>

/** Quotas of reading files; each has its key in the spec's `quotas`. */
export interface FileQuotas {
  readonly filesPerInterval: number
  readonly bytesPerInterval: number
  readonly historyFiles: number
  readonly historyBytes: number
}
