import { type ListedObject, type ObjectStore, StateError } from '../../../engine/state/index.ts'

/** What goes wrong, once: the n-th read or write. */
export interface FaultPlan {
  /** Writes are create, replace and delete; reads are get and list (counted when its first key is asked for). */
  readonly operation: 'read' | 'write'
  /** From 1. */
  readonly nth: number
  /** `fail`: the store is out of order for a moment. `kill`: the process dies. */
  readonly fault: 'fail' | 'kill'
  /** `after`: it is done, but nobody learns of it. */
  readonly when: 'before' | 'after'
}

/** A store that misbehaves as planned, and counts. */
export interface FaultyStore extends ObjectStore {
  readonly reads: number
  readonly writes: number
  /** Whether the fault has come. */
  readonly struck: boolean
  /** Every operation so far, such as `create detectors/a/events/00000000.json`. */
  readonly calls: readonly string[]
}

/** The death of the process: whoever catches it is caught too, because from then on every operation throws it again. */
export class Kill extends Error {
  override readonly name = 'Kill'
}

/**
 * Lets a store misbehave once. Without a plan it only counts, so that a test can plan a fault for each operation of an undisturbed run.
 */
export function faultyStore(store: ObjectStore, plan?: FaultPlan): FaultyStore {
  const counts = { read: 0, write: 0 }
  const calls: string[] = []
  let struck = false

  async function operate<T>(operation: 'read' | 'write', call: string, run: () => Promise<T>): Promise<T> {
    if (struck && plan?.fault === 'kill') throw new Kill(`the process is dead: ${call}`)
    calls.push(call)
    counts[operation]++
    if (plan === undefined || plan.operation !== operation || plan.nth !== counts[operation]) return run()
    struck = true
    if (plan.when === 'after') await run()
    throw plan.fault === 'kill'
      ? new Kill(`${plan.when} ${call}`)
      : new StateError({ code: 'STORE_FAILED', url: store.url, key: call, reason: `planned failure ${plan.when} it` })
  }

  return {
    url: store.url,
    get reads() {
      return counts.read
    },
    get writes() {
      return counts.write
    },
    get struck() {
      return struck
    },
    calls,
    get: (key) => operate('read', `get ${key}`, () => store.get(key)),
    create: (key, bytes) => operate('write', `create ${key}`, () => store.create(key, bytes)),
    replace: (key, bytes, ifMatch) => operate('write', `replace ${key}`, () => store.replace(key, bytes, ifMatch)),
    delete: (key) => operate('write', `delete ${key}`, () => store.delete(key)),
    async *list(prefix, startAfter): AsyncGenerator<ListedObject> {
      const listing = await operate('read', `list ${prefix}`, async () => store.list(prefix, startAfter))
      for await (const entry of listing) {
        if (struck && plan?.fault === 'kill') throw new Kill(`the process is dead: list ${prefix}`)
        yield entry
      }
    },
  }
}

/** The faults worth trying for an undisturbed run: every write, before and after, by failure and by death. */
export function writeFaults(writes: number): readonly FaultPlan[] {
  return Array.from({ length: writes }, (_, index) =>
    (['fail', 'kill'] as const).flatMap((fault) =>
      (['before', 'after'] as const).map((when): FaultPlan => ({ operation: 'write', nth: index + 1, fault, when })),
    ),
  ).flat()
}
