import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MapAnswer } from '../../../engine/hosts/lambda/map-step.ts'
import { commitLog, eventLog, readSnapshot } from '../../../engine/state/index.ts'
import type { DetectorSpec } from '../../../spec/index.ts'
import { createSandbox, startOf, type Sandbox } from '../run/sandbox.ts'
import { fakeAws, type FakeAws } from './fake-aws.ts'
import { declared, GENERATION, lambdaWorld, specInAws, type LambdaWorld } from './lambda-world.ts'

const HISTORY = 298
/** East collapses in an interval after the detector has become active; another has no data. */
const SPIKE = HISTORY + 4
const MISSING = HISTORY + 3
const LIVE = 6

const EXECUTE = { operation: 'execute', detector: 'shops' }
const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:crowsnest-main-map'
const env = { CROWSNEST_ENGINE: 'main', CROWSNEST_STATE: 's3://state/engine', CROWSNEST_STATE_MACHINE: MACHINE }

let sandbox: Sandbox
let aws: FakeAws
beforeAll(async () => {
  sandbox = createSandbox({
    history: HISTORY,
    live: LIVE,
    missing: [MISSING],
    disturbances: { east: { [SPIKE]: 0.05 } },
  })
  aws = await fakeAws(sandbox.folder)
})
afterAll(async () => {
  await aws.close()
  sandbox.remove()
})

interface Started {
  readonly name: string
  readonly input: unknown
}

/** A world with a state machine that takes notes; runs of the names in `over` are over. */
function worldWithMap(
  over: ReadonlySet<string> = new Set(),
  megabytes = 1_769,
): {
  readonly world: LambdaWorld
  readonly runs: Started[]
} {
  const runs: Started[] = []
  const world = lambdaWorld(aws, {
    env: { ...env, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(megabytes) },
    stateMachine: (arn, region) => {
      expect([arn, region]).toEqual([MACHINE, 'eu-west-1'])
      return {
        start: async (name, input) => {
          runs.push({ name, input })
          return over.has(name) ? 'ended' : 'started'
        },
      }
    },
  })
  return { world, runs }
}

function spec(scale: DetectorSpec['scale']): DetectorSpec {
  return { ...specInAws(sandbox), ...(scale && { scale }) }
}

async function learned(world: LambdaWorld, detector: DetectorSpec): Promise<LambdaWorld> {
  await declared(world, detector)
  world.time = startOf(HISTORY) + 60_000
  await world.invoke({ operation: 'activate', detector: 'shops' })
  await world.invoke(EXECUTE)
  world.time = startOf(HISTORY + LIVE) + 60_000
  return world
}

/** What the state machine does, as its definition says it: plans/map-definition.ts. */
async function runMap(world: LambdaWorld, run: string): Promise<readonly string[]> {
  const done: string[] = []
  const step = async (name: MapAnswer['step'], part?: number): Promise<MapAnswer> => {
    done.push(name)
    const event = { operation: 'map', step: name, detector: 'shops', run, ...(part !== undefined && { part }) }
    return (await world.invoke(event)) as MapAnswer
  }
  for (;;) {
    const { due, imports = [] } = await step('plan')
    if (due !== true) return done
    for (const part of imports) await step('import', part)
    const { judge, scores = [], more } = await step('admit')
    if (judge === true) for (const part of scores) await step('score', part)
    const next = judge === true ? (await step('commit')).more : more
    if (next !== true) return done
  }
}

/** All that counts of the commits, and the learned state. */
async function stateOf({ store }: LambdaWorld): Promise<unknown> {
  const log = commitLog(store, { detector: 'shops', generation: GENERATION })
  const commits = await Array.fromAsync(log.newestFirst())
  const parts = await readSnapshot(store, commits[0]!.snapshot)
  return {
    commits: commits.map(({ writer: _w, writtenAt: _t, snapshot: _s, ...rest }) => rest),
    parts: [...parts].map(([name, bytes]) => [name, Buffer.from(bytes).toString('hex')]),
    status: (await eventLog(store, 'shops', 'test').status()).status,
  }
}

describe('an engine with a distributed map', () => {
  it('executes what is due on the map where the detector says so, with what one function comes to', async () => {
    const { world, runs } = worldWithMap()
    await learned(world, spec('MAP'))
    expect(await world.invoke(EXECUTE)).toMatchObject({ intervals: 0, run: runs[0]!.name })
    expect(runs).toEqual([{ name: expect.stringMatching(/^shops-[0-9a-f]{8}-\d+-\d+$/), input: { detector: 'shops' } }])

    const done = await runMap(world, runs[0]!.name)
    expect(done.filter((step) => step === 'commit')).toHaveLength(LIVE - 1)
    expect(world.log().at(-1)).toMatchObject({ message: 'Interval executed', operation: 'map' })

    const alone = await learned(lambdaWorld(aws), spec(undefined))
    await alone.invoke(EXECUTE)
    expect(await stateOf(world)).toEqual(await stateOf(alone))
    expect(await stateOf(world)).toMatchObject({ status: 'ACTIVE' })
  })

  it('counts and delivers as one function does', async () => {
    const { world } = worldWithMap()
    await learned(world, spec('MAP'))
    const totals: Record<string, number> = {}
    const invoke = world.invoke
    world.invoke = async (event) => {
      const answer = await invoke(event)
      for (const [name, count] of Object.entries(world.metrics())) totals[name] = (totals[name] ?? 0) + count
      return answer
    }
    await runMap(world, 'run-1')
    expect(totals).toMatchObject({
      ExecutionsStarted: LIVE,
      ExecutionsSucceeded: LIVE - 1,
      ExecutionsFailed: 1,
      'Delivered oncall': 1,
    })
  })

  it('starts no run beside one, and another when that has failed', async () => {
    const { world, runs } = worldWithMap()
    await learned(world, spec('MAP'))
    await world.invoke(EXECUTE)
    const { name } = runs[0]!
    // In the middle of a backlog: the first interval is committed, the second is being read.
    for (const step of ['plan', 'import', 'admit', 'score', 'commit', 'plan']) {
      const part = step === 'import' || step === 'score' ? { part: 0 } : {}
      await world.invoke({ operation: 'map', step, detector: 'shops', run: name, ...part })
    }
    world.time += 10 * 60_000
    expect(await world.invoke(EXECUTE)).not.toHaveProperty('run')
    expect(runs).toHaveLength(1)
    world.time += 11 * 60_000
    expect(await world.invoke(EXECUTE)).toHaveProperty('run', runs[1]!.name)
    expect(runs[1]!.name).not.toBe(name)
    await runMap(world, runs[1]!.name)
    expect(await world.invoke(EXECUTE)).not.toHaveProperty('run')
  })

  it.each(['AUTO', 'FUNCTION', undefined] as const)('executes a small detector itself: %s', async (scale) => {
    const { world, runs } = worldWithMap()
    await learned(world, spec(scale))
    expect(await world.invoke(EXECUTE)).toMatchObject({ intervals: LIVE })
    expect(runs).toEqual([])
  })

  it('takes the map for a detector whose state takes more than half of its memory', async () => {
    const { world, runs } = worldWithMap(new Set(), 0.001)
    await learned(world, spec('AUTO'))
    expect(await world.invoke(EXECUTE)).toMatchObject({ run: runs[0]!.name })
  })

  it('says that an engine without a map has none', async () => {
    const world = await learned(lambdaWorld(aws), spec('MAP')).catch((error: unknown) => error)
    expect(world).toMatchObject({ code: 'MAP_MISSING', message: expect.stringContaining('map: true') })
  })

  it('does nothing for a detector that is not active any more', async () => {
    const { world } = worldWithMap()
    await learned(world, spec('MAP'))
    await world.invoke({ operation: 'map', step: 'plan', detector: 'shops', run: 'run-1' })
    await world.invoke({ operation: 'deactivate', detector: 'shops' })
    const before = await stateOf(world)
    for (const step of ['admit', 'commit']) {
      expect(await world.invoke({ operation: 'map', step, detector: 'shops', run: 'run-1' })).toMatchObject({
        more: false,
      })
    }
    expect(await stateOf(world)).toEqual(before)
  })

  it.each([
    [{ step: 'plan' }, 'run is'],
    [{ step: 'fly', run: 'r' }, 'step is "fly"'],
    [{ step: 'import', run: 'r' }, 'import needs a whole number'],
    [{ step: 'commit', run: 'r', part: 1 }, 'commit has none'],
    [{ step: 'score', run: 'r', part: 1.5 }, 'needs a whole number'],
    [{ step: 'plan', run: '../r' }, 'not the name of an execution'],
  ])('refuses %j', async (event, reason) => {
    const { world } = worldWithMap()
    await expect(world.invoke({ operation: 'map', detector: 'shops', ...event })).rejects.toThrow(reason)
  })
})
