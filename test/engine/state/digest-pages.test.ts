import { beforeEach, describe, expect, it } from 'vitest'
import { openHistory, type GroupsNow } from '../../../engine/history/index.ts'
import {
  commitKey,
  commitLog,
  eventLog,
  FORMATS,
  memoryStore,
  openRecord,
  readDigestPages,
  sealRecord,
  statePrefix,
  writeDigestPage,
  writeGroup,
  writeReceipt,
  type CommitRecord,
  type ObjectStore,
} from '../../../engine/state/index.ts'
import { countingStore } from '../history/counting-store.ts'
import { groupAt, HOUR, PLACE, record, T0 } from './records.ts'

const PAGE = 256
const LAST = 2 * PAGE + 40
const DIGESTS = statePrefix(PLACE, 'digests')

const DELIVERED = { outcome: 'DELIVERED', at: 1, attempts: 1, response: null, failure: null } as const

const idOf = (sequence: number): string => `${String(sequence).padStart(8, '0')}-0000-8000-8000-000000000000`

/** Every tenth interval has a group, which the one after changes, and an alert; `writer` tells one telling of the history from another. */
async function appendCommits(store: ObjectStore, from: number, to: number, writer = 'writer-1'): Promise<void> {
  const log = commitLog(store, PLACE)
  let last = await log.latest()
  for (let sequence = from; sequence <= to; sequence++) {
    const base = { ...record(sequence), writer }
    const onset = sequence - (sequence % 10)
    const isNews = sequence % 10 < 2
    const group = groupAt(T0 + onset * HOUR, idOf(onset), T0 + sequence * HOUR)
    const own = isNews ? { groups: [await writeGroup(store, PLACE, base.end, group)] } : {}
    const alerts = sequence % 10 === 0 ? [{ id: `${writer}-${sequence}`, alert: 'oncall', groupId: group.id }] : []
    last = (await log.append({ ...base, ...own, alerts }, last)).record
    for (const { id, alert } of alerts) await writeReceipt(store, PLACE, base, { id, alert, ...DELIVERED })
  }
}

async function writePages(store: ObjectStore): Promise<number> {
  const log = commitLog(store, PLACE)
  const last = (await log.latest())!
  let written = 0
  while (await writeDigestPage(store, log, last)) written++
  return written
}

async function groupsOf(store: ObjectStore): Promise<GroupsNow> {
  return (await openHistory(store).detector('revenue'))!.generation!.groups.now()
}

async function pageKeys(store: ObjectStore): Promise<readonly string[]> {
  return Array.fromAsync(store.list(DIGESTS), ({ key }) => key)
}

describe('pages of commits', () => {
  let store: ObjectStore
  let plain: GroupsNow

  beforeEach(async () => {
    store = memoryStore()
    await store.create('detectors/revenue/detector.json', Buffer.from('{"detector":"revenue","interval":"PT1H"}'))
    const events = eventLog(store, 'revenue', 'test')
    await events.append(() => ({ kind: 'ACTIVATION_REQUESTED' }), 1)
    const { generation } = PLACE
    await events.append(() => ({ kind: 'GENERATION_STARTED', generation, specHash: 'abc', historyEnd: 0 }), 2)
    await appendCommits(store, 0, LAST)
    plain = await groupsOf(store)
  })

  it('are written when they are full, the oldest first, each once', async () => {
    const log = commitLog(store, PLACE)
    const at = async (sequence: number): Promise<CommitRecord> => (await log.at(T0 + sequence * HOUR))!
    expect(await writeDigestPage(store, log, await at(PAGE - 2))).toBe(false)
    expect(await writeDigestPage(store, log, await at(PAGE - 1))).toBe(true)
    expect(await writeDigestPage(store, log, await at(PAGE))).toBe(false)
    expect(await writePages(store)).toBe(1)
    expect(await pageKeys(store)).toEqual([`${DIGESTS}00000000.json`, `${DIGESTS}00000001.json`])
  })

  it('tell the same groups and alerts as the commits, which are not read then', async () => {
    await writePages(store)
    const counting = countingStore(store)
    const groups = await groupsOf(counting)
    expect(groups).toEqual(plain)
    expect(groups.groups).toHaveLength(56)
    expect(groups.fired).toHaveLength(56)
    const commits = counting.reads.filter((key) => key.startsWith(statePrefix(PLACE, 'commits')))
    // The last commit, that which the last page ends with, and what no page has yet.
    expect(commits.length).toBeLessThanOrEqual(2 + 41)
  })

  it.each([
    ['missing', (key: string) => store.delete(key)],
    ['damaged', (key: string) => overwrite(key, Buffer.from('{"version": 1, "checksum": "x"}\n'))],
    ['of a newer Crowsnest', (key: string) => overwrite(key, sealRecord({}, [...FORMATS.digests, (old) => old]))],
    ['of another detector', (key: string) => overwrite(key, sealRecord({ detector: 'other' }, FORMATS.digests))],
  ])('cost time alone where one is %s', async (_what, harm) => {
    await writePages(store)
    for (const key of await pageKeys(store)) {
      const { bytes } = (await store.get(key))!
      await harm(key)
      expect(await groupsOf(store)).toEqual(plain)
      await overwrite(key, bytes)
    }
  })

  it('count for nothing where commits were lost and made again', async () => {
    await writePages(store)
    const lost = 2 * PAGE - 7
    for (let sequence = LAST; sequence >= lost; sequence--) {
      await store.delete(commitKey(PLACE, T0 + sequence * HOUR))
    }
    const log = commitLog(store, PLACE)
    expect((await readDigestPages(store, log, (await log.latest())!.end))!.end).toBe(T0 + (PAGE - 1) * HOUR)
    await appendCommits(store, lost, 3 * PAGE, 'writer-2')
    // A page that follows one that tells of other commits counts for nothing either.
    expect(await writePages(store)).toBe(1)
    const { fired } = await groupsOf(store)
    expect(fired.map(({ id }) => id)).toContain(`writer-2-${2 * PAGE - 2}`)
    expect(fired.map(({ id }) => id)).not.toContain(`writer-1-${2 * PAGE - 2}`)
  })

  it('are not made of commits that cannot be read', async () => {
    const key = commitKey(PLACE, T0 + 7 * HOUR)
    const { bytes } = (await store.get(key))!
    await overwrite(key, Buffer.from('{}'))
    expect(await writePages(store)).toBe(0)
    await store.delete(key)
    expect(await writePages(store)).toBe(0)
    await store.create(key, bytes)
    expect(await writePages(store)).toBe(2)
  })

  it('say nothing of commits without groups and alerts', async () => {
    await writePages(store)
    const [key] = await pageKeys(store)
    const page = openRecord<{ readonly commits: readonly CommitRecord[] }>(
      store,
      key,
      (await store.get(key))!.bytes,
      FORMATS.digests,
    )
    expect(page.commits.map(({ sequence }) => sequence % 10)).toEqual(page.commits.map((_, index) => index % 2))
  })

  async function overwrite(key: string, bytes: Uint8Array): Promise<void> {
    await store.delete(key)
    await store.create(key, bytes)
  }
})
