import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AnomalyGroup } from '../../../engine/anomalies/index.ts'
import { openHistory, type GroupsNow } from '../../../engine/history/index.ts'
import {
  commitLog,
  eventLog,
  folderStore,
  memoryStore,
  readGroup,
  statePrefix,
  writeGroup,
  writeReceipt,
  type CommitRecord,
  type ObjectStore,
} from '../../../engine/state/index.ts'
import { groupAt, HOUR, PLACE, record, T0 } from '../state/records.ts'
import { countingStore } from './counting-store.ts'
import { shopState } from './shop-world.ts'

async function groupsOf(store: ObjectStore, detector = 'shop'): Promise<GroupsNow> {
  return (await openHistory(store).detector(detector))!.generation!.groups.now()
}

/** What the commits say, read one after the other from the oldest. */
async function commitsOf(store: ObjectStore): Promise<readonly CommitRecord[]> {
  const { generation } = await eventLog(store, 'shop', 'test').status()
  const log = commitLog(store, { detector: 'shop', generation: generation! })
  return (await Array.fromAsync(log.newestFirst())).toReversed()
}

describe('the groups of a detector', () => {
  it.each([
    { kind: 'live', where: 'memory' },
    { kind: 'live', where: 'folder' },
    { kind: 'backtest', where: 'memory' },
  ] as const)('are what all commits together say: $kind, in $where', async ({ kind, where }) => {
    const folder = mkdtempSync(join(tmpdir(), 'crowsnest-history-'))
    try {
      const store = await shopState(kind, where === 'folder' ? await folderStore(folder) : memoryStore())
      const commits = await commitsOf(store)
      const newest = new Map(commits.flatMap(({ groups }) => groups.map((ref) => [ref.id, ref])))
      const { groups, byId, last, fired } = await groupsOf(store)
      expect(newest.size).toBeGreaterThan(3)
      expect(new Map(groups.map(({ ref }) => [ref.id, ref]))).toEqual(newest)
      expect(new Set(byId.keys())).toEqual(new Set(newest.keys()))
      expect(last).toEqual(commits.at(-1))
      const starts = groups.map(({ ref }) => ref.start)
      expect(starts).toEqual(starts.toSorted((a, b) => b - a))
      const ids = new Set((commits.at(-1)!.openGroups as readonly AnomalyGroup[]).map(({ id }) => id))
      expect(groups.filter(({ open }) => open).map(({ ref }) => ref.id)).toEqual(
        groups.map(({ ref }) => ref.id).filter((id) => ids.has(id)),
      )
      const alerts = commits.flatMap((commit) => commit.alerts.map(({ id }) => id))
      expect(new Set(fired.map(({ id }) => id))).toEqual(new Set(alerts))
      for (const { ref, summary } of groups) {
        const { end, metricCount } = await readGroup(store, ref)
        expect(summary).toMatchObject({ end, metricCount })
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

const PREFIX = statePrefix(PLACE, 'commits')

const ID = (letter: string): string => `${letter.repeat(8)}-0000-8000-8000-000000000000`

/** A detector whose commits the tests write themselves. */
async function ownState(): Promise<{
  readonly store: ReturnType<typeof countingStore>
  readonly commit: (sequence: number, groups: readonly AnomalyGroup[], over?: Partial<CommitRecord>) => Promise<void>
}> {
  const store = memoryStore()
  await store.create('detectors/revenue/detector.json', Buffer.from('{"detector":"revenue","interval":"PT1H"}'))
  const events = eventLog(store, 'revenue', 'test')
  await events.append(() => ({ kind: 'ACTIVATION_REQUESTED' }), 1)
  const { generation } = PLACE
  await events.append(() => ({ kind: 'GENERATION_STARTED', generation, specHash: 'abc', historyEnd: 0 }), 2)
  const log = commitLog(store, PLACE)
  let last: CommitRecord | undefined
  return {
    store: countingStore(store),
    async commit(sequence, groups, over = {}) {
      const base = record(sequence)
      const refs = await Promise.all(groups.map((group) => writeGroup(store, PLACE, base.end, group)))
      last = (await log.append({ ...base, groups: refs, ...over }, last)).record
    },
  }
}

describe('the groups kept in memory', () => {
  it('cost one listing and no commit while nothing is new, and what is new costs that alone', async () => {
    const { store, commit } = await ownState()
    for (let sequence = 0; sequence < 40; sequence++) {
      await commit(sequence, sequence % 10 === 9 ? [groupAt(T0 + sequence * HOUR, ID(String(sequence % 7)))] : [])
    }
    const history = openHistory(store)
    const now = async (): Promise<GroupsNow> => (await history.detector('revenue'))!.generation!.groups.now()
    const commitReads = (): number => store.reads.splice(0).filter((key) => key.startsWith(PREFIX)).length
    expect((await now()).groups).toHaveLength(4)
    // The last commit and those of the four groups: 36 hours without an anomaly are not read.
    expect(commitReads()).toBeLessThanOrEqual(6)
    await now()
    expect(commitReads()).toBe(0)
    await commit(40, [groupAt(T0 + 40 * HOUR, ID('a'))])
    expect((await now()).groups.map(({ ref }) => ref.id)[0]).toBe(ID('a'))
    expect(commitReads()).toBeLessThanOrEqual(2)
  })

  it('follow a group that goes on, and know when it is over', async () => {
    const { store, commit } = await ownState()
    const history = openHistory(store)
    const group = async (): Promise<GroupsNow['groups'][number]> =>
      (await (await history.detector('revenue'))!.generation!.groups.now()).byId.get(ID('a'))!
    await commit(0, [])
    await commit(1, [groupAt(T0, ID('a'))], { openGroups: [{ id: ID('a') }] })
    expect(await group()).toMatchObject({ open: true, summary: { end: T0 } })
    await commit(2, [groupAt(T0, ID('a'), T0 + HOUR)], { openGroups: [{ id: ID('a') }] })
    expect(await group()).toMatchObject({ open: true, summary: { end: T0 + HOUR } })
    await commit(3, [])
    expect(await group()).toMatchObject({ open: false, summary: { end: T0 + HOUR } })
    // Nobody has looked between two commits that both changed it.
    await commit(4, [groupAt(T0, ID('a'), T0 + 3 * HOUR)])
    await commit(5, [groupAt(T0, ID('a'), T0 + 4 * HOUR)])
    expect((await group()).summary.end).toBe(T0 + 4 * HOUR)
  })

  it('leave out what no commit names: a whole group, and a later revision of one', async () => {
    const { store, commit } = await ownState()
    await commit(0, [groupAt(T0, ID('a'))])
    await commit(1, [])
    // As a killed run leaves them.
    await writeGroup(store, PLACE, T0 + HOUR, groupAt(T0, ID('a'), T0 + HOUR))
    await writeGroup(store, PLACE, T0 + HOUR, groupAt(T0 + HOUR, ID('b')))
    const { groups } = await groupsOf(store, 'revenue')
    expect(groups.map(({ ref, summary }) => [ref.id, summary.end])).toEqual([[ID('a'), T0]])
  })

  it('read groups of commits that have no summaries', async () => {
    const { store, commit } = await ownState()
    const { summary, ...ref } = await writeGroup(store, PLACE, T0, groupAt(T0, ID('a')))
    await commit(0, [], { groups: [ref] })
    expect(summary).toBeDefined()
    expect((await groupsOf(store, 'revenue')).groups[0].summary).toEqual(summary)
  })

  it('name the alerts of an interval that only a receipt leads to', async () => {
    const { store, commit } = await ownState()
    const alert = { id: 'event-1', alert: 'oncall', groupId: ID('a') }
    await commit(0, [groupAt(T0, ID('a'))], { alerts: [alert] })
    const receipt = { outcome: 'DELIVERED', at: 1, attempts: 1, response: null, failure: null } as const
    await writeReceipt(store, PLACE, { end: T0 }, { id: 'event-1', alert: 'oncall', ...receipt })
    await commit(1, [groupAt(T0, ID('a'), T0 + HOUR)])
    await commit(2, [])
    const { byId, fired } = await groupsOf(store, 'revenue')
    expect(byId.get(ID('a'))!.alerts).toEqual([{ ...alert, interval: T0 - HOUR, end: T0 }])
    expect(fired).toHaveLength(1)
  })

  it('begin anew with another generation', async () => {
    const { store, commit } = await ownState()
    await commit(0, [groupAt(T0, ID('a'))])
    const history = openHistory(store)
    const count = async (): Promise<number> =>
      (await (await history.detector('revenue'))!.generation!.groups.now()).groups.length
    expect(await count()).toBe(1)
    const generation = crypto.randomUUID()
    const next = { kind: 'GENERATION_STARTED', generation, specHash: 'abc', historyEnd: 0 } as const
    await eventLog(store, 'revenue', 'test').append(() => next, 3)
    expect(await count()).toBe(0)
  })
})
