import type { ApiHost } from '../../engine/api/api-host.ts'
import { declarationOperations, historyOperations } from '../../engine/api/operations/index.ts'
import { memoryStore, type ObjectStore } from '../../engine/state/index.ts'
import { type ApiServer, startApi } from './api-server.ts'

/** Account and region of the tests. */
export const PLACE = { partition: 'aws', region: 'eu-west-1', account: '111122223333' } as const

/** The API over a store of its own. */
export interface ApiWorld extends ApiServer {
  readonly store: ObjectStore
  /** Detectors that were woken, in order. */
  readonly woken: readonly string[]
  /** Moves the clock on. */
  readonly pass: (milliseconds: number) => void
}

/** Starts the API with all operations, over an empty store where none is given. */
export async function startWorld(
  options: {
    readonly buckets?: ReadonlyMap<string, string>
    readonly mostDetectors?: number
    /** Of another world, which is then another process on the same state. */
    readonly store?: ObjectStore
  } = {},
): Promise<ApiWorld> {
  const { store = memoryStore() } = options
  const woken: string[] = []
  let now = Date.UTC(2026, 10, 28, 12)
  let ids = 0
  const host: ApiHost = {
    store,
    place: PLACE,
    now: () => now,
    newId: () => `id-${ids++}`,
    writer: 'test',
    reviewer: 'tester',
    buckets: options.buckets ?? new Map(),
    wake: (detector) => void woken.push(detector),
  }
  const server = await startApi({ ...historyOperations(host), ...declarationOperations(host, options) })
  return { ...server, store, woken, pass: (milliseconds) => void (now += milliseconds) }
}
