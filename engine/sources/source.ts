import type { RecordSink } from '../formats/record-sink.ts'

/** Reads records of a dataset from where they live into a sink. */
export interface Source {
  /** Everything stored for one interval. @throws {SourceError} when it is not there or cannot be read */
  readInterval(interval: TimeWindow, sink: RecordSink, options?: ReadOptions): Promise<SourceReport>
  /** Everything historical; `window` narrows the search where the source can. */
  readHistory(window: TimeWindow | null, sink: RecordSink, options?: ReadOptions): Promise<SourceReport>
}

/** Half-open, epoch milliseconds. */
export interface TimeWindow {
  readonly start: number
  readonly end: number
}

/** Shared by all reads. */
export interface ReadOptions {
  readonly signal?: AbortSignal
  /** Called now and then with bytes read so far and, where known, the bytes there are. */
  readonly onProgress?: (done: number, total: number | undefined) => void
}

/** What was read. */
export interface SourceReport {
  readonly files: number
  readonly bytes: number
}
