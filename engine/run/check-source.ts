import type { ResolvedDetector } from '../../spec/index.ts'
import { aggregateRecords, type ReadReport } from '../dataset/index.ts'
import { openSource, type SourceCheck } from '../sources/index.ts'
import { intervalGrid, lastDue } from '../time/index.ts'
import type { RuntimePlace } from './detector-runtime.ts'

/** What a look at the source of a detector came to. */
export interface CheckedSource extends SourceCheck {
  /** Of the sample that was read. */
  readonly report: ReadReport
}

/**
 * Looks whether the source of a detector can be read as its spec says: columns and metrics are there, timestamps and numbers
 * of a sample can be read, an index helps. Reads a sample of the last complete interval, and changes nothing.
 *
 * @throws {SourceError | FormatError | DatasetError} for what keeps an interval from being read
 */
export async function checkSource(
  { dataset, interval, quotas }: ResolvedDetector,
  place: RuntimePlace & { readonly signal?: AbortSignal },
): Promise<CheckedSource> {
  const grid = intervalGrid(interval, dataset.timezone)
  const start = lastDue(grid, (place.now ?? Date.now)(), dataset.offsetSeconds)
  const source = openSource(dataset, { ...place, grid, quotas })
  // Without a window: records of other intervals tell as much about how records can be read.
  const sink = aggregateRecords({
    dataset,
    grid,
    quotas: { metrics: quotas.metrics },
    maxIntervals: quotas.historyIntervals,
  })
  const options = place.signal === undefined ? {} : { signal: place.signal }
  const found = await source.check({ start, end: grid.next(start) }, sink, options)
  return { ...found, report: sink.finish({ files: 0, bytes: 0 }).report }
}
