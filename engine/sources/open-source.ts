import type { ResolvedSource } from '../../spec/index.ts'
import { readRecords } from '../formats/index.ts'
import type { IntervalGrid } from '../time/index.ts'
import { fileSource, type FileQuotas } from './file-source.ts'
import { folderStore } from './folder-store.ts'
import type { ReadFile } from './read-files.ts'
import { bucketOf, s3Store, type S3Options } from './s3-store.ts'
import type { Source } from './source.ts'

/** What a source needs beside its part of the spec. */
export interface SourceContext {
  /** Where relative paths start: the folder of the spec. */
  readonly baseDir: string
  /** The detector's intervals, in the dataset's time zone. */
  readonly grid: IntervalGrid
  /** The quotas in force. */
  readonly quotas: FileQuotas
  /** How S3 is reached; by default as the environment says. */
  readonly s3?: S3Options
}

/**
 * Opens the source of a dataset; nothing is read before it is asked.
 *
 * @throws {TimeError} for a path template that cannot be used (`checkSpec` finds it first)
 */
export function openSource(source: ResolvedSource, { baseDir, grid, quotas, s3 }: SourceContext): Source {
  const paths = { continuous: source.continuous, historical: source.historical }
  const read: ReadFile = async (file, sink) => void (await readRecords(file, source.format, sink))
  switch (source.kind) {
    case 'folder':
      return fileSource(folderStore(baseDir), paths, grid, quotas, read)
    case 's3':
      return s3Source(paths, grid, quotas, read, s3)
  }
}

/** The continuous and the historical data may lie in different buckets. */
function s3Source(
  { continuous, historical }: { continuous: string | null; historical: string | null },
  grid: IntervalGrid,
  quotas: FileQuotas,
  read: ReadFile,
  s3: S3Options | undefined,
): Source {
  const of = (paths: { continuous: string | null; historical: string | null }): Source =>
    fileSource(s3Store(bucketOf(paths.continuous ?? paths.historical ?? ''), s3), paths, grid, quotas, read)
  const live = of({ continuous, historical: continuous === null ? historical : null })
  const past = historical === null ? live : of({ continuous: null, historical })
  return {
    readInterval: (interval, sink, options) => live.readInterval(interval, sink, options),
    readHistory: (window, sink, options) => past.readHistory(window, sink, options),
  }
}
