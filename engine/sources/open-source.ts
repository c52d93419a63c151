import type { ResolvedDataset, ResolvedFiles } from '../../spec/index.ts'
import { readRecords } from '../formats/index.ts'
import type { IntervalGrid } from '../time/index.ts'
import { appflowSource } from './appflow/index.ts'
import type { AwsOptions } from './aws-options.ts'
import { fileSource, type FilePaths, type FileQuotas } from './file-source.ts'
import { folderStore } from './folder-store.ts'
import type { ReadFile } from './read-files.ts'
import { bucketOf, s3Store } from './s3-store.ts'
import type { Source } from './source.ts'

/** What a source needs beside its part of the spec. */
export interface SourceContext {
  /** Where relative paths start: the folder of the spec. */
  readonly baseDir: string
  /** The detector's intervals, in the dataset's time zone. */
  readonly grid: IntervalGrid
  /** The quotas in force. */
  readonly quotas: FileQuotas
  /** How AWS is reached; by default as the environment says. */
  readonly aws?: AwsOptions
  /** Environment variables, for passwords; default those of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** A dataset as far as sources know it. */
export type SourceDataset = Pick<
  ResolvedDataset,
  'source' | 'timestamp' | 'timezone' | 'measures' | 'dimensions' | 'filters'
>

/**
 * Opens the source of a dataset; nothing is read before it is asked.
 *
 * @throws {TimeError} for a path template that cannot be used (`checkSpec` finds it first)
 */
export function openSource(dataset: SourceDataset, context: SourceContext): Source {
  const { source } = dataset
  switch (source.kind) {
    case 'folder':
      return fileSource(folderStore(context.baseDir), source, context.grid, context.quotas, readerOf(source))
    case 's3':
      return s3Source(source, context)
    case 'cloudwatch':
    case 'rds':
    case 'redshift':
    case 'athena':
      throw new Error(`the source ${source.kind} cannot be read yet`)
    case 'appflow':
      return appflowSource(source, context, readerOf(source))
  }
}

/** The continuous and the historical data may lie in different buckets. */
function s3Source(source: ResolvedFiles, { grid, quotas, aws }: SourceContext): Source {
  const of = (paths: FilePaths): Source =>
    fileSource(
      s3Store(bucketOf(paths.continuous ?? paths.historical ?? ''), aws),
      paths,
      grid,
      quotas,
      readerOf(source),
    )
  const { continuous, historical } = source
  const live = of({ continuous, historical: continuous === null ? historical : null })
  const past = historical === null ? live : of({ continuous: null, historical })
  return {
    readInterval: (interval, sink, options) => live.readInterval(interval, sink, options),
    readHistory: (window, sink, options) => past.readHistory(window, sink, options),
    check: (interval, sink, options) => live.check(interval, sink, options),
  }
}

function readerOf({ format }: Pick<ResolvedFiles, 'format'>): ReadFile {
  return async (file, sink) => void (await readRecords(file, format, sink))
}
