import { unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { commitLog, eventLog, s3Store, statePrefix, type ObjectStore } from '../../../engine/state/index.ts'
import { engineNames } from '../../../policies/index.ts'
import type { Caller } from '../../../policies/prove/index.ts'
import { bundleFunction } from '../../../scripts/bundle.ts'
import type { DetectorSpec } from '../../../spec/index.ts'
import { createSandbox, HOUR, type Sandbox } from '../../engine/run/sandbox.ts'
import { awsOptions, s3Options } from '../aws.ts'
import { startRecordingProxy, type RecordingProxy } from '../recording-proxy.ts'
import { declare, specOn, surroundings, withRoles, type DeployedSpec, type Surroundings } from './deployment.ts'
import { startFunction, type LambdaFunction } from './function.ts'
import { installRic } from './ric.ts'
import { outsidePolicies } from './within-policies.ts'

const ACCOUNT = '123456789012'
const HISTORY = 320
/** Intervals after the history that are over now, and the one that begins while the tests run. */
const LIVE = 4
/** East collapses in the second live interval. */
const SPIKE = HISTORY + 1
const ENGINE_KEY = { accessKeyId: 'AKIDENGINE', secretAccessKey: 'secret' }
const ACTIVATE = { operation: 'activate', detector: 'shops' }
const EXECUTE = { operation: 'execute', detector: 'shops' }

let zip: Uint8Array
let sandbox: Sandbox
beforeAll(async () => {
  installRic()
  ;({ zip } = await bundleFunction('engine'))
  const thisHour = Math.floor(Date.now() / HOUR) * HOUR
  sandbox = createSandbox({
    origin: thisHour - (HISTORY + LIVE - 1) * HOUR,
    history: HISTORY,
    live: LIVE,
    disturbances: { east: { [SPIKE]: 0.05 } },
  })
})
afterAll(() => sandbox.remove())

/** An engine that is deployed on the emulator, as far as it needs to be. */
interface Deployed extends DeployedSpec {
  readonly around: Surroundings
  readonly proxy: RecordingProxy
  readonly engine: LambdaFunction
  readonly store: ObjectStore
}

let running: Deployed | undefined
afterEach(async () => {
  await running?.engine.stop()
  await running?.proxy.close()
  running = undefined
})

async function deploy(
  change: (spec: DetectorSpec, around: Surroundings) => DetectorSpec = (s) => s,
): Promise<Deployed> {
  const around = await surroundings(awsOptions(), ACCOUNT, sandbox)
  const { place } = around
  const { spec, roles } = withRoles(change(specOn(sandbox, around), around), place)
  await declare(awsOptions(), place, spec)
  const { functionArn, function: session } = engineNames(place)
  const role = roles.find(({ kind }) => kind === 'engine')!.arn
  const caller: Caller = { role, session, sourceFunction: functionArn }
  const proxy = await startRecordingProxy(awsOptions().endpoint, { [ENGINE_KEY.accessKeyId]: caller })
  const engine = await startFunction({
    zip,
    functionArn,
    endpoint: proxy.endpoint,
    credentials: ENGINE_KEY,
    environment: {
      CROWSNEST_ENGINE: place.engine,
      CROWSNEST_STATE: `s3://${place.stateBucket}/${place.statePrefix}`,
    },
  })
  const store = s3Store({ bucket: place.stateBucket, prefix: place.statePrefix!, client: s3Options() })
  running = { around, spec, roles, proxy, engine, store }
  return running
}

describe("the engine's zip under the runtime client of Lambda", () => {
  it('is activated, learns, executes several intervals and alerts through a topic, within its policies', async () => {
    const { engine, around, proxy, roles, spec, store } = await deploy()
    expect(await engine.invoke(ACTIVATE)).toMatchObject({
      error: null,
      payload: { status: 'ACTIVATING', learns: true },
    })
    const { payload, error } = await engine.invoke(EXECUTE)
    expect({ payload, error }).toMatchObject({
      error: null,
      payload: { status: 'ACTIVE', failed: 0, alerts: { delivered: 2, undelivered: 0, waiting: 0 }, more: false },
    })
    expect((payload as { intervals: number }).intervals).toBeGreaterThanOrEqual(LIVE - 1)
    const messages = await around.received()
    expect(messages.map((message) => JSON.parse(message) as unknown)).toMatchObject([
      { anomalyDetectorArn: `arn:aws:lookoutmetrics:us-east-1:${ACCOUNT}:AnomalyDetector:shops`, alertName: 'oncall' },
    ])

    const log = engine.log().map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(log.filter(({ message }) => message === 'Alert')).toHaveLength(1)
    const metrics = log.filter((line) => '_aws' in line)
    expect(metrics).toContainEqual(
      expect.objectContaining({ Engine: around.place.engine, Detector: 'shops', Alert: 'oncall', Delivered: 1 }),
    )

    const world = { place: around.place }
    expect(outsidePolicies(proxy.calls, roles, world)).toEqual([])
    // The same calls are outside of what another engine's roles may do.
    const others = withRoles(spec, { ...around.place, stateBucket: 'another-bucket' }).roles
    expect(outsidePolicies(proxy.calls, others, world)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^s3:PutObject .* by crowsnest-e\w+-engine-\w+: denied by the role's policies$/),
      ]),
    )
    const made = Map.groupBy(proxy.calls, ({ caller }) => roles.find(({ arn }) => arn === caller?.role)?.kind)
    const operations = [...made].map(([kind, calls]) => [kind, [...new Set(calls.map((c) => c.operation))].toSorted()])
    expect(Object.fromEntries(operations)).toEqual({
      engine: ['AssumeRole', 'GetObject', 'ListObjectsV2', 'PutObject'],
      dataset: ['GetObject', 'ListObjectsV2'],
      alert: ['Publish'],
    })

    proxy.clear()
    expect(await engine.invoke(EXECUTE)).toMatchObject({ payload: { intervals: 0, alerts: { delivered: 0 } } })
    expect(proxy.calls.some(({ operation }) => operation === 'PutObject')).toBe(false)
    expect(await around.received()).toEqual([])
    expect(await eventLog(store, 'shops', 'test').status()).toMatchObject({ status: 'ACTIVE' })
  })

  it('comes to the same commits and one alert when it is killed again and again', async () => {
    const { engine, around, store } = await deploy()
    await engine.invoke(ACTIVATE)
    let kills = 0
    for (let patience = 100; ; patience += 100) {
      const answer = engine.invoke(EXECUTE).then(
        () => 'done',
        () => 'killed',
      )
      if ((await Promise.race([answer, sleep(patience)])) === 'done') break
      await engine.kill()
      if ((await answer) === 'done') break
      kills++
    }
    expect(kills).toBeGreaterThan(0)
    const { generation } = await eventLog(store, 'shops', 'test').status()
    const place = { detector: 'shops', generation: generation! }
    const commits = await Array.fromAsync(commitLog(store, place).newestFirst())
    expect(commits.map(({ sequence }) => sequence)).toEqual(commits.map((_, index) => commits.length - 1 - index))
    expect(commits.every(({ failure }) => failure === null)).toBe(true)
    expect(commits.flatMap(({ alerts }) => alerts.map(({ alert }) => alert)).toSorted()).toEqual(['line', 'oncall'])
    const receipts = await Array.fromAsync(store.list(statePrefix(place, 'receipts')))
    expect(receipts).toHaveLength(2)
    // At least once; what is sent again is the same, byte for byte.
    expect(new Set(await around.received()).size).toBe(1)
  }, 180_000)

  it('reads Parquet', async () => {
    const duckdb = await (await DuckDBInstance.create()).connect()
    const path = join(sandbox.folder, 'history.parquet')
    await duckdb.run(
      `COPY (SELECT strftime(time, '%Y-%m-%d %H:%M:%S') AS time, shop, orders FROM read_csv('${join(sandbox.folder, 'history.csv')}'))
       TO '${path}' (FORMAT parquet, COMPRESSION snappy)`,
    )
    duckdb.closeSync()
    try {
      const { engine, proxy, roles, around } = await deploy((spec, { dataBucket }) => ({
        ...spec,
        dataset: {
          ...spec.dataset,
          source: { s3: { historical: `s3://${dataBucket}/history.parquet`, format: { parquet: {} } } },
        },
      }))
      const { payload, error } = await engine.invoke({ operation: 'backtest', detector: 'shops' })
      expect({ payload, error }).toMatchObject({
        error: null,
        payload: { status: 'BACK_TEST_COMPLETE', learned: 224, tested: 96, alerts: 0 },
      })
      expect(outsidePolicies(proxy.calls, roles, { place: around.place })).toEqual([])
    } finally {
      unlinkSync(path)
    }
  })

  it('fails a deployment with the findings of what is declared', async () => {
    const { engine, around, spec } = await deploy()
    const { role: _, ...dataset } = spec.dataset
    await declare(awsOptions(), around.place, { ...spec, dataset })
    expect((await engine.invoke({ ...ACTIVATE, tf: { action: 'create', prev_input: null } })).error).toMatchObject({
      errorType: 'HostError',
      errorMessage: expect.stringContaining('dataset.role: there is none'),
    })
    await declare(awsOptions(), around.place, { ...spec, dataset: { ...dataset, timezone: 'Mars/Olympus' } })
    expect((await engine.invoke(ACTIVATE)).error).toMatchObject({
      errorType: 'RunError',
      errorMessage: expect.stringContaining('dataset.timezone: "Mars/Olympus"'),
    })
    expect(
      (await engine.invoke({ ...ACTIVATE, tf: { action: 'delete', prev_input: ACTIVATE } })).payload,
    ).toMatchObject({
      status: 'INACTIVE',
    })
  })
})
