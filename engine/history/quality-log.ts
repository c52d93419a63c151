import { mapAhead, type CommitLog, type CommitRecord } from '../state/index.ts'

/** How good the data of an interval was; of the activation that of the history, of a backtest that of all of it. */
export type IntervalQuality = Pick<CommitRecord, 'start' | 'end' | 'quality'>

/** Commits on their way at a time. */
const READS_AT_ONCE = 16

/**
 * Reads the data quality of the newest intervals that had data.
 *
 * @param limit - commits that are looked at
 * @returns the newest first
 */
export async function readQualityLog(log: CommitLog, limit: number): Promise<readonly IntervalQuality[]> {
  const read = mapAhead(firstOnes(log.ends(), limit), READS_AT_ONCE, (end) => log.at(end))
  const found: IntervalQuality[] = []
  for await (const commit of read) {
    if (commit === undefined || commit.quality.length === 0) continue
    found.push({ start: commit.start, end: commit.end, quality: commit.quality })
  }
  return found
}

async function* firstOnes<T>(items: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  let left = count
  for await (const item of items) {
    if (left-- <= 0) return
    yield item
  }
}
