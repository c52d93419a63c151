import { type ListedObject, type ObjectStore, StateError } from '../../engine/state/index.ts'
import type { Fault, Outcome } from './scheduler.ts'
import { Process } from './scheduler.ts'
import { current } from './virtual-machine.ts'

const FAULTS: readonly Fault[] = ['fail', 'throttle', 'time out', 'time out, done later', 'lose answer', 'cut']

/** As S3 and the SDK's errors say it. */
const REASONS: Readonly<Partial<Record<Fault, string>>> = {
  throttle: 'SlowDown: reduce your request rate',
  'time out': 'TimeoutError: no answer in time',
  'time out, done later': 'TimeoutError: no answer in time',
  'lose answer': 'ECONNRESET: the connection was reset',
  cut: 'aborted: the connection closed before the end',
}

/** A store as the processes of a schedule see it: every call is one of the schedule, a listing one for each page. */
export function disturbedStore(store: ObjectStore, pageSize: number): ObjectStore {
  const failed = (label: string, fault: Fault): { readonly error: Error } => ({
    error: new StateError({
      code: 'STORE_FAILED',
      url: store.url,
      key: label.slice(label.indexOf(' ') + 1),
      reason: REASONS[fault] ?? 'InternalError',
    }),
  })

  function call<T>(label: string, apply: () => Promise<T>): Promise<T> {
    return current(Process).call({
      service: 'store',
      label,
      apply,
      faults: FAULTS,
      failure: (fault) => failed(label, fault),
    })
  }

  /** A page of a listing, whole or cut. */
  async function page(prefix: string, after: string | undefined): Promise<Page> {
    const label = `list ${prefix}`
    return current(Process).call<Page>({
      service: 'store',
      label,
      apply: async () => {
        const entries: ListedObject[] = []
        for await (const entry of store.list(prefix, after)) {
          if (entries.length === pageSize) return { entries, more: true }
          entries.push(entry)
        }
        return { entries, more: false }
      },
      faults: FAULTS,
      failure: (fault, result): Outcome<Page> => {
        const error = failed(label, fault)
        if (fault !== 'cut' || result === undefined || result.entries.length === 0) return error
        return { value: { entries: result.entries.slice(0, Math.ceil(result.entries.length / 2)), more: error } }
      },
    })
  }

  return {
    url: store.url,
    get: (key) => call(`get ${key}`, () => store.get(key)),
    create: (key, bytes) => call(`create ${key}`, () => store.create(key, bytes)),
    replace: (key, bytes, ifMatch) => call(`replace ${key}`, () => store.replace(key, bytes, ifMatch)),
    delete: (key) => call(`delete ${key}`, () => store.delete(key)),
    async *list(prefix, startAfter) {
      for (let after = startAfter; ;) {
        const { entries, more } = await page(prefix, after)
        yield* entries
        if (typeof more === 'object') throw more.error
        if (!more) return
        after = entries.at(-1)!.key
      }
    },
  }
}

interface Page {
  readonly entries: readonly ListedObject[]
  readonly more: boolean | { readonly error: Error }
}
