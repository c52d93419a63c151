import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { judgeMetrics, type AnomalyGroup, type Judgement } from '../../../engine/anomalies/index.ts'
import { runLocally, type LocalEvent } from '../../../engine/hosts/local.ts'
import {
  commitLog,
  listExecutions,
  memoryStore,
  readGroup,
  writeJudgements,
  type CommitRecord,
  type ObjectStore,
} from '../../../engine/state/index.ts'
import { intervalGrid } from '../../../engine/time/index.ts'
import { faultyStore, Kill, type FaultPlan } from '../state/faulty-store.ts'
import { keysOf } from '../state/store-contract.ts'
import { createSandbox, startOf, type Sandbox } from './sandbox.ts'

const HISTORY = 310
/**
 * Intervals in which east drops, at the same time on three days, and what is left of it: severities 59, 53 and 47, the threshold is
 * 50. Each drop is deeper than the one before, which made such a height less rare.
 */
const DROPS = [311, 335, 359]
const LEFT = [0.9, 0.86, 0.835]
const END = 370
const PLACE = { detector: 'shops', generation: '3b0d9c0e-52a5-4c1f-9a53-6d8c0d4b7f10' }
const DAY_LEFT = 2 ** (-1 / 30)

let sandbox: Sandbox
beforeAll(() => {
  const east = Object.fromEntries(DROPS.map((drop, k) => [drop, LEFT[k]]))
  sandbox = createSandbox({ history: HISTORY, live: END - HISTORY, disturbances: { east } })
})
afterAll(() => sandbox.remove())

/** A detector that runs and is judged. */
function world(store = memoryStore()) {
  return {
    store,
    async runUntil(index: number, through = store): Promise<{ readonly fine: boolean; readonly events: LocalEvent[] }> {
      const events: LocalEvent[] = []
      const fine = await runLocally([{ spec: sandbox.spec, baseDir: sandbox.folder }], {
        store: through,
        newId: () => PLACE.generation,
        until: startOf(index) + 60_000,
        delivery: { writeLine: () => undefined },
        onEvent: (event) => events.push(event),
      })
      return { fine, events }
    },
    async commitOf(drop: number): Promise<CommitRecord> {
      return (await commitLog(store, PLACE).at(startOf(drop + 1)))!
    },
    async groupOf(drop: number): Promise<AnomalyGroup> {
      const { groups } = await this.commitOf(drop)
      return readGroup(
        store,
        groups.find(({ start }) => start === startOf(drop))!,
      )
    },
    /** Somebody judges the group of a drop, some minutes after its interval. */
    async judge(drop: number, relevant: boolean | null, minutes = 30, by = 'ana'): Promise<readonly Judgement[]> {
      const group = await this.groupOf(drop)
      const slot = intervalGrid('PT1H', 'UTC').slot(group.start)
      const at = startOf(drop + 1) + minutes * 60_000
      const judgements = judgeMetrics(group, { metrics: null, relevant, at, by, slot })
      await writeJudgements(store, 'shops', judgements)
      return judgements
    },
  }
}

async function copyOf(store: ObjectStore): Promise<ObjectStore> {
  const copy = memoryStore()
  for (const key of await keysOf(store.list(''))) await copy.create(key, (await store.get(key))!.bytes)
  return copy
}

/** Faults at the last of so many operations. */
function lastOf(operation: 'read' | 'write', count: number, last: number): readonly Omit<FaultPlan, 'fault'>[] {
  return Array.from({ length: last }, (_, k) => ({ operation, nth: count - k, when: 'before' }))
}

/** Of a detector that nobody judges. */
const unjudged = world()
beforeAll(async () => {
  expect(await unjudged.runUntil(END)).toMatchObject({ fine: true })
})

const alertsOf = ({ alerts }: CommitRecord): readonly string[] => alerts.map(({ alert }) => alert)

describe('feedback', () => {
  it('lowers the severity of a later anomaly that is alike, and its alert stays silent', async () => {
    const judged = world()
    await judged.runUntil(DROPS[0] + 1)
    await judged.judge(DROPS[0], false)
    await judged.runUntil(END)
    const [before, after] = await Promise.all([unjudged, judged].map((one) => one.groupOf(DROPS[1])))
    expect(before.severity).toBeGreaterThanOrEqual(50)
    // Said half an hour after the first drop, 23.5 hours before the end of the second.
    expect(before.severity - after.severity).toBeCloseTo(25 * 0.35 * 2 ** (-23.5 / 24 / 30), 1)
    expect(after).toEqual({
      ...before,
      severity: after.severity,
      adjustment: {
        severityBefore: before.severity,
        text: `severity ${Math.round(after.severity)}, lowered from ${Math.round(before.severity)} by 1 judgement`,
        reasons: [
          expect.stringMatching(
            /^ana, 2026-01-18 00:30 UTC: not relevant, the whole of a group, as of east \(all values the same, same direction, same time of day, 98 % of its weight left\): -8.6 points$/,
          ),
        ],
      },
    })
    expect(alertsOf(await unjudged.commitOf(DROPS[1]))).toEqual(['oncall'])
    expect(alertsOf(await judged.commitOf(DROPS[1]))).toEqual([])
    const [listed] = (await judged.commitOf(DROPS[1])).groups
    expect(listed).toMatchObject({
      severity: after.severity,
      summary: { severityBefore: before.severity, direction: 'down' },
    })
  })

  it('raises it, so that an alert fires that would not have', async () => {
    const judged = world()
    await judged.runUntil(DROPS[1] + 1)
    await judged.judge(DROPS[1], true)
    await judged.runUntil(END)
    const [before, after] = await Promise.all([unjudged, judged].map((one) => one.groupOf(DROPS[2])))
    expect(after.severity - before.severity).toBeCloseTo(25 * 0.15 * DAY_LEFT, 1)
    expect(alertsOf(await unjudged.commitOf(DROPS[2]))).toEqual([])
    expect(alertsOf(await judged.commitOf(DROPS[2]))).toEqual(['oncall'])
  })

  it('changes nothing once it is taken back, and nothing that was learned at any time', async () => {
    const judged = world()
    await judged.runUntil(DROPS[0] + 1)
    await judged.judge(DROPS[0], false)
    await judged.runUntil(DROPS[1] + 1)
    expect((await judged.groupOf(DROPS[1])).adjustment).toBeDefined()
    await judged.judge(DROPS[0], null, 24 * 60 + 40, 'ben')
    await judged.runUntil(END)
    expect(await judged.groupOf(DROPS[2])).toEqual(await unjudged.groupOf(DROPS[2]))
    for (let index = DROPS[0]; index < END; index++) {
      const [mine, theirs] = await Promise.all([judged.commitOf(index), unjudged.commitOf(index)])
      expect(mine.snapshot.map(({ sha256 }) => sha256)).toEqual(theirs.snapshot.map(({ sha256 }) => sha256))
      expect(mine.openGroups).toEqual(theirs.openGroups)
    }
  })

  it('about a group does not change that group, and what is said after an interval does not change it', async () => {
    const judged = world()
    await judged.runUntil(DROPS[0] + 1)
    // A minute after the last drop's interval.
    await judged.judge(DROPS[0], false, 48 * 60 + 1)
    await judged.runUntil(END)
    for (const drop of DROPS) expect(await judged.groupOf(drop)).toEqual(await unjudged.groupOf(drop))
  })

  it('is read once for all intervals of a process, and nothing is read where there is none', async () => {
    const judged = world()
    await judged.runUntil(DROPS[0] + 1)
    await judged.judge(DROPS[0], false)
    const counted = faultyStore(judged.store)
    await judged.runUntil(DROPS[0] + 11, counted)
    const calls = counted.calls.filter((call) => call.includes('/feedback/'))
    expect(calls.filter((call) => call.startsWith('list'))).toHaveLength(10)
    expect(calls.filter((call) => call.startsWith('get'))).toHaveLength(1)
  })

  it('comes to the same whatever read or write a run fails or dies at, and when two race', async () => {
    const judged = world()
    await judged.runUntil(DROPS[0] + 1)
    await judged.judge(DROPS[0], false)
    const from = await copyOf(judged.store)
    const counted = faultyStore(judged.store)
    await judged.runUntil(DROPS[1] + 1, counted)
    const expected = await judged.groupOf(DROPS[1])
    expect(expected.adjustment).toBeDefined()
    // The last interval is the one with the drop.
    const faults = [...lastOf('write', counted.writes, 8), ...lastOf('read', counted.reads, 12)].flatMap((one) =>
      (['fail', 'kill'] as const).map((fault) => ({ ...one, fault })),
    )
    for (const fault of faults) {
      const one = world(await copyOf(from))
      await one.runUntil(DROPS[1] + 1, faultyStore(one.store, fault)).catch((error: unknown) => {
        if (!(error instanceof Kill)) throw error
      })
      await one.runUntil(DROPS[1] + 1)
      expect(await one.groupOf(DROPS[1]), JSON.stringify(fault)).toEqual(expected)
    }
    const raced = world(from)
    await Promise.all([raced.runUntil(DROPS[1] + 1), raced.runUntil(DROPS[1] + 1)])
    expect(await raced.groupOf(DROPS[1])).toEqual(expected)
  })

  it('that cannot be read is told with each interval, stops nobody, and counts again when it is mended', async () => {
    const judged = world()
    await judged.runUntil(DROPS[0] + 1)
    await judged.judge(DROPS[0], false)
    const [key] = await keysOf(judged.store.list('detectors/shops/feedback/'))
    const { bytes, etag } = (await judged.store.get(key))!
    await judged.store.replace(key, Buffer.from('{}'), etag)
    const { fine, events } = await judged.runUntil(DROPS[0] + 2)
    expect(fine).toBe(true)
    expect(events.flatMap((event) => (event.kind === 'executed' ? [event.executed.execution] : []))).toMatchObject([
      { status: 'COMPLETED', unreadFeedback: { objects: 1, examples: [expect.stringContaining(key)] } },
    ])
    const logged = await Array.fromAsync(listExecutions(judged.store, PLACE, { after: startOf(DROPS[0] + 1) }))
    expect(logged).toMatchObject([{ unreadFeedback: { objects: 1 } }])
    await judged.store.delete(key)
    await judged.store.create(key, bytes)
    const mended = await judged.runUntil(DROPS[1] + 1)
    expect(mended).toMatchObject({ fine: true })
    expect(JSON.stringify(mended.events)).not.toContain('unreadFeedback')
    expect((await judged.groupOf(DROPS[1])).adjustment).toBeDefined()
  })
})
