import type { ObjectStore } from '../engine/index.ts'
import { CommandLineError } from './command-line-error.ts'
import type { Io } from './io.ts'

/**
 * A store that refuses everything once the command is to stop (Ctrl-C), so that what it is at ends as after any other error: files that
 * are half written, or were unpacked, are removed.
 *
 * @param rest - what there is to say of what was done so far
 */
export function stoppable(store: ObjectStore, signal: ReturnType<Io['stopSignal']>, rest: string): ObjectStore {
  const check = (): void => {
    if (signal.aborted) throw new CommandLineError('STOPPED', `It was stopped before it was done. ${rest}`)
  }
  return {
    url: store.url,
    async get(key) {
      check()
      return store.get(key)
    },
    async create(key, bytes) {
      check()
      return store.create(key, bytes)
    },
    async replace(key, bytes, ifMatch) {
      check()
      return store.replace(key, bytes, ifMatch)
    },
    async *list(prefix, startAfter) {
      check()
      yield* store.list(prefix, startAfter)
    },
    async delete(key) {
      check()
      return store.delete(key)
    },
  }
}
