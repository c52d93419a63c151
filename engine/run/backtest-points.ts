import {
  mapLimited,
  writePoints,
  writeSnapshot,
  type ChartedInterval,
  type Columns,
  type ObjectStore,
  type SnapshotRef,
  type StatePlace,
} from '../state/index.ts'
import type { IntervalGrid } from '../time/index.ts'
import type { BacktestKeeper } from './backtest.ts'

/** Points that are in memory at a time, and on their way to the store. */
const BATCH = 8

/** What a backtest's commit names, so that its groups can be drawn. */
export interface KeptPoints {
  readonly charted: readonly ChartedInterval[]
  /** Names of the series; nothing that was learned. */
  readonly snapshot: SnapshotRef
}

/** A keeper that stores what it takes, and what it has stored. */
export interface PointsKeeper extends BacktestKeeper {
  /** All that was kept; to be called when the backtest is over. */
  kept(): KeptPoints
}

/**
 * Stores the points of a backtest while it goes on. They count once its commit names them; a backtest that is repeated writes the
 * same objects.
 */
export function keepPoints(store: ObjectStore, place: StatePlace, grid: IntervalGrid): PointsKeeper {
  const charted: ChartedInterval[] = []
  let snapshot: SnapshotRef = []
  let waiting: { readonly start: number; readonly end: number; readonly columns: Columns }[] = []

  async function write(): Promise<void> {
    const batch = waiting
    waiting = []
    const written = await mapLimited(batch, BATCH, async ({ start, end, columns }) => ({
      start,
      end,
      ...(await writePoints(store, place, end, columns)),
    }))
    charted.push(...written)
  }

  return {
    async points(start, columns) {
      waiting.push({ start, end: grid.next(start), columns })
      if (waiting.length === BATCH) await write()
    },
    async series(parts) {
      await write()
      const last = charted.at(-1)
      if (last !== undefined) snapshot = await writeSnapshot(store, place, last.end, parts)
    },
    kept: () => ({ charted, snapshot }),
  }
}
