import { AsyncLocalStorage } from 'node:async_hooks'
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers/promises'

/** What pauses of a program are given to, in place of the machine's clock. */
export interface Sleepers {
  after(milliseconds: number, run: () => void): PauseHandle
  /** In place of Math.random: at least 0, below 1. */
  random(): number
}

/** What a pause can be told before it is over. */
export interface PauseHandle {
  /** Takes it back. */
  cancel(): void
  /** Nobody waits for it. */
  ignore(): void
}

const running = new AsyncLocalStorage<Sleepers>()

/** The process whose code runs at this moment. */
export function current<T extends Sleepers>(kind: abstract new (...args: never[]) => T): T {
  const process = running.getStore()
  if (process instanceof kind) return process
  throw new Error('no process of the schedule runs this code: a bug of the harness')
}

/** Runs a program as a process: its pauses are those of `process`, as are the ones of all that it starts. */
export function runAs<T>(process: Sleepers, program: () => T): T {
  return running.run(process, program)
}

/** For a callback of the harness itself, which no process runs. */
export function runOutside<T>(program: () => T): T {
  return running.exit(program)
}

/** The machine's own clock, for the harness. */
export const machine = { setTimeout: globalThis.setTimeout, setImmediate: globalThis.setImmediate }

let installed = 0

/**
 * While this is installed, code that a process runs has no clock and no chance of its own: `setTimeout`, that of `node:timers/promises`, which
 * the engine and the AWS SDK pause with, and Math.random follow the schedule. Other code of this thread notices nothing.
 *
 * @returns what takes it back
 */
export function installMachine(): () => void {
  if (installed++ > 0) return () => void installed--
  const before = { set: globalThis.setTimeout, clear: globalThis.clearTimeout, sleep: timers.setTimeout }
  const random = Math.random
  // The AWS SDK makes errors all the time, and nobody looks at where.
  const { stackTraceLimit } = Error
  const set = (run: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]): unknown => {
    const process = running.getStore()
    if (process === undefined) return before.set(run, milliseconds, ...args)
    return new VirtualTimer(process.after(milliseconds, () => run(...args)))
  }
  const clear = (timer: unknown): void => {
    if (timer instanceof VirtualTimer) timer.pause.cancel()
    else before.clear(timer as NodeJS.Timeout)
  }
  const sleep = (
    milliseconds = 0,
    value?: unknown,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<unknown> => {
    const process = running.getStore()
    if (process === undefined) return before.sleep(milliseconds, value, options)
    return new Promise((resolve, reject) => {
      const { signal } = options
      if (signal?.aborted) return reject(abortError(signal))
      const pause = process.after(milliseconds, () => resolve(value))
      signal?.addEventListener('abort', () => {
        pause.cancel()
        reject(abortError(signal))
      })
    })
  }
  Object.assign(globalThis, { setTimeout: set, clearTimeout: clear })
  Object.assign(timers, { setTimeout: sleep })
  Error.stackTraceLimit = 0
  Math.random = () => running.getStore()?.random() ?? random()
  syncBuiltinESMExports()
  return () => {
    if (--installed > 0) return
    Object.assign(globalThis, { setTimeout: before.set, clearTimeout: before.clear })
    Object.assign(timers, { setTimeout: before.sleep })
    Math.random = random
    Error.stackTraceLimit = stackTraceLimit
    syncBuiltinESMExports()
  }
}

class VirtualTimer {
  readonly pause: PauseHandle

  constructor(pause: PauseHandle) {
    this.pause = pause
  }

  unref(): this {
    this.pause.ignore()
    return this
  }
}

function abortError(signal: AbortSignal): Error {
  return Object.assign(new Error('The operation was aborted', { cause: signal.reason }), { name: 'AbortError' })
}
