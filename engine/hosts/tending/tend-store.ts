import { setTimeout as sleep } from 'node:timers/promises'
import { isDetectorTrouble } from '../../run/index.ts'
import { limiter, listDetectors } from '../../state/index.ts'
import { DetectorTender } from './detector-tender.ts'
import type { TendOptions } from './tend-options.ts'

/** The detectors of a state that are looked after. */
export interface Tender {
  /** Says that a detector has something to do now. */
  wake(detector: string): void
  /** Resolves when the signal was aborted and all has come to rest; rejects for a bug of Crowsnest. */
  readonly ended: Promise<void>
}

/** Other processes may change the state, too: it is looked at again after this, milliseconds. */
const LOOK_EVERY_MS = 15_000

/** Detectors that learn, backtest or catch up at a time. One that takes long must not keep all others waiting. */
const AT_ONCE = 3

/**
 * Looks after the detectors that the API made: learns when one was activated, backtests, executes intervals as they become due, deletes.
 * Those that a deployment or `crowsnest run` declares are left to it, but for backtests that were asked for here. Several processes may do
 * so for one state.
 */
export function tendStore(options: TendOptions): Tender {
  const { signal, store, now } = options
  const slots = limiter(AT_ONCE)
  const tenders = new Map<string, DetectorTender>()
  const due = new Map<string, number>()
  const busy = new Map<string, Promise<void>>()
  /** Asked for while they were busy. */
  const again = new Set<string>()
  const asked = new Set<string>()
  let woken = new AbortController()
  let bug: { readonly error: unknown } | undefined

  function begin(name: string): void {
    const tender = tenders.get(name) ?? new DetectorTender(name, options, slots)
    tenders.set(name, tender)
    const ended = tender
      .look(asked.delete(name))
      .then(
        (next) => void due.set(name, next),
        (error: unknown) => {
          trouble(error)
          due.set(name, now() + LOOK_EVERY_MS)
        },
      )
      .finally(() => {
        busy.delete(name)
        if (again.delete(name)) asked.add(name)
        woken.abort()
      })
    busy.set(name, ended)
  }

  function trouble(error: unknown): void {
    if (signal.aborted) return
    if (isDetectorTrouble(error)) options.onEvent?.({ kind: 'troubled', error })
    else bug ??= { error }
  }

  async function run(): Promise<void> {
    let lookedAt = -Infinity
    while (!signal.aborted && bug === undefined) {
      woken = new AbortController()
      const all = performance.now() - lookedAt >= LOOK_EVERY_MS
      if (all) {
        lookedAt = performance.now()
        try {
          for await (const name of listDetectors(store)) due.set(name, -Infinity)
        } catch (error) {
          trouble(error)
        }
      }
      for (const name of asked) due.set(name, -Infinity)
      for (const [name, moment] of due) {
        if (moment > now()) continue
        if (!busy.has(name)) begin(name)
        else if (asked.delete(name)) again.add(name)
      }
      const next = Math.min(...[...due].filter(([name]) => !busy.has(name)).map(([, moment]) => moment))
      await pause(Math.min(next - now(), LOOK_EVERY_MS), AbortSignal.any([signal, woken.signal]))
    }
    await Promise.all(busy.values())
    if (bug !== undefined) throw bug.error
  }

  return {
    wake(detector) {
      asked.add(detector)
      woken.abort()
    },
    ended: run(),
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0) return
  try {
    await sleep(milliseconds, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
