import type { RecordSink } from '../formats/index.ts'

/** Reads records of a dataset from where they live into a sink. */
export interface Source {
  /** Everything stored for one interval. @throws {SourceError} when it is not there or cannot be read */
  readInterval(interval: TimeWindow, sink: RecordSink, options?: ReadOptions): Promise<SourceReport>
  /**
   * Everything historical; `window` narrows the search where the source can. Without historical data the intervals of
   * the window (null: all that are there) are read from the continuous data; those that have none are skipped. Only files
   * can say what is there: other sources need a window with both ends.
   */
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
  /** Called now and then with what is read so far and, where known, what there is: bytes of files, intervals elsewhere. */
  readonly onProgress?: (done: number, total: number | undefined) => void
}

/** What was read. */
export interface SourceReport {
  readonly files: number
  /** As stored: compressed where the files are. */
  readonly bytes: number
  readonly ignored: IgnoredFiles
  /** Intervals of a history in the continuous data that had no files. */
  readonly missingIntervals: number
  /** Bytes that a query service says it has scanned, and charges for; only where it says so. */
  readonly scannedBytes?: number
}

/** What a source that has no files reports beside what it counts. */
export const NO_FILES: Pick<SourceReport, 'files' | 'bytes' | 'ignored' | 'missingIntervals'> = {
  files: 0,
  bytes: 0,
  ignored: { hidden: 0, empty: 0, folders: 0, other: 0 },
  missingIntervals: 0,
}

/** What lay at a path and was not read. */
export interface IgnoredFiles {
  /** Names that begin with a dot or underscore, as `_SUCCESS`, and everything in such folders. */
  readonly hidden: number
  /** Files of 0 bytes. */
  readonly empty: number
  /** Folders inside of the historical folder. */
  readonly folders: number
  /** Markers of folders in S3; pipes, sockets and links to nowhere in folders. */
  readonly other: number
}
