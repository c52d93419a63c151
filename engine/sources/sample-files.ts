import type { FormatSpec, Interval } from '../../spec/index.ts'
import type { AwsOptions } from './aws-options.ts'
import { folderStore } from './folder-store.ts'
import { InspectError, proposeDetector, sampleData, type Decision } from './inspect/index.ts'
import { bucketOf, s3Store } from './s3-store.ts'

/** What the beginnings of a few files hold. */
export interface SampledFiles {
  readonly columns: readonly string[]
  /** As text; an empty one for what is missing. */
  readonly rows: readonly (readonly string[])[]
  /** As given, or as found out. */
  readonly format: FormatSpec
  readonly compression: 'none' | 'gzip'
  /** Null when the records do not tell; `reason` says why then. */
  readonly interval: { readonly value: Interval | null; readonly reason: string; readonly sure: boolean }
  /** What was found out about the format. */
  readonly decisions: readonly Decision[]
}

/**
 * Looks at the beginnings of a few files.
 *
 * @param data - absolute path or `s3://` URL of a file or folder
 * @param options - `format`: how they are written; found out by default
 * @throws {SourceError | InspectError} when they cannot be read or understood
 */
export async function sampleFiles(
  data: string,
  options: { readonly aws?: AwsOptions; readonly format?: FormatSpec; readonly signal?: AbortSignal } = {},
): Promise<SampledFiles> {
  const inS3 = data.startsWith('s3://')
  const store = inS3 ? s3Store(bucketOf(data), options.aws) : folderStore('/')
  const sample = await sampleData(store, store.key(data), options.signal, options.format)
  const { columns, rows, format, compression = 'none', decisions } = sample.table
  const place = { kind: inS3 ? 's3' : 'folder', path: () => data, name: data } as const
  let interval: SampledFiles['interval']
  try {
    const proposal = proposeDetector('sample', sample, place)
    const decision = proposal.decisions.find(({ about }) => about === 'interval')
    interval = {
      value: proposal.detector.interval,
      reason: decision?.reason ?? '',
      sure: decision?.sure ?? false,
    }
  } catch (error) {
    // Without times or numbers there is no detector, but the format is known all the same.
    if (!(error instanceof InspectError)) throw error
    interval = { value: null, reason: error.message, sure: false }
  }
  return { columns, rows, format, compression, interval, decisions }
}
