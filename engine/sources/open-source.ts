import type { ResolvedFiles } from '../../spec/index.ts'
import { readRecords } from '../formats/index.ts'
import { fileSource, type FilePaths } from './file-source.ts'
import { folderStore } from './folder-store.ts'
import type { ReadFile } from './read-files.ts'
import { bucketOf, s3Store } from './s3-store.ts'
import type { SourceContext, SourceDataset } from './source-context.ts'
import type { Source } from './source.ts'
import { lazySource } from './lazy-source.ts'

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
    case 'rds':
      return lazySource(async () => (await import('./relational/index.ts')).relationalSource(source, dataset, context))
    case 'cloudwatch':
      return lazySource(async () => (await import('./cloudwatch/index.ts')).cloudwatchSource(source, dataset, context))
    case 'redshift':
      return lazySource(async () => (await import('./redshift/index.ts')).redshiftSource(source, dataset, context))
    case 'athena':
      return lazySource(async () => (await import('./athena/index.ts')).athenaSource(source, dataset, context))
    case 'appflow':
      return lazySource(async () =>
        (await import('./appflow/index.ts')).appflowSource(source, context, readerOf(source)),
      )
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
    ...(live.files && { files: live.files }),
    readInterval: (interval, sink, options) => live.readInterval(interval, sink, options),
    readHistory: (window, sink, options) => past.readHistory(window, sink, options),
    async check(interval, sink, options) {
      const found = await live.check(interval, sink, options)
      if (past === live) return found
      const history = await past.check(interval, sink, options)
      return { seen: [...found.seen, ...history.seen], warnings: [...found.warnings, ...history.warnings] }
    },
  }
}

function readerOf({ format }: Pick<ResolvedFiles, 'format'>): ReadFile {
  return async (file, sink) => void (await readRecords(file, format, sink))
}
