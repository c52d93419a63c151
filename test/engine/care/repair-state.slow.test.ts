import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  copySupply,
  repairState,
  verifyState,
  type RepairAction,
  type RepairOptions,
  type StateFinding,
} from '../../../engine/care/index.ts'
import { eventLog, type ObjectStore } from '../../../engine/state/index.ts'
import { text } from '../state/store-contract.ts'
import { contentOf, goOn, hour, keyOf, logOf, overwrite, PLACE, stateOf } from './released.ts'

interface Repaired {
  readonly actions: readonly RepairAction[]
  readonly findings: readonly StateFinding[]
}

async function repaired(store: ObjectStore, options: Partial<RepairOptions>): Promise<Repaired> {
  const actions: RepairAction[] = []
  const findings: StateFinding[] = []
  await repairState(store, {
    supplies: [],
    removeUnreferenced: false,
    anew: false,
    apply: true,
    now: hour(400),
    onAction: (action) => actions.push(action),
    onFinding: (finding) => findings.push(finding),
    ...options,
  })
  return { actions, findings }
}

async function findingsOf(store: ObjectStore): Promise<readonly StateFinding[]> {
  const findings: StateFinding[] = []
  await verifyState(store, { onFinding: (finding) => findings.push(finding) })
  return findings
}

/** A state of which something of each kind is lost. */
async function withLosses(): Promise<ObjectStore> {
  const store = await stateOf()
  for (const kind of ['chunks', 'points', 'groups', 'commits']) await store.delete(await keyOf(store, kind, -2))
  await overwrite(store, await keyOf(store, 'commits'), text('torn'))
  return store
}

/** What nothing names when it is gone, and nobody needs. */
const UNNAMED = /\/(?:feedback|alerts)\/|dataset\.json|detector\.json/u

describe('repairState', () => {
  it('restores what is known to be missing only once something else is restored', async () => {
    const whole = await stateOf()
    const content = await contentOf(whole)
    const store = await stateOf()
    // Without its events nobody knows the generation; without its commits, which groups it has.
    for (const number of [0, 1, 2]) await store.delete(`detectors/shops/events/0000000${number}.json`)
    const last = 'detectors/shops/events/00000003.json'
    await overwrite(store, last, (await store.get(last))!.bytes.slice(0, -7))
    for (const key of content.keys()) if (/\/(?:commits|groups)\//u.test(key)) await store.delete(key)
    const { findings } = await repaired(store, { supplies: [copySupply(whole)] })
    expect(findings).toEqual([])
    expect(await contentOf(store)).toEqual(content)
  })

  it('brings any loss and damage back to the same bytes, from a copy', async () => {
    const whole = await stateOf()
    const content = await contentOf(whole)
    const keys = [...content.keys()].filter((key) => !UNNAMED.test(key))
    const lost = fc.uniqueArray(fc.record({ key: fc.constantFrom(...keys), torn: fc.boolean() }), {
      selector: ({ key }) => key,
      minLength: 1,
    })
    await fc.assert(
      fc.asyncProperty(lost, async (objects) => {
        const store = await stateOf()
        for (const { key, torn } of objects) {
          if (torn) await overwrite(store, key, (await store.get(key))!.bytes.slice(0, -7))
          else await store.delete(key)
        }
        // The tail of the events can have been removed to begin anew.
        const isTailLost = objects.some(({ key, torn }) => key.endsWith('events/00000003.json') && !torn)
        fc.pre(!isTailLost)
        const { findings } = await repaired(store, { supplies: [copySupply(whole)] })
        expect(findings).toEqual([])
        expect(await contentOf(store)).toEqual(content)
      }),
      { numRuns: 40 },
    )
  })

  it('says what it would do, and what would be left, without a write', async () => {
    const [whole, store] = [await stateOf(), await stateOf()]
    await store.delete(await keyOf(store, 'commits', 0))
    await store.delete(await keyOf(store, 'commits', 3))
    const chunk = await keyOf(store, 'chunks')
    await overwrite(store, chunk, text('torn'))
    const before = await contentOf(store)
    const planned = await repaired(store, { supplies: [copySupply(whole)], apply: false, anew: true })
    expect(await contentOf(store)).toEqual(before)
    const done = await repaired(store, { supplies: [copySupply(whole)], anew: true })
    expect(done).toEqual(planned)
    expect(done.actions.map(({ kind }) => kind)).toEqual(['restore', 'restore', 'restore', 'anew'])
  })

  it('takes from no source what does not belong there', async () => {
    const [wrong, store] = [await stateOf(), await stateOf()]
    const [points, commit] = [await keyOf(store, 'points'), await keyOf(store, 'commits', 2)]
    for (const key of [points, commit]) {
      await overwrite(wrong, key, text('{"version":1}'))
      await store.delete(key)
    }
    const { actions, findings } = await repaired(store, { supplies: [copySupply(wrong)] })
    expect(actions).toEqual([])
    expect(findings.map(({ key }) => key).toSorted()).toEqual([commit, points].toSorted())
  })

  it('asks one source after the other', async () => {
    const [one, other, store] = [await stateOf(), await stateOf(), await stateOf()]
    const keys = [await keyOf(store, 'points', 0), await keyOf(store, 'points', 1)]
    await one.delete(keys[0])
    await other.delete(keys[1])
    for (const key of keys) await store.delete(key)
    const { actions, findings } = await repaired(store, {
      supplies: [copySupply(one, 'one'), copySupply(other, 'other')],
    })
    expect(findings).toEqual([])
    expect(actions.map((action) => action.kind === 'restore' && action.from)).toEqual(['other', 'one'])
  })

  it('does not touch what a newer Crowsnest wrote', async () => {
    const [whole, store] = [await stateOf(), await stateOf()]
    const key = await keyOf(store, 'commits', 2)
    await overwrite(store, key, text('{"version":2,"checksum":""}'))
    const { actions, findings } = await repaired(store, { supplies: [copySupply(whole)] })
    expect(actions).toEqual([])
    expect(findings.map(({ code }) => code)).toEqual(['OBJECT_VERSION_UNKNOWN'])
  })

  describe('of what is declared', () => {
    const [DETECTOR, DATASET] = ['detectors/shops/detector.json', 'detectors/shops/dataset.json']

    it.each([
      { what: 'an unknown interval', changes: { [DETECTOR]: '{"detector":"shops","interval":"PT7M"}' } },
      { what: 'nothing', changes: { [DETECTOR]: '{}' } },
      { what: 'no object', changes: { [DETECTOR]: 'null' } },
      { what: 'another detector', changes: { [DETECTOR]: '{"detector":"other","interval":"PT1H"}' } },
      { what: 'a dataset of nothing', changes: { [DATASET]: '{"measures":[]}' } },
      { what: 'no dataset', changes: { [DATASET]: '"dataset"' } },
      { what: 'nothing that is right', changes: { [DETECTOR]: '[]', [DATASET]: '[]' } },
    ])('puts back JSON that declares $what', async ({ changes }) => {
      const [whole, store] = [await stateOf(), await stateOf()]
      const content = await contentOf(store)
      for (const [key, json] of Object.entries(changes)) await overwrite(store, key, text(json))
      const found = await repaired(store, { apply: false })
      expect(found.findings).toMatchObject([{ code: 'DETECTOR_INVALID', key: DETECTOR }])
      // Damaged in the same way, and no better.
      const copies = [copySupply(store), copySupply(whole, 'whole')]
      const planned = await repaired(store, { supplies: copies, apply: false })
      const done = await repaired(store, { supplies: copies })
      expect(done).toEqual(planned)
      const restored = Object.keys(changes).map((key) => ({ kind: 'restore', key, from: 'whole', instead: 'damaged' }))
      expect(done).toEqual({ actions: restored, findings: [] })
      expect(await contentOf(store)).toEqual(content)
    })

    it('leaves alone what can be used, though a source has it otherwise', async () => {
      const [other, store] = [await stateOf(), await stateOf()]
      await overwrite(other, DETECTOR, text('{"detector":"shops","interval":"PT10M"}'))
      expect(await repaired(store, { supplies: [copySupply(other)] })).toEqual({ actions: [], findings: [] })
    })
  })

  it('brings a detector back of which nothing is left, when it is named', async () => {
    const whole = await stateOf()
    const store = await stateOf()
    const content = await contentOf(store)
    for (const key of content.keys()) await store.delete(key)
    await expect(repaired(store, { supplies: [copySupply(whole)] })).rejects.toMatchObject({ code: 'STATE_EMPTY' })
    const { findings } = await repaired(store, { supplies: [copySupply(whole)], detectors: ['shops'] })
    expect(findings).toEqual([])
    expect(await contentOf(store)).toEqual(content)
  })

  describe('of what no commit names', () => {
    const STALE = 'points/482311/48231168800000_20260119-140000_'

    async function withGarbage(): Promise<{ readonly store: ObjectStore; readonly garbage: string }> {
      const store = await stateOf()
      const garbage = `state/shops/${PLACE.generation}/${STALE}${'ab'.repeat(32)}.bin`
      await store.create(garbage, text('left behind'))
      return { store, garbage }
    }

    it('removes that of intervals more than a day ago', async () => {
      const { store, garbage } = await withGarbage()
      const young = await repaired(store, { removeUnreferenced: true, now: hour(351) })
      expect(young.actions).toEqual([])
      const content = await contentOf(store)
      const old = await repaired(store, { removeUnreferenced: true })
      expect(old.actions).toEqual([{ kind: 'remove', key: garbage, bytes: 11 }])
      expect(await contentOf(store)).toEqual(new Map([...content].filter(([key]) => key !== garbage)))
    })

    it('removes nothing while a commit is missing that may name it', async () => {
      const { store } = await withGarbage()
      const commit = await keyOf(store, 'commits', 1)
      await store.delete(commit)
      const before = await contentOf(store)
      const { actions, findings } = await repaired(store, { removeUnreferenced: true })
      expect(actions).toEqual([{ kind: 'keep', detector: 'shops', objects: expect.any(Number) }])
      expect(findings.map(({ key }) => key)).toEqual([commit])
      expect(await contentOf(store)).toEqual(before)
    })
  })

  it('lets a detector begin anew whose state cannot be had again, and keeps what it found', async () => {
    const store = await stateOf()
    await store.delete(await keyOf(store, 'chunks'))
    await expect(goOn(store, 352)).rejects.toMatchObject({ code: 'OBJECT_MISSING' })
    const found = await contentOf(store, `state/shops/${PLACE.generation}/groups/`)
    const { findings } = await repaired(store, { detectors: ['shops'], anew: true })
    await goOn(store, 352)
    const { status, generation } = await eventLog(store, 'shops', 'test').status()
    expect(status).toBe('ACTIVE')
    expect(generation).not.toBe(PLACE.generation)
    expect(await contentOf(store, `state/shops/${PLACE.generation}/groups/`)).toEqual(found)
    // What was given up is told of, before and after the detector has begun anew, and is no damage.
    expect(findings).toMatchObject([
      { code: 'GENERATION_GIVEN_UP', level: 'info', key: `state/shops/${PLACE.generation}/` },
    ])
    expect(await findingsOf(store)).toEqual(findings)
  })

  describe('of a generation that nobody goes on from', () => {
    it('tells once of all damage when a repair gave it up, and removes nothing that a lost commit may name', async () => {
      const store = await withLosses()
      expect((await findingsOf(store)).filter(({ level }) => level === 'error').length).toBeGreaterThan(4)
      const { findings } = await repaired(store, { detectors: ['shops'], anew: true })
      expect(findings.map(({ code }) => code)).toEqual(['GENERATION_GIVEN_UP'])
      await goOn(store, 352)
      expect(await findingsOf(store)).toEqual(findings)
      const givenUp = `state/shops/${PLACE.generation}/`
      const before = await contentOf(store, givenUp)
      const { actions } = await repaired(store, { removeUnreferenced: true, now: hour(1_000) })
      expect(actions).toContainEqual({ kind: 'keep', detector: 'shops', objects: expect.any(Number) })
      expect(await contentOf(store, givenUp)).toEqual(before)
      expect(await findingsOf(store)).toEqual(findings)
    })

    it('still restores it', async () => {
      const [whole, store] = [await stateOf(), await withLosses()]
      await repaired(store, { detectors: ['shops'], anew: true })
      const { findings } = await repaired(store, { supplies: [copySupply(whole)] })
      expect(findings).toEqual([])
      for (const [key, bytes] of await contentOf(whole)) expect((await contentOf(store, key)).get(key)).toBe(bytes)
    })

    it('misses what it found, but not what it had learned, when somebody else ended it', async () => {
      const store = await stateOf()
      await store.delete(await keyOf(store, 'chunks'))
      const events = eventLog(store, 'shops', 'somebody')
      await events.append(() => ({ kind: 'DEACTIVATION_REQUESTED' }), hour(351))
      expect((await findingsOf(store)).map(({ code }) => code)).toEqual(['OBJECT_MISSING'])
      await events.append(() => ({ kind: 'DEACTIVATED' }), hour(351))
      expect((await findingsOf(store)).map(({ code }) => code)).toEqual(['GENERATION_GIVEN_UP'])
      const points = await keyOf(store, 'points')
      await store.delete(points)
      expect(await findingsOf(store)).toMatchObject([{ code: 'OBJECT_MISSING', key: points }, { level: 'info' }])
    })
  })

  it('leaves a state that the engine goes on from to the same bytes', async () => {
    const [whole, store] = [await stateOf(), await stateOf()]
    for (const kind of ['commits', 'chunks', 'points']) await store.delete(await keyOf(store, kind))
    await repaired(store, { supplies: [copySupply(whole)] })
    await goOn(store, 354)
    await goOn(whole, 354)
    expect((await logOf(store).latest())!.snapshot).toEqual((await logOf(whole).latest())!.snapshot)
  })
})
