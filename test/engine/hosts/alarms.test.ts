import { appendFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { statePrefix } from '../../../engine/state/index.ts'
import { planMonitoring } from '../../../plans/index.ts'
import { firedAlarms, type Datapoint } from '../../plans/evaluate-alarm.ts'
import { createSandbox, startOf, type Sandbox } from '../run/sandbox.ts'
import { fakeAws, type FakeAws } from './fake-aws.ts'
import { lambdaPlatform, type LambdaPlatform } from './lambda-platform.ts'
import { declared, GENERATION, lambdaWorld, specInAws, type LambdaWorld } from './lambda-world.ts'

const HISTORY = 310
/** East collapses in the first live interval, so that an alert fires. */
const SPIKE = HISTORY
const HOURS = 14
const MINUTE = 60_000

const PLACE = { partition: 'aws', region: 'eu-west-1', account: '111122223333' } as const
const CHANNEL = 'crowsnest-slack-oncall'
const { alarms } = planMonitoring(
  { engine: { name: 'main' }, detectors: [{ name: 'shops', interval: 'PT1H' }], channelFunctions: [CHANNEL] },
  PLACE,
)
const NAMES = { function: 'crowsnest-main', queue: 'crowsnest-main-lost', detector: 'shops' }

let sandbox: Sandbox
let aws: FakeAws
let world: LambdaWorld
let platform: LambdaPlatform
const everFired = new Set<string>()

async function begin(options: Partial<Parameters<typeof createSandbox>[0]> = {}): Promise<void> {
  sandbox = createSandbox({ history: HISTORY, live: HOURS, disturbances: { east: { [SPIKE]: 0.05 } }, ...options })
  aws = await fakeAws(sandbox.folder)
  world = await declared(lambdaWorld(aws), specInAws(sandbox))
  world.time = startOf(HISTORY) + MINUTE
  platform = lambdaPlatform(world, NAMES)
  await world.invoke({ operation: 'activate', detector: 'shops' })
}

afterEach(async () => {
  await aws.close()
  sandbox.remove()
})

/** Moment of the wake-up of an hour after the history. */
const wake = (hour: number): number => startOf(HISTORY + hour) + MINUTE

/** Wakes the engine every hour. */
async function hours(from: number, to: number): Promise<void> {
  for (let hour = from; hour < to; hour++) await platform.wakeUp(wake(hour))
}

/** Keys of the alarms of a day that began when the detector was deployed. */
function fired(): readonly string[] {
  const keys = firedAlarms(alarms, platform.datapoints, { from: startOf(HISTORY), until: startOf(HISTORY + HOURS) })
  for (const key of keys) everFired.add(key)
  return keys
}

/** What each failure provokes in the engine, hour by hour, and the alarms that tell of it: those of the engine are two at most. */
const FAILURES: readonly {
  readonly failure: string
  readonly fires: readonly string[]
  readonly provoke: () => Promise<void>
}[] = [
  {
    failure: 'data that does not come',
    fires: ['data-missing', 'detector-0-failed'],
    provoke: async () => {
      await begin({ missing: [3, 4, 5, 6].map((hour) => HISTORY + hour) })
      await hours(0, HOURS)
    },
  },
  {
    failure: 'data that cannot be reached',
    fires: ['executions-failed', 'function-errors', 'detector-0-failed'],
    provoke: async () => {
      await begin()
      await hours(0, 4)
      aws.broken.add('s3')
      await hours(4, 5)
      aws.broken.clear()
      await hours(5, HOURS)
    },
  },
  {
    failure: 'records that are rejected',
    fires: ['records-rejected'],
    provoke: async () => {
      await begin()
      for (const file of readdirSync(join(sandbox.folder, 'live'), { recursive: true, encoding: 'utf8' })) {
        if (file.endsWith('.csv')) appendFileSync(join(sandbox.folder, 'live', file), 'soon,east,many\n')
      }
      await hours(0, HOURS)
    },
  },
  {
    failure: 'a history that cannot be learned',
    fires: ['executions-failed', 'activation-failed', 'detector-0-failed'],
    provoke: async () => {
      await begin()
      const spec = specInAws(sandbox)
      const s3 = {
        historical: 's3://metrics/none/',
        continuous: 's3://metrics/live/{{yyyyMMdd}}/{{HHmm}}',
        format: { csv: {} },
      }
      await declared(world, { ...spec, dataset: { ...spec.dataset, source: { s3 } } })
      await hours(0, HOURS)
    },
  },
  {
    failure: 'state that is damaged',
    fires: ['executions-failed', 'function-errors', 'detector-0-failed'],
    provoke: async () => {
      await begin()
      await hours(0, 4)
      const prefix = statePrefix({ detector: 'shops', generation: GENERATION }, 'commits')
      for await (const { key } of world.store.list(prefix)) {
        await world.store.delete(key)
        await world.store.create(key, Buffer.from('{"half":'))
        break
      }
      await hours(4, HOURS)
    },
  },
  {
    failure: 'events that are damaged, so that not even the status is known',
    fires: ['executions-failed', 'function-errors', 'detector-0-failed'],
    provoke: async () => {
      await begin()
      await hours(0, 4)
      const key = 'detectors/shops/events/00000000.json'
      await world.store.delete(key)
      await world.store.create(key, Buffer.from('{"half":'))
      await hours(4, HOURS)
    },
  },
  {
    failure: 'a channel that takes no alert',
    fires: ['undelivered'],
    provoke: async () => {
      await begin()
      aws.broken.add('sns')
      await hours(0, 6)
      aws.broken.clear()
      await hours(6, HOURS)
    },
  },
  {
    failure: 'a channel of its own function that fails',
    fires: ['channel-0'],
    provoke: async () => {
      await begin()
      await hours(0, HOURS)
      platform.channelFails(CHANNEL, wake(3))
    },
  },
  {
    failure: 'more to do than there is time for',
    fires: ['intervals-behind'],
    provoke: async () => {
      await begin()
      await hours(0, 1)
      // The engine was stopped on purpose, so that its schedule woke nothing; then every wake-up has time for one interval.
      for (let hour = 1; hour < 7; hour++) platform.datapoints.push(...idle(wake(hour)))
      world.remaining = () => 4_000
      await hours(7, HOURS)
    },
  },
  {
    failure: 'a function that runs into the end of its time',
    fires: ['function-errors', 'detector-0-silent'],
    provoke: async () => {
      await begin()
      await hours(0, 4)
      for (let hour = 4; hour < HOURS; hour++) platform.killed(wake(hour), 15 * MINUTE)
    },
  },
  {
    failure: 'a function that is refused for a while',
    fires: ['function-throttled'],
    provoke: async () => {
      await begin()
      await hours(0, 4)
      platform.throttled(wake(4), 55 * MINUTE)
      await hours(5, HOURS)
    },
  },
  {
    failure: 'a schedule that is gone',
    fires: ['no-wake-ups', 'detector-0-silent'],
    provoke: async () => {
      await begin()
      await hours(0, 4)
    },
  },
  {
    failure: 'a wake-up that the scheduler cannot deliver',
    fires: ['wake-ups-lost'],
    provoke: async () => {
      await begin()
      await hours(0, 4)
      platform.undeliverable(wake(4), wake(6))
      await hours(5, HOURS)
    },
  },
]

/** An invocation that another detector's schedule made. */
function idle(at: number): readonly Datapoint[] {
  const dimensions = { FunctionName: NAMES.function }
  const started = {
    namespace: 'Crowsnest',
    name: 'ExecutionsStarted',
    dimensions: { Engine: 'main', Detector: 'shops' },
  }
  return [
    { namespace: 'AWS/Lambda', name: 'Invocations', dimensions, at, value: 1 },
    { ...started, at, value: 1 },
  ]
}

describe('alarms', () => {
  it('are silent while all is well', async () => {
    await begin()
    await hours(0, HOURS)
    expect(fired()).toEqual([])
    // It was no silence for want of work.
    const started = platform.datapoints.filter(
      ({ name, dimensions }) => name === 'ExecutionsSucceeded' && 'Detector' in dimensions,
    )
    expect(started.reduce((sum, { value }) => sum + value, 0)).toBe(HOURS - 1)
  })

  it.each(FAILURES)('tell of $failure', async ({ fires, provoke }) => {
    await provoke()
    expect(fired()).toEqual(fires)
    expect(fires.filter((key) => !key.startsWith('detector-')).length).toBeLessThanOrEqual(2)
  })

  afterAll(() => {
    // No alarm that can never fire.
    if (everFired.size > 0) expect([...everFired].toSorted()).toEqual(alarms.map(({ key }) => key).toSorted())
  })
})
