import type { RecordSink } from '../formats/index.ts'
import type { StoredFile } from './file-store.ts'

/** Reads records of a dataset from where they live into a sink. */
export interface Source {
  /** How the files of an interval are read one by one, on several machines; sources that have no files are read at once. */
  readonly files?: SourceFiles
  /** Everything stored for one interval. @throws {SourceError} when it is not there or cannot be read */
  readInterval(interval: TimeWindow, sink: RecordSink, options?: ReadOptions): Promise<SourceReport>
  /**
   * Everything historical; `window` narrows the search where the source can. Without historical data the intervals of
   * the window (null: all that are there) are read from the continuous data; those that have none are skipped. Only files
   * can say what is there: other sources need a window with both ends.
   */
  readHistory(window: TimeWindow | null, sink: RecordSink, options?: ReadOptions): Promise<SourceReport>
  /**
   * Looks whether the source can be read as the spec says, at little cost: reads a sample of an interval into the sink,
   * whose rejections then tell whether timestamps and numbers can be read.
   *
   * @param interval - the last one that is complete
   * @throws {SourceError} for what keeps an interval from being read
   */
  check(interval: TimeWindow, sink: RecordSink, options?: ReadOptions): Promise<SourceCheck>
}

/** The files of an interval. */
export interface SourceFiles {
  /** In the order in which they are read, within the quotas. @throws {SourceError} as `readInterval`, when there are none too */
  list(interval: TimeWindow, options?: ReadOptions): Promise<readonly StoredFile[]>
  /** Reads files of a listing into a sink, one after the other. @throws {SourceError} */
  read(files: readonly StoredFile[], sink: RecordSink, options?: ReadOptions): Promise<SourceReport>
}

/** What a look at a live source found beside what it read. */
export interface SourceCheck {
  /** What was looked at and is fine, a sentence each. */
  readonly seen: readonly string[]
  /** What may become a trouble: a missing index, a partition that is not named. */
  readonly warnings: readonly SourceWarning[]
}

/** Something about a source that works, but not well. */
export interface SourceWarning {
  /** Stable name. */
  readonly code:
    | 'FULL_SCAN'
    | 'NO_PARTITION'
    | 'NO_SORT_KEY'
    | 'FEW_METRICS'
    | 'NO_RECORDS'
    | 'NOT_ENCRYPTED'
    | 'FLOW_RUNS_RARELY'
    | 'FLOW_FAILING'
    | 'FORMAT_DIFFERS'
  /** What it is, and what to do. */
  readonly message: string
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
