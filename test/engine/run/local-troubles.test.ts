import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { runLocally, type LocalEvent, type LocalOptions } from '../../../engine/hosts/local.ts'
import { commitLog, eventLog, memoryStore, readReceipts, type ObjectStore } from '../../../engine/state/index.ts'
import type { DetectorSpec } from '../../../spec/index.ts'
import { createSandbox, startOf, type Sandbox, type SandboxOptions } from './sandbox.ts'

const MINUTE = 60_000

const sandboxes: Sandbox[] = []
afterEach(() => {
  for (const sandbox of sandboxes.splice(0)) sandbox.remove()
})

function sandboxOf(options: SandboxOptions): Sandbox {
  const sandbox = createSandbox(options)
  sandboxes.push(sandbox)
  return sandbox
}

interface Life {
  readonly fine: boolean
  readonly events: LocalEvent[]
  readonly lines: string[]
}

/** A life whose clock jumps to whatever is waited for; `at` is when it begins. */
async function live(
  sandbox: Sandbox,
  specs: readonly DetectorSpec[],
  at: number,
  options: Partial<LocalOptions> & Pick<LocalOptions, 'store'>,
): Promise<Life> {
  const events: LocalEvent[] = []
  const lines: string[] = []
  let clock = at
  const fine = await runLocally(
    specs.map((spec) => ({ spec, baseDir: sandbox.folder })),
    {
      now: () => clock,
      ...options,
      delivery: {
        writeLine: (line) => lines.push(line),
        sleep: async () => undefined,
        now: () => clock,
        ...options.delivery,
      },
      onEvent: (event) => {
        events.push(event)
        if (event.kind === 'waiting') clock = event.until
        options.onEvent?.(event)
      },
    },
  )
  return { fine, events, lines }
}

function executedStarts(events: readonly LocalEvent[], detector = 'shops'): number[] {
  return events.flatMap((event) =>
    event.kind === 'executed' && event.detector === detector ? [event.executed.commit.start] : [],
  )
}

function failures(events: readonly LocalEvent[]): unknown[] {
  return events.flatMap((event) =>
    event.kind === 'failed' ? [[event.detector, 'code' in event.error ? event.error.code : event.error.name]] : [],
  )
}

async function damageCommits(store: ObjectStore, detector: string): Promise<void> {
  for await (const { key } of store.list(`state/${detector}/`)) {
    if (!key.includes('/commits/')) continue
    await store.delete(key)
    await store.create(key, Buffer.from('{'))
  }
}

describe('runLocally', () => {
  it('waits for the intervals that are due by a time to come', async () => {
    const sandbox = sandboxOf({ history: 305, live: 4 })
    const { fine, events } = await live(sandbox, [sandbox.spec], startOf(306), {
      store: memoryStore(),
      until: startOf(308) + MINUTE,
    })
    expect(fine).toBe(true)
    expect(executedStarts(events)).toEqual([startOf(305), startOf(306), startOf(307)])
    expect(events.flatMap((event) => (event.kind === 'waiting' ? [event.until] : []))).toEqual([
      startOf(307),
      startOf(308),
    ])
  })

  it('executes nothing when the time is before the last commit', async () => {
    const sandbox = sandboxOf({ history: 305, live: 4 })
    const store = memoryStore()
    await live(sandbox, [sandbox.spec], startOf(309), { store, once: true })
    const { fine, events } = await live(sandbox, [sandbox.spec], startOf(309), { store, until: startOf(306) })
    expect([fine, executedStarts(events)]).toEqual([true, []])
  })

  it('goes on with the others when the state of one is damaged', async () => {
    const sandbox = sandboxOf({ history: 305, live: 3 })
    const other: DetectorSpec = { ...sandbox.spec, detector: 'other' }
    const store = memoryStore()
    await live(sandbox, [sandbox.spec, other], startOf(306), { store, once: true })
    await damageCommits(store, 'shops')
    const { fine, events } = await live(sandbox, [sandbox.spec, other], startOf(307), { store, once: true })
    expect(failures(events)).toEqual([['shops', 'OBJECT_CORRUPT']])
    expect(executedStarts(events, 'other')).toEqual([startOf(306)])
    expect(fine).toBe(false)
  })

  it('says what is missing when the commits of an active detector are gone, and how to begin anew', async () => {
    const sandbox = sandboxOf({ history: 305, live: 3 })
    const store = memoryStore()
    await live(sandbox, [sandbox.spec], startOf(306), { store, once: true })
    for await (const { key } of store.list('state/')) await store.delete(key)
    const broken = await live(sandbox, [sandbox.spec], startOf(307), { store, once: true })
    expect(failures(broken.events)).toEqual([['shops', 'OBJECT_MISSING']])
    expect(broken.events.at(-1)).toMatchObject({
      error: { message: expect.stringContaining('crowsnest state repair') },
    })
    for await (const { key } of store.list('detectors/shops/events/')) await store.delete(key)
    expect((await live(sandbox, [sandbox.spec], startOf(307), { store, once: true })).fine).toBe(true)
  })

  it('tries a detector that fails again, less and less often, and is fine once it recovers', async () => {
    const sandbox = sandboxOf({ history: 305, live: 3 })
    const history = join(sandbox.folder, 'history.csv')
    rmSync(history)
    const waits: number[] = []
    let before = startOf(305)
    const { fine, events } = await live(sandbox, [sandbox.spec], before, {
      store: memoryStore(),
      until: startOf(305) + 55 * MINUTE,
      onEvent: (event) => {
        if (event.kind !== 'waiting') return
        waits.push((event.until - before) / MINUTE)
        before = event.until
        if (waits.length === 6) writeFileSync(history, 'time,shop,orders\n2026-01-05 00:00:00,east,1\n')
      },
    })
    expect(waits).toEqual([1, 2, 4, 8, 15, 15])
    expect(failures(events)).toHaveLength(6)
    expect(fine).toBe(true)
  })

  it('sends an alert that had to wait a minute later, not at the next interval', async () => {
    const sandbox = sandboxOf({ history: 310, live: 3, disturbances: { east: { 310: 0.05 } } })
    const spec: DetectorSpec = {
      ...sandbox.spec,
      alerts: [{ name: 'oncall', threshold: 50, channel: { webhook: { url: 'https://alerts.example/x' } } }],
    }
    const store = memoryStore()
    let calls = 0
    const { events } = await live(sandbox, [spec], startOf(311), {
      store,
      until: startOf(311) + 30 * MINUTE,
      delivery: {
        writeLine: () => undefined,
        // Four attempts at once and one a minute later fail.
        fetch: async () => new Response('', { status: ++calls <= 5 ? 503 : 200 }),
      },
    })
    expect(calls).toBe(6)
    const { generation } = await eventLog(store, 'shops', 'test').status()
    const place = { detector: 'shops', generation: generation! }
    const receipts = await readReceipts(store, place, startOf(311))
    expect(receipts.map(({ outcome, at }) => [outcome, at])).toEqual([['DELIVERED', startOf(311) + 3 * MINUTE]])
    expect(events.filter(({ kind }) => kind === 'delivered')).toHaveLength(1)
  })

  it('does not judge with a spec that somebody else has replaced', async () => {
    const sandbox = sandboxOf({ history: 305, live: 4 })
    const store = memoryStore()
    const changed: DetectorSpec = {
      ...sandbox.spec,
      dataset: { ...sandbox.spec.dataset, filters: { shop: ['east'] } },
    }
    let replace = false
    const { events, fine } = await live(sandbox, [sandbox.spec], startOf(306), {
      store: {
        ...store,
        list: async function* (prefix, startAfter) {
          if (replace) {
            replace = false
            await live(sandbox, [changed], startOf(306), { store, once: true })
          }
          yield* store.list(prefix, startAfter)
        },
      },
      until: startOf(307),
      onEvent: ({ kind }) => {
        replace ||= kind === 'waiting'
      },
    })
    expect(failures(events)).toEqual([['shops', 'SPEC_REPLACED']])
    expect(fine).toBe(false)
    const { generation } = await eventLog(store, 'shops', 'test').status()
    const commits = await Array.fromAsync(
      commitLog(store, { detector: 'shops', generation: generation! }).newestFirst(),
    )
    expect(commits.every(({ specHash }) => specHash === commits[0].specHash)).toBe(true)
  })
})
