import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { memoryStore, type ObjectStore } from '../../engine/state/index.ts'
import { Choices, generator } from './choices.ts'
import { Scheduler, type Fault, type Outcome, type Weather } from './scheduler.ts'
import { stateInS3 } from './state-in-s3.ts'
import { installMachine } from './virtual-machine.ts'

const SCHEDULES = 25
const CLIENTS = 4
const ROUNDS = 4

const KINDS: readonly Fault[] = [
  'fail',
  'throttle',
  'time out',
  'time out, done later',
  'lose answer',
  'cut',
  'conflict',
]

const STORM: Weather = {
  faults: { store: 0.35 },
  kinds: new Set(KINDS),
  kill: 0.01,
  disorder: 0.6,
  slow: 0.2,
  stall: 0,
  freeze: 0,
  outages: [],
}

/** Content that says who wrote it, so long that a part of it cannot be taken for all. */
const contentOf = (client: number, round: number): string => `${client}-${round};`.repeat(400)

interface World {
  readonly objects: ObjectStore
  readonly store: ObjectStore
  readonly scheduler: Scheduler
}

/** Runs a program for each client, in a storm. */
async function inStorm(seed: number, program: (world: World, client: number) => Promise<void>): Promise<World> {
  const objects = memoryStore()
  const scheduler = new Scheduler(0, Choices.seeded(seed), STORM, null)
  const world: World = { objects, store: stateInS3(objects, 3), scheduler }
  const outcomes: Outcome<void>[] = []
  for (let client = 0; client < CLIENTS; client++) {
    scheduler.start(
      `client ${client}`,
      0,
      () => program(world, client),
      (outcome) => outcomes.push(outcome),
    )
  }
  await scheduler.run()
  for (const outcome of outcomes) if ('error' in outcome) throw outcome.error
  return world
}

/** What a call came to; undefined when it failed, as calls in a storm may. */
async function tried<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run()
  } catch (error) {
    expect(error).toMatchObject({ name: 'StateError', code: expect.stringMatching(/^STORE_(FAILED|BUSY)$/) })
    return undefined
  }
}

const seeds = Array.from({ length: SCHEDULES }, (_, index) => index + 1)

// The real s3Store and the AWS SDK; what is disturbed is each HTTP request.
describe('s3Store in a storm', () => {
  let uninstall: () => void
  let failures = 0
  beforeAll(() => {
    uninstall = installMachine()
  })
  afterAll(() => uninstall())

  it('has at most one winner for a name, whose bytes are there, and knows who it is', async () => {
    for (const seed of seeds) {
      const won = new Map<string, number[]>()
      const { objects } = await inStorm(seed, async ({ store }, client) => {
        for (let round = 0; round < ROUNDS; round++) {
          const key = `key-${round}`
          const outcome = await tried(() => store.create(key, Buffer.from(contentOf(client, round))))
          if (outcome === undefined) failures++
          if (outcome === 'created') won.set(key, [...(won.get(key) ?? []), client])
          // Whoever is told that it is there must find it.
          const found = outcome === 'exists' ? await tried(() => store.get(key)) : null
          if (found !== undefined && outcome === 'exists') expect(found).not.toBeNull()
        }
      })
      for (let round = 0; round < ROUNDS; round++) {
        const winners = won.get(`key-${round}`) ?? []
        expect(winners.length, `seed ${seed}`).toBeLessThanOrEqual(1)
        const bytes = (await objects.get(`key-${round}`))?.bytes
        if (winners.length === 1) {
          expect(Buffer.from(bytes!).toString(), `seed ${seed}`).toBe(contentOf(winners[0], round))
        }
      }
    }
    expect(failures).toBeGreaterThan(0)
  })

  it('loses no replacement that it reports, and makes none on top of an older version', async () => {
    for (const seed of seeds) {
      let done = 0
      let unknown = 0
      const { objects } = await inStorm(seed, async ({ store }) => {
        for (let round = 0; round < ROUNDS; round++) {
          const present = await tried(() => store.get('counter'))
          const next = Buffer.from(String(Number(Buffer.from(present?.bytes ?? []).toString()) + 1))
          unknown++
          const outcome = await tried(() => store.replace('counter', next, present?.etag ?? null))
          if (outcome === undefined || outcome === 'changed') continue
          unknown--
          done++
        }
      })
      const counter = Number(Buffer.from((await objects.get('counter'))?.bytes ?? []).toString())
      expect(counter, `seed ${seed}`).toBeGreaterThanOrEqual(done)
      // A call that failed, or whose client died, may have been done; so may one whose answer was lost, and whose bytes somebody has replaced since.
      expect(counter, `seed ${seed}`).toBeLessThanOrEqual(done + unknown)
    }
  })

  it('never gives a part of an object or of a listing for all of it', async () => {
    let cut = 0
    for (const seed of seeds) {
      const random = generator(seed)
      const { scheduler } = await inStorm(seed, async ({ store, objects }, client) => {
        for (let round = 0; round < ROUNDS; round++) {
          const key = `key-${client}-${round}`
          await objects.create(key, Buffer.from(contentOf(client, round)))
          const found = await tried(() => store.get(key))
          if (found !== undefined) expect(Buffer.from(found.bytes).toString()).toBe(contentOf(client, round))
          if (random() < 0.5) continue
          const before = await Array.fromAsync(objects.list(''), (entry) => entry.key)
          const listed = await tried(() => Array.fromAsync(store.list(''), (entry) => entry.key))
          if (listed !== undefined) expect(listed).toEqual(expect.arrayContaining(before))
        }
      })
      cut += scheduler.faults.get('store: cut') ?? 0
    }
    expect(cut).toBeGreaterThan(SCHEDULES)
  })
})
