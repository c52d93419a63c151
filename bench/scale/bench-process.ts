import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunContext } from '../../engine/run/index.ts'
import type { ObjectStore } from '../../engine/state/index.ts'
import type { StoreCalls } from './counted-store.ts'

/** What the engine runs with in a process of its own, at a moment: epoch milliseconds. */
export function contextAt(store: ObjectStore, baseDir: string, moment: number): RunContext {
  return {
    store,
    baseDir,
    delivery: { writeLine: () => {} },
    writer: randomUUID(),
    newId: randomUUID,
    now: () => moment,
    sleep: (milliseconds) => sleep(milliseconds),
  }
}

/** Prints what the process came to and took, as JSON: its last words. */
export function tell(outcome: object, calls: StoreCalls): void {
  const { user, system } = process.cpuUsage()
  process.stdout.write(
    JSON.stringify({
      ...outcome,
      seconds: performance.now() / 1000,
      cpuSeconds: (user + system) / 1_000_000,
      megabytes: process.resourceUsage().maxRSS / 1024,
      calls,
    }),
  )
}
