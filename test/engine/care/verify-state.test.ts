import { describe, expect, it } from 'vitest'
import { verifyState, type DetectorReport, type StateFinding } from '../../../engine/care/index.ts'
import {
  collectGarbage,
  memoryStore,
  momentOf,
  type ObjectStore,
  sealRecord,
  FORMATS,
} from '../../../engine/state/index.ts'
import { newestFirstFlat } from '../../../engine/state/keys.ts'
import { text } from '../state/store-contract.ts'
import { goOn, hour, keyOf, logOf, overwrite, PLACE, stateOf } from './released.ts'

async function verified(
  store: ObjectStore,
): Promise<{ readonly findings: readonly StateFinding[]; readonly reports: readonly DetectorReport[] }> {
  const findings: StateFinding[] = []
  const reports = await verifyState(store, { onFinding: (finding) => findings.push(finding) })
  return { findings, reports }
}

const CHUNKS = ['OBJECT_MISSING', 'OBJECT_MISSING', 'OBJECT_MISSING']

const flip = (bytes: Uint8Array): Uint8Array =>
  bytes.map((byte, index) => (index === bytes.length >> 1 ? byte ^ 1 : byte))

describe('verifyState', () => {
  // What a state is made of, and what is said when it is gone, or a bit of it is another.
  it.each([
    // An export has the state after the last commit alone, so that none is left to go on from.
    {
      kind: 'commits',
      at: 0,
      missing: [...CHUNKS, 'COMMIT_MISSING'],
      changed: [...CHUNKS, 'OBJECT_CORRUPT'].toSorted(),
    },
    { kind: 'commits', at: 4, missing: ['COMMIT_MISSING'], changed: ['OBJECT_CORRUPT'] },
    { kind: 'commits', at: -1, missing: ['COMMIT_MISSING'], changed: ['OBJECT_CORRUPT'] },
    { kind: 'chunks', at: 0, missing: ['OBJECT_MISSING'], changed: ['OBJECT_CORRUPT'] },
    { kind: 'points', at: 2, missing: ['OBJECT_MISSING'], changed: ['OBJECT_CORRUPT'] },
    { kind: 'groups', at: 1, missing: ['OBJECT_MISSING'], changed: ['OBJECT_CORRUPT'] },
    { kind: 'receipts', at: -1, missing: ['RECEIPT_MISSING'], changed: ['OBJECT_CORRUPT'] },
    // Of the last commit: the engine sends it again.
    { kind: 'receipts', at: 0, missing: [], changed: ['OBJECT_CORRUPT'] },
    // That of the last commit again, and of one before.
    { kind: 'outbox', at: 0, missing: [], changed: ['OBJECT_CORRUPT'] },
    { kind: 'outbox', at: 1, missing: ['RECEIPT_MISSING'], changed: ['OBJECT_CORRUPT', 'RECEIPT_MISSING'] },
    { kind: 'executions', at: 3, missing: [], changed: ['OBJECT_CORRUPT'] },
    { kind: 'detectors/shops/events/', at: 1, missing: ['OBJECT_MISSING'], changed: ['OBJECT_CORRUPT'] },
    { kind: 'detectors/shops/feedback/', at: 0, missing: [], changed: ['OBJECT_CORRUPT'] },
    { kind: 'detectors/shops/dataset.json', at: 0, missing: ['DATASET_MISSING'], changed: undefined },
    { kind: 'detectors/shops/detector.json', at: 0, missing: ['DETECTOR_UNDECLARED'], changed: undefined },
    { kind: 'detectors/shops/alerts/', at: 0, missing: [], changed: undefined },
  ])('names $kind $at that is missing or changed', async ({ kind, at, missing, changed }) => {
    const store = await stateOf()
    const key = await keyOf(store, kind, at)
    const { bytes } = (await store.get(key))!
    await store.delete(key)
    const gone = await verified(store)
    expect(gone.findings.map(({ code }) => code)).toEqual(missing)
    for (const { detector, help } of gone.findings) expect([detector, help.length > 10]).toEqual(['shops', true])
    if (changed === undefined) return
    await store.create(key, flip(bytes))
    const other = await verified(store)
    expect(other.findings.map(({ code }) => code).toSorted()).toEqual(changed)
    expect(other.findings.find(({ code }) => code === 'OBJECT_CORRUPT')?.key).toBe(key)
  })

  it('warns of a page of commits that is damaged, and counts it to what is kept', async () => {
    const store = await stateOf()
    const key = `state/shops/${PLACE.generation}/digests/00000000.json`
    await store.create(key, sealRecord({ ...PLACE, commits: [] }, FORMATS.digests))
    const whole = await verified(store)
    expect([whole.findings, whole.reports[0].generations[0].kept.digests?.objects]).toEqual([[], 1])
    await overwrite(store, key, text('{"version":1}'))
    expect((await verified(store)).findings).toMatchObject([{ code: 'OBJECT_CORRUPT', level: 'warning', key }])
  })

  it('says what is lost when it is the newest commits, which nothing but the executions tell', async () => {
    const store = await stateOf()
    for (let lost = 0; lost < 3; lost++) await store.delete(await keyOf(store, 'commits'))
    const { findings, reports } = await verified(store)
    const lost = findings.filter(({ code }) => code === 'COMMIT_MISSING')
    expect(lost.map(({ key }) => momentOf(key))).toEqual([hour(350), hour(349), hour(348)])
    expect(reports[0].generations[0].lastEnd).toBe(hour(347))
  })

  it('names what a newer Crowsnest wrote, and does not call it damaged', async () => {
    const store = await stateOf()
    const key = await keyOf(store, 'commits', 2)
    await overwrite(store, key, sealRecord({ other: true }, [...FORMATS.commit, (record) => record]))
    const { findings } = await verified(store)
    expect(findings).toMatchObject([{ code: 'OBJECT_VERSION_UNKNOWN', key, help: 'Upgrade Crowsnest.' }])
  })

  it('names a commit that stands in the place of another', async () => {
    const store = await stateOf()
    const [one, other] = [await keyOf(store, 'commits', 2), await keyOf(store, 'commits', 3)]
    await overwrite(store, one, (await store.get(other))!.bytes)
    const { findings } = await verified(store)
    expect(findings).toMatchObject([{ code: 'OBJECT_CORRUPT', key: one }])
  })

  it('names events that contradict each other', async () => {
    const store = await stateOf()
    const event = { kind: 'DEACTIVATED', at: hour(350), writer: 'x' }
    await store.create('detectors/shops/events/00000004.json', sealRecord(event, FORMATS.event))
    expect((await verified(store)).findings).toMatchObject([
      {
        code: 'EVENTS_CONTRADICT',
        message: expect.stringContaining('DEACTIVATED follows while the detector is ACTIVE'),
      },
    ])
  })

  it('names a declared detector and alert that cannot be used', async () => {
    const store = await stateOf()
    await overwrite(
      store,
      'detectors/shops/alerts/log.json',
      text('{"name":"log","threshold":500,"channel":{"log":{}}}'),
    )
    expect((await verified(store)).findings).toMatchObject([{ code: 'ALERT_INVALID', level: 'warning' }])
    await overwrite(store, 'detectors/shops/detector.json', text('{"detector":"shops","interval":"PT7M"}'))
    expect((await verified(store)).findings.map(({ code }) => code)).toContain('DETECTOR_INVALID')
  })

  it('names what is not ours, and generations of which no event tells', async () => {
    const store = await stateOf()
    await store.create(`state/shops/${PLACE.generation}/notes.txt`, text('hello'))
    await store.create('detectors/shops/readme.md', text('hello'))
    await store.create('state/shops/0aa/points/x.bin', text('hello'))
    const codes = (await verified(store)).findings.map(({ code, level }) => `${code} ${level}`)
    expect(codes.toSorted()).toEqual([
      'GENERATION_UNKNOWN warning',
      'OBJECT_UNEXPECTED warning',
      'OBJECT_UNEXPECTED warning',
      'OBJECT_UNEXPECTED warning',
    ])
  })

  it('counts what no commit names, but not what is written for an interval that is not committed yet', async () => {
    const store = await stateOf()
    const points = await keyOf(store, 'points', 1)
    const sha = 'e3'.repeat(32)
    await store.create(points.replace(/[0-9a-f]{64}/u, sha), text('left by a run that was overtaken'))
    const early = points.replace(/points\/.*$/u, `points/482311/48231165200000_20260119-150000_${sha}.bin`)
    await store.create(early, text('of the next interval'))
    const { findings, reports } = await verified(store)
    expect(findings).toEqual([])
    expect(reports[0].generations[0].unreferenced).toEqual({ objects: 1, bytes: 32 })
  })

  it('tells chunks that wait for collection from those that no commit names', async () => {
    const store = await stateOf()
    // What is collected now would have gone from under a reader: it stays for a minute.
    await goOn(store, 356)
    const present = await Array.fromAsync(store.list(`state/shops/${PLACE.generation}/chunks/`))
    const commits = await Array.fromAsync(logOf(store).newestFirst())
    const needed = new Set(commits.slice(0, 3).flatMap(({ snapshot }) => snapshot.map(({ key }) => key)))
    const waiting = present.filter(({ key }) => !needed.has(key))
    expect(waiting.length).toBeGreaterThan(0)
    const before = (await verified(store)).reports[0].generations[0]
    expect(before.unreferenced).toEqual({ objects: 0, bytes: 0 })
    expect(before.collectable).toEqual({
      objects: waiting.length,
      bytes: waiting.reduce((sum, { size }) => sum + size, 0),
    })
    // Of a run of the last interval that another was faster than.
    const name = `${newestFirstFlat(commits[0]!.end)}_${'ab'.repeat(32)}.bin`
    await store.create(`state/shops/${PLACE.generation}/chunks/${name}`, text('left behind'))
    const after = (await verified(store)).reports[0].generations[0]
    expect([after.unreferenced, after.collectable]).toEqual([{ objects: 1, bytes: 11 }, before.collectable])
    await collectGarbage(store, logOf(store), { now: Date.now() + 3_600_000 })
    expect((await verified(store)).reports[0].generations[0].collectable.objects).toBe(0)
  })

  it('finds a state whole while the engine goes on in it', async () => {
    const store = await stateOf()
    let ran = false
    const findings: StateFinding[] = []
    await verifyState(
      {
        ...store,
        // Four intervals are executed, and chunks collected, just before the last state is read.
        async get(key) {
          if (key.includes('/chunks/') && !ran) {
            ran = true
            await goOn(store, 354)
            await Promise.all((await logOf(store).at(hour(350)))!.snapshot.map((chunk) => store.delete(chunk.key)))
          }
          return store.get(key)
        },
      },
      { onFinding: (finding) => findings.push(finding) },
    )
    expect(findings).toEqual([])
    expect(ran).toBe(true)
  })

  it('does not go on about a place without detectors', async () => {
    const options = { onFinding: () => undefined }
    await expect(verifyState(memoryStore(), options)).rejects.toMatchObject({ code: 'STATE_EMPTY' })
    const unknown = verifyState(await stateOf(), { ...options, detectors: ['shop'] })
    await expect(unknown).rejects.toMatchObject({
      code: 'DETECTOR_NOT_THERE',
      message: expect.stringContaining('shops'),
    })
  })
})
