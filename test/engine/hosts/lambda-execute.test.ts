import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { commitLog, declareDetector, eventLog, type CommitRecord } from '../../../engine/state/index.ts'
import { createSandbox, startOf, type Sandbox } from '../run/sandbox.ts'
import { fakeAws, type FakeAws } from './fake-aws.ts'
import {
  declared,
  GENERATION,
  lambdaWorld,
  ROLES,
  snsAlert,
  specInAws,
  TOPIC,
  type LambdaWorld,
} from './lambda-world.ts'

const HISTORY = 310
/** East collapses in the second live interval; the third has no data. */
const SPIKE = HISTORY + 1
const MISSING = HISTORY + 2

const EXECUTE = { operation: 'execute', detector: 'shops' }
const ACTIVATE = { operation: 'activate', detector: 'shops' }

let sandbox: Sandbox
let aws: FakeAws
beforeAll(async () => {
  sandbox = createSandbox({
    history: HISTORY,
    live: 6,
    missing: [MISSING],
    disturbances: { east: { [SPIKE]: 0.05 } },
  })
  aws = await fakeAws(sandbox.folder)
})
beforeEach(() => {
  aws.calls.length = 0
  aws.broken.clear()
})
afterAll(async () => {
  await aws.close()
  sandbox.remove()
})

/** A detector that was activated and learned its history; now the first live interval is due. */
async function active(spec = specInAws(sandbox)): Promise<LambdaWorld> {
  const world = await declared(lambdaWorld(aws), spec)
  world.time = startOf(HISTORY) + 60_000
  await world.invoke(ACTIVATE)
  await world.invoke(EXECUTE)
  aws.calls.length = 0
  world.assumed.length = 0
  world.time = startOf(HISTORY + 1) + 60_000
  return world
}

/** A detector that was activated, but whose history was not there. */
async function failed(): Promise<LambdaWorld> {
  const spec = specInAws(sandbox)
  const s3 = {
    historical: 's3://metrics/none/',
    continuous: 's3://metrics/live/{{yyyyMMdd}}/{{HHmm}}',
    format: { csv: {} },
  }
  const world = await declared(lambdaWorld(aws), { ...spec, dataset: { ...spec.dataset, source: { s3 } } })
  world.time = startOf(HISTORY) + 60_000
  await world.invoke(ACTIVATE)
  await expect(world.invoke(EXECUTE)).rejects.toMatchObject({ code: 'NOTHING_AT_PATH' })
  expect(world.metrics()).toEqual({ ExecutionsStarted: 1, ExecutionsFailed: 1 })
  return world
}

async function commitsOf({ store }: LambdaWorld): Promise<readonly CommitRecord[]> {
  return Array.fromAsync(commitLog(store, { detector: 'shops', generation: GENERATION }).newestFirst())
}

describe('execute', () => {
  it('learns the history where an activation was requested, and executes nothing before it is due', async () => {
    const world = await declared(lambdaWorld(aws), specInAws(sandbox))
    world.time = startOf(HISTORY) + 60_000
    await world.invoke(ACTIVATE)
    expect(await world.invoke(EXECUTE)).toEqual({
      operation: 'execute',
      detector: 'shops',
      status: 'ACTIVE',
      intervals: 0,
      failed: 0,
      groups: 0,
      alerts: { delivered: 0, undelivered: 0, waiting: 0 },
      more: false,
    })
    expect(world.metrics()).toEqual({})
    expect(world.log().map(({ message }) => message)).toEqual(['Learning the history', 'The history is learned'])
    expect(await commitsOf(world)).toHaveLength(1)
  })

  it('executes every interval that is due, in order, and nothing twice', async () => {
    const world = await active()
    world.time = startOf(HISTORY + 4) + 60_000
    expect(await world.invoke(EXECUTE)).toEqual({
      operation: 'execute',
      detector: 'shops',
      status: 'ACTIVE',
      intervals: 4,
      failed: 1,
      groups: 1,
      alerts: { delivered: 1, undelivered: 0, waiting: 0 },
      more: false,
    })
    expect(world.metrics()).toEqual({
      ExecutionsStarted: 4,
      ExecutionsSucceeded: 3,
      ExecutionsFailed: 1,
      'Delivered oncall': 1,
      'Undelivered oncall': 0,
    })
    const ends = (await commitsOf(world)).map(({ end }) => end)
    expect(ends).toEqual([4, 3, 2, 1, 0].map((index) => startOf(HISTORY + index)))
    expect(await world.invoke(EXECUTE)).toMatchObject({ intervals: 0, alerts: { delivered: 0 } })
    expect(world.metrics()).toEqual({})
  })

  it('writes a line of JSON for each interval and each alert', async () => {
    const world = await active()
    world.time = startOf(HISTORY + 3) + 60_000
    await world.invoke(EXECUTE)
    const common = {
      requestId: '8f507cfc-xmpl-4697-b07a-ac58fc914c95',
      engine: 'main',
      detector: 'shops',
      operation: 'execute',
      timestamp: '2026-01-18T01:01:00.000Z',
    }
    expect(world.log()).toMatchObject([
      {
        ...common,
        level: 'INFO',
        message: 'Interval executed',
        interval: '2026-01-17T22:00:00+00:00',
        status: 'COMPLETED',
      },
      { ...common, level: 'INFO', message: 'Alert delivered', alert: 'oncall', attempts: 1, response: 'm-1' },
      { ...common, level: 'INFO', message: 'Interval executed', groups: 1, alerts: ['oncall'], records: { read: 2 } },
      {
        ...common,
        level: 'WARN',
        message: 'The interval is passed over: it has no usable data',
        interval: '2026-01-18T00:00:00+00:00',
        failure: { code: 'NO_DATA_FOR_INTERVAL' },
      },
    ])
  })

  it('warns of feedback that cannot be read, and executes the interval', async () => {
    const world = await active()
    const key = 'detectors/shops/feedback/482313/48231323600000_20260117-190000_x.json'
    await world.store.create(key, Buffer.from('not ours'))
    await world.invoke(EXECUTE)
    expect(world.log()).toContainEqual(
      expect.objectContaining({
        level: 'WARN',
        message: 'Some feedback could not be read, so what it says did not count',
        status: 'COMPLETED',
        unreadFeedback: { objects: 1, examples: [expect.stringContaining(key)] },
      }),
    )
  })

  it('says in the alert where the detector lives', async () => {
    const world = await active()
    world.time = startOf(SPIKE + 1) + 60_000
    await world.invoke(EXECUTE)
    const published = aws.calls.find(({ call }) => call.startsWith('sns'))
    expect(JSON.parse(published!.message)).toMatchObject({
      anomalyDetectorArn: 'arn:aws:lookoutmetrics:eu-west-1:111122223333:AnomalyDetector:shops',
      alertArn: 'arn:aws:lookoutmetrics:eu-west-1:111122223333:Alert:oncall',
      consoleUrl: expect.stringMatching(/^crowsnest:shops\/anomalies\//),
    })
  })

  it('links to the review page where there is one', async () => {
    const { store } = await active()
    const env = {
      CROWSNEST_ENGINE: 'main',
      CROWSNEST_STATE: 's3://state/engine',
      CROWSNEST_CONSOLE_URL: 'https://crowsnest.example.com/',
    }
    const world = lambdaWorld(aws, { store, env })
    world.time = startOf(SPIKE + 1) + 60_000
    await world.invoke(EXECUTE)
    const { message } = aws.calls.find(({ call }) => call.startsWith('sns'))!
    expect(JSON.parse(message).consoleUrl).toMatch(
      /^https:\/\/crowsnest\.example\.com\/detectors\/shops\/anomalies\/[0-9a-f-]{36}$/,
    )
  })

  it('leaves intervals to the next wake-up when time is short, but always executes one', async () => {
    const world = await active()
    world.time = startOf(HISTORY + 4) + 60_000
    world.timeLeft = 4_000
    expect(await world.invoke(EXECUTE)).toMatchObject({ intervals: 1, more: true })
    expect(await world.invoke(EXECUTE)).toMatchObject({ intervals: 1, more: true })
    world.timeLeft = 900_000
    expect(await world.invoke(EXECUTE)).toMatchObject({ intervals: 2, more: false })
  })

  it('gives up shortly before its end, says so, and begins there again', async () => {
    const world = await declared(lambdaWorld(aws), specInAws(sandbox))
    world.time = startOf(HISTORY) + 60_000
    await world.invoke(ACTIVATE)
    world.timeLeft = 2
    await expect(world.invoke(EXECUTE)).rejects.toMatchObject({ code: 'TIME_SHORT' })
    expect(world.metrics()).toEqual({ ExecutionsStarted: 1, ExecutionsFailed: 1 })
    expect(await eventLog(world.store, 'shops', 'test').status()).toMatchObject({ status: 'ACTIVATING' })
    world.timeLeft = 900_000
    expect(await world.invoke(EXECUTE)).toMatchObject({ status: 'ACTIVE' })
  })

  it.each(['INACTIVE', 'DEACTIVATED'])('does nothing for a detector that is %s, and says so', async (status) => {
    const world = await declared(lambdaWorld(aws), specInAws(sandbox))
    if (status === 'DEACTIVATED') {
      await world.invoke(ACTIVATE)
      await world.invoke({ operation: 'deactivate', detector: 'shops' })
    }
    expect(await world.invoke(EXECUTE)).toMatchObject({ status, intervals: 0 })
    expect(world.log()).toMatchObject([
      { level: 'INFO', message: 'The detector is not active, so nothing is executed' },
    ])
    expect(world.metrics()).toEqual({})
    expect(aws.calls).toEqual([])
  })

  it('fails for a detector whose history cannot be used, at each wake-up, until it is activated again', async () => {
    const world = await failed()
    expect(await world.invoke(EXECUTE)).toMatchObject({ status: 'FAILED', intervals: 0 })
    expect(world.metrics()).toEqual({ ExecutionsStarted: 1, ExecutionsFailed: 1 })
    expect(world.log()).toMatchObject([
      {
        level: 'WARN',
        message: expect.stringContaining('tried again at 2026-01-17T22:16:00.000Z'),
        failure: { reason: expect.stringContaining('s3://metrics/none/') },
      },
    ])
    await declared(world, specInAws(sandbox))
    await world.invoke(ACTIVATE)
    expect(await world.invoke(EXECUTE)).toMatchObject({ status: 'ACTIVE' })
  })

  it('tries to activate such a detector again by itself, after longer and longer', async () => {
    const world = await failed()
    world.time += 15 * 60_000 - 1
    expect(await world.invoke(EXECUTE)).toMatchObject({ status: 'FAILED' })
    world.time += 1
    await expect(world.invoke(EXECUTE)).rejects.toMatchObject({ code: 'NOTHING_AT_PATH' })
    world.time += 30 * 60_000 - 1
    expect(await world.invoke(EXECUTE)).toMatchObject({ status: 'FAILED' })
    await declared(world, specInAws(sandbox))
    world.time += 1
    expect(await world.invoke(EXECUTE)).toMatchObject({ status: 'ACTIVE' })
  })

  it('gives up trying after a month', async () => {
    const world = await failed()
    for (let day = 1; day <= 50; day++) {
      world.time += 24 * 3_600_000
      await world.invoke(EXECUTE).catch(() => undefined)
    }
    const events = await eventLog(world.store, 'shops', 'test').read()
    expect(events.filter(({ kind }) => kind === 'ACTIVATION_FAILED')).toHaveLength(37)
    expect(world.log()).toMatchObject([
      { message: 'The detector could not be activated. Correct the reason and activate it again' },
    ])
  })

  it('begins a generation when the spec has another meaning, and none for other roles, paths or alerts', async () => {
    const world = await active()
    const before = (await eventLog(world.store, 'shops', 'test').status()).since
    const spec = specInAws(sandbox, [snsAlert('finance')])
    await declared(world, { ...spec, dataset: { ...spec.dataset, role: `${ROLES}/other` } })
    await world.invoke(EXECUTE)
    expect((await eventLog(world.store, 'shops', 'test').status()).since).toBe(before)
    expect(new Set(aws.calls.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['other']))
    world.generation = '7d3c1f6e-52a5-4c1f-9a53-6d8c0d4b7f11'
    await declared(world, { ...spec, dataset: { ...spec.dataset, filters: { shop: ['east'] } } })
    await world.invoke(EXECUTE)
    expect(world.log()[0]).toMatchObject({ message: 'Learning the history', status: 'ACTIVE' })
  })
})

describe('execute, when something fails', () => {
  it('keeps an interval due whose data cannot be reached, and counts the attempt as failed', async () => {
    const world = await active()
    aws.broken.add('s3')
    await expect(world.invoke(EXECUTE)).rejects.toMatchObject({ code: 'UNREACHABLE' })
    expect(world.metrics()).toEqual({ ExecutionsStarted: 1, ExecutionsFailed: 1 })
    expect(await commitsOf(world)).toHaveLength(1)
    aws.broken.clear()
    expect(await world.invoke(EXECUTE)).toMatchObject({ intervals: 1, failed: 0 })
  })

  it('goes on detecting when an alert cannot be delivered, and tries it again at the next wake-up', async () => {
    const world = await active()
    aws.broken.add('sns')
    world.time = startOf(HISTORY + 4) + 60_000
    expect(await world.invoke(EXECUTE)).toMatchObject({
      intervals: 4,
      alerts: { delivered: 0, undelivered: 0, waiting: 1 },
    })
    expect(world.metrics()).toMatchObject({ ExecutionsSucceeded: 3, 'Undelivered oncall': 3, 'Delivered oncall': 0 })
    aws.broken.clear()
    expect(await world.invoke(EXECUTE)).toMatchObject({ intervals: 0, alerts: { delivered: 1, waiting: 0 } })
    expect(world.metrics()).toEqual({ 'Delivered oncall': 1, 'Undelivered oncall': 0 })
  })

  it('sends nothing for an alert that was removed while it waited', async () => {
    const world = await active()
    aws.broken.add('sns')
    world.time = startOf(SPIKE + 1) + 60_000
    await world.invoke(EXECUTE)
    aws.broken.clear()
    aws.calls.length = 0
    await declared(world, specInAws(sandbox, []))
    expect(await world.invoke(EXECUTE)).toMatchObject({ alerts: { delivered: 0, undelivered: 1, waiting: 0 } })
    expect(world.log()).toMatchObject([{ level: 'ERROR', failure: { code: 'ALERT_REMOVED' } }])
    expect(aws.calls.filter(({ call }) => call.startsWith('sns'))).toEqual([])
  })

  it.each([
    [{ operation: 'execute', detector: 'nobody' }, 'DETECTOR_UNKNOWN', 'There is no detector "nobody"'],
    [EXECUTE, 'DETECTOR_INVALID', 'dataset.dimensions.0'],
  ])('refuses %j: %s', async (event, code, says) => {
    const spec = specInAws(sandbox)
    const world = await declared(lambdaWorld(aws), { ...spec, dataset: { ...spec.dataset, dimensions: ['a shop'] } })
    await expect(world.invoke(event)).rejects.toMatchObject({ code, message: expect.stringContaining(says) })
    expect(world.log()).toMatchObject([{ level: 'ERROR', error: { code }, message: expect.stringContaining(says) }])
  })

  it('says that a detector waits for its dataset, which is no failure until it is active', async () => {
    const { dataset, alerts: _alerts, ...detector } = specInAws(sandbox)
    const waiting = lambdaWorld(aws)
    await declareDetector(waiting.store, detector.detector, { detector, dataset: undefined, alerts: [] })
    expect(await waiting.invoke(EXECUTE)).toMatchObject({ status: 'INACTIVE', intervals: 0 })
    expect(waiting.log()).toMatchObject([{ level: 'INFO', message: expect.stringContaining('no dataset yet') }])
    expect(waiting.metrics()).toEqual({})
    await declareDetector(waiting.store, detector.detector, { detector, dataset, alerts: [] })
    expect(await waiting.invoke(ACTIVATE)).toMatchObject({ status: 'ACTIVATING' })
    await waiting.store.delete(`detectors/${detector.detector}/dataset.json`)
    await expect(waiting.invoke(EXECUTE)).rejects.toMatchObject({ code: 'DATASET_MISSING' })
    expect(waiting.metrics()).toEqual({ ExecutionsStarted: 1, ExecutionsFailed: 1 })
  })

  it('leaves out an alert of others that does not fit, and tells of it', async () => {
    const fits = { ...snsAlert(), dimensions: { shop: ['east'] } }
    const spec = specInAws(sandbox, [fits])
    const { dataset, alerts: _alerts, ...detector } = spec
    const world = await active(spec)
    const foreign = [
      { name: 'foreign', alert: { ...snsAlert('foreign'), measures: ['profit'] } },
      { name: 'oncall', alert: fits },
    ]
    await declareDetector(world.store, detector.detector, { detector, dataset, alerts: foreign })
    expect(await world.invoke(EXECUTE)).toMatchObject({ intervals: 1, failed: 0 })
    const left = (): readonly unknown[] => world.log().filter(({ level }) => level === 'WARN')
    expect(left()).toMatchObject([
      { alert: 'foreign', reason: expect.stringContaining('alerts.0.measures.0: `profit`') },
    ])
    const many = Array.from({ length: 12 }, (_, i) => ({ name: `a${i + 10}`, alert: snsAlert(`a${i + 10}`) }))
    await declareDetector(world.store, detector.detector, { detector, dataset, alerts: many })
    world.time = startOf(HISTORY + 2) + 60_000
    expect(await world.invoke(EXECUTE)).toMatchObject({ intervals: 1 })
    expect(left()).toMatchObject([{ alert: 'a20' }, { alert: 'a21' }])
  })

  it('refuses a folder: it is on one machine', async () => {
    const world = await declared(lambdaWorld(aws), specInAws(sandbox))
    await world.invoke(ACTIVATE)
    await declared(world, sandbox.spec)
    await expect(world.invoke(EXECUTE)).rejects.toMatchObject({ code: 'DETECTOR_NOT_FOR_AWS' })
    expect(world.metrics()).toEqual({ ExecutionsStarted: 1, ExecutionsFailed: 1 })
  })

  it('shows people an error without a stack, and keeps that of a bug', async () => {
    const world = lambdaWorld(aws)
    const error = await world.invoke(EXECUTE).catch((cause: unknown) => cause)
    expect((error as Error).stack).toBe(`RunError: ${(error as Error).message}`)
    const broken = lambdaWorld(aws, { store: { ...world.store, get: () => Promise.reject(new TypeError('a bug')) } })
    await expect(broken.invoke(EXECUTE)).rejects.toThrow('a bug')
    expect(broken.log()).toMatchObject([
      { level: 'ERROR', error: { name: 'TypeError', stack: expect.stringContaining(' at ') } },
    ])
  })
})

describe('the alerts of a detector in AWS', () => {
  it('go to SNS, Lambda and the log', async () => {
    const target = 'arn:aws:lambda:eu-west-1:111122223333:function:on-anomaly:live'
    const world = await active(
      specInAws(sandbox, [
        snsAlert(),
        { name: 'fn', threshold: 50, channel: { lambda: { function: target } }, role: `${ROLES}/alert-fn` },
        { name: 'line', threshold: 50, channel: { log: {} } },
      ]),
    )
    world.time = startOf(SPIKE + 1) + 60_000
    expect(await world.invoke(EXECUTE)).toMatchObject({ alerts: { delivered: 3 } })
    const sent = aws.calls.filter(({ call }) => !call.startsWith('s3'))
    expect(sent.map(({ call, accessKeyId }) => [call, accessKeyId])).toEqual([
      [`sns Publish ${TOPIC}`, 'alert-oncall'],
      [`lambda Invoke ${target}`, 'alert-fn'],
    ])
    expect(world.log().filter(({ message }) => message === 'Alert')).toMatchObject([
      { level: 'INFO', alert: expect.stringContaining('orders') },
    ])
  })
})
