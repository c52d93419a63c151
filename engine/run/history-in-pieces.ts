import type { RecordSink } from '../formats/index.ts'
import { NO_FILES, type ReadOptions, type Source, type SourceReport, type TimeWindow } from '../sources/index.ts'
import type { Columns } from '../state/index.ts'
import type { IntervalGrid } from '../time/index.ts'
import { giveKept, keepingSink } from './kept-sums.ts'

/** Where pieces of a history are kept while the rest is read. */
export interface PieceKeeper {
  load(name: string): Promise<Columns | undefined>
  save(name: string, columns: Columns): Promise<void>
}

/** Intervals of a piece: a run that is ended reads so many again. */
const PIECE_INTERVALS = 100

/**
 * Reads the history of a source that adds up itself, piece by piece. Each is kept as soon as it is read, so that a history that takes
 * longer than a function may run, or a run that is killed, goes on where it stood.
 */
export async function historyInPieces(
  source: Source,
  grid: IntervalGrid,
  window: TimeWindow,
  sink: RecordSink,
  keeper: PieceKeeper,
  { signal, onProgress }: ReadOptions,
): Promise<SourceReport> {
  const pieces = piecesOf(grid, window)
  const total = pieces.reduce((sum, { intervals }) => sum + intervals, 0)
  let done = 0
  let scanned: number | undefined
  let missingIntervals = 0
  const scan = (bytes: number | undefined): void => {
    if (bytes !== undefined) scanned = (scanned ?? 0) + bytes
  }
  for (const { start, end, intervals } of pieces) {
    signal?.throwIfAborted()
    const name = `${start}-${end}`
    const kept = await keeper.load(name)
    if (kept !== undefined) scan(giveKept(kept, sink))
    else {
      const keeping = keepingSink(sink)
      const before = done
      const report = await source.readHistory({ start, end }, keeping.sink, {
        ...(signal && { signal }),
        onProgress: (some) => onProgress?.(before + some, total),
      })
      scan(report.scannedBytes)
      missingIntervals += report.missingIntervals
      await keeper.save(name, keeping.taken(report.scannedBytes))
    }
    done += intervals
    onProgress?.(done, total)
  }
  return { ...NO_FILES, missingIntervals, ...(scanned !== undefined && { scannedBytes: scanned }) }
}

interface Piece extends TimeWindow {
  readonly intervals: number
}

function piecesOf(grid: IntervalGrid, window: TimeWindow): readonly Piece[] {
  const pieces: Piece[] = []
  let start = grid.start(window.start)
  while (start < window.end) {
    let end = start
    let intervals = 0
    for (; end < window.end && intervals < PIECE_INTERVALS; intervals++) end = grid.next(end)
    pieces.push({ start, end, intervals })
    start = end
  }
  return pieces
}
