import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateFunctionCommand, InvokeCommand, LambdaClient, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  type DescribeExecutionOutput,
} from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commitLog, eventLog, readSnapshot, s3Store } from '../../../engine/state/index.ts'
import { planEngine, type EnginePlan } from '../../../plans/index.ts'
import { detectorRoles, engineRoles, toIamPolicy, type EnginePlace, type Role } from '../../../policies/index.ts'
import { bundleFunction } from '../../../scripts/bundle.ts'
import { withDefaults, type DetectorSpec } from '../../../spec/index.ts'
import { createSandbox, HOUR, type Sandbox } from '../../engine/run/sandbox.ts'
import type { Emulator } from '../emulator.ts'
import { installMiniStack, MINISTACK_ACCOUNT, miniStackOptions, startMiniStack } from '../ministack.ts'
import { startRecordingProxy, type RecordingProxy } from '../recording-proxy.ts'
import { declare, specOn, surroundings, type Surroundings } from './deployment.ts'
import { outsidePolicies } from './within-policies.ts'

const HISTORY = 320
const LIVE = 5
/** East collapses in an interval after the detector has become active; the one before it has no data. */
const SPIKE = HISTORY + 2
const MISSING = HISTORY + 1
const CLOCK = pathToFileURL(join(import.meta.dirname, '../shop/moved-clock.js')).href

let sandbox: Sandbox
let emulator: Emulator
let around: Surroundings
let clock: string
beforeAll(async () => {
  installMiniStack()
  emulator = await startMiniStack({ enforceIam: true, waitScale: 0 })
  const thisHour = Math.floor(Date.now() / HOUR) * HOUR
  sandbox = createSandbox({
    origin: thisHour - (HISTORY + LIVE) * HOUR,
    history: HISTORY,
    live: LIVE,
    missing: [MISSING],
    disturbances: { east: { [SPIKE]: 0.05 } },
  })
  around = await surroundings(miniStackOptions(emulator), MINISTACK_ACCOUNT, sandbox)
  clock = join(sandbox.folder, 'clock')
})
afterAll(async () => {
  await emulator?.stop()
  sandbox?.remove()
})

/** An engine as it is planned, with the real code of its function, behind a proxy that records what it calls. */
interface Deployed {
  readonly plan: EnginePlan
  readonly roles: readonly Role[]
  readonly proxy: RecordingProxy
}

async function deployEngine(engine: string, map: boolean): Promise<Deployed> {
  const place: EnginePlace = { ...around.place, engine, stateBucket: `${engine}-${around.place.stateBucket}` }
  const plan = planEngine({ name: engine, map, stateBucket: place.stateBucket, statePrefix: 'engine' }, place)
  await s3().send(new CreateBucketCommand({ Bucket: place.stateBucket }))
  const own = engineRoles(place, { map })
  const ofDetector = detectorRoles(withDefaults(specOn(sandbox, around)), place)
  for (const role of [...own, ...ofDetector]) await createRole(role)
  const caller = { role: plan.roleArn, session: plan.functionName, sourceFunction: plan.functionArn }
  const proxy = await startRecordingProxy(emulator.endpoint, {}, caller)
  const lambda = new LambdaClient(miniStackOptions(emulator))
  const FunctionName = plan.functionName
  const { zip } = await bundleFunction('engine')
  const Variables = {
    ...plan.environment,
    AWS_ENDPOINT_URL: proxy.endpoint,
    NODE_OPTIONS: `--import=${CLOCK}`,
    CLOCK_FILE: clock,
  }
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: plan.roleArn,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 60,
      Code: { ZipFile: zip },
      Environment: { Variables },
    }),
  )
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 20, minDelay: 1 }, { FunctionName })
  if (plan.map !== null) {
    const { name, definition, roleArn } = plan.map
    await sfn().send(new CreateStateMachineCommand({ name, definition, roleArn, type: 'STANDARD' }))
  }
  return { plan, roles: [...own, ...ofDetector], proxy }
}

/** The detector with the roles that it has in an engine. */
function specIn({ plan }: Deployed, scale: DetectorSpec['scale']): DetectorSpec {
  const spec = specOn(sandbox, around)
  const [dataset, oncall] = detectorRoles(withDefaults(spec), plan.place)
  return {
    ...spec,
    ...(scale !== undefined && { scale }),
    dataset: { ...spec.dataset, role: dataset!.arn },
    alerts: spec.alerts!.map((alert) => (alert.name === 'oncall' ? { ...alert, role: oncall!.arn } : alert)),
  }
}

describe('a detector on the distributed map, on MiniStack', { timeout: 300_000 }, () => {
  it('comes to the bytes of one function, within the policies of the engine', async () => {
    // The clock stands at the end of the history while one engine learns; the other begins with what that has learned.
    writeFileSync(clock, String(-LIVE * HOUR))
    const one = await deployEngine('one', false)
    const many = await deployEngine('many', true)
    try {
      await declare(miniStackOptions(emulator), one.plan.place, specIn(one, 'FUNCTION'))
      await invoke(one, { operation: 'activate', detector: 'shops' })
      expect(await invoke(one, EXECUTE)).toMatchObject({ failed: 0 })
      await copyState(one, many)
      await declare(miniStackOptions(emulator), many.plan.place, specIn(many, 'MAP'))
      writeFileSync(clock, '0')

      expect(await invoke(one, EXECUTE)).toMatchObject({ intervals: LIVE, failed: 1, more: false })
      const alone = await stateOf(one)
      const [alertOfOne] = await around.received()

      const answer = await invoke(many, EXECUTE)
      expect(answer).toMatchObject({
        intervals: 0,
        run: expect.stringMatching(/^shops-[0-9a-f]{8}-\d+-\d+$/) as string,
      })
      const { run } = answer as { readonly run: string }
      expect(await ended(many, run)).toMatchObject({ status: 'SUCCEEDED' })
      expect(await stateOf(many)).toEqual(alone)
      expect((alone as { readonly commits: readonly unknown[] }).commits).toHaveLength(LIVE + 1)
      const [alertOfMany, ...more] = await around.received()
      expect(more).toEqual([])
      expect(JSON.parse(alertOfMany!)).toEqual(JSON.parse(alertOfOne!))

      expect(await statesOf(many, run)).toContain('Score')
      for (const { proxy, roles, plan } of [one, many]) {
        expect(outsidePolicies(proxy.calls, roles, { place: plan.place })).toEqual([])
      }
      const started = many.proxy.calls.filter(({ service }) => service === 'SFN')
      expect(started.map(({ operation, status }) => [operation, status])).toEqual([['StartExecution', 200]])
      // Nothing is due: nothing is started.
      expect(await invoke(many, EXECUTE)).not.toHaveProperty('run')
    } finally {
      await one.proxy.close()
      await many.proxy.close()
    }
  })
})

const EXECUTE = { operation: 'execute', detector: 'shops' }

function s3(): S3Client {
  return new S3Client({ ...miniStackOptions(emulator), forcePathStyle: true })
}

function sfn(): SFNClient {
  return new SFNClient(miniStackOptions(emulator))
}

async function createRole({ path, name, trust, documents }: Role): Promise<void> {
  const iam = new IAMClient(miniStackOptions(emulator))
  const AssumeRolePolicyDocument = JSON.stringify(toIamPolicy(trust))
  await iam.send(new CreateRoleCommand({ RoleName: name, Path: path, AssumeRolePolicyDocument }))
  for (const document of documents) {
    const PolicyDocument = JSON.stringify(toIamPolicy(document))
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: document.name, PolicyDocument }))
  }
}

/** Calls the function; again where the emulator refuses a call of it because the clock has just been moved: the SDK goes by the emulator's then. */
async function invoke({ plan }: Deployed, event: object, attempts = 5): Promise<unknown> {
  const { Payload, FunctionError } = await new LambdaClient(miniStackOptions(emulator)).send(
    new InvokeCommand({ FunctionName: plan.functionName, Payload: JSON.stringify(event) }),
  )
  const text = Buffer.from(Payload!).toString()
  if (FunctionError !== undefined && attempts > 1 && /request time/.test(text))
    return invoke({ plan } as Deployed, event, attempts - 1)
  if (FunctionError !== undefined) throw new Error(text)
  return JSON.parse(text)
}

async function copyState(from: Deployed, to: Deployed): Promise<void> {
  const Bucket = from.plan.place.stateBucket
  const { Contents = [], IsTruncated } = await s3().send(new ListObjectsV2Command({ Bucket }))
  expect(IsTruncated).not.toBe(true)
  for (const { Key } of Contents) {
    const { Body } = await s3().send(new GetObjectCommand({ Bucket, Key }))
    const bytes = await Body!.transformToByteArray()
    await s3().send(new PutObjectCommand({ Bucket: to.plan.place.stateBucket, Key, Body: bytes }))
  }
}

async function ended({ plan }: Deployed, run: string): Promise<DescribeExecutionOutput> {
  const executionArn = plan.map!.arn.replace(':stateMachine:', ':execution:') + `:${run}`
  for (;;) {
    const execution = await sfn().send(new DescribeExecutionCommand({ executionArn }))
    if (execution.status !== 'RUNNING') return execution
    await delay(200)
  }
}

/** Names of the states that an execution went through. */
async function statesOf({ plan }: Deployed, run: string): Promise<readonly string[]> {
  const executionArn = plan.map!.arn.replace(':stateMachine:', ':execution:') + `:${run}`
  const { events = [] } = await sfn().send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }))
  return events.flatMap(({ stateEnteredEventDetails: entered }) => (entered?.name === undefined ? [] : [entered.name]))
}

/** All that counts of the commits, and the learned state to the byte. */
async function stateOf({ plan }: Deployed): Promise<unknown> {
  const { stateBucket } = plan.place
  const store = s3Store({
    bucket: stateBucket,
    prefix: 'engine',
    client: { ...miniStackOptions(emulator), forcePathStyle: true },
  })
  const { generation, status } = await eventLog(store, 'shops', 'test').status()
  const log = commitLog(store, { detector: 'shops', generation: generation! })
  const commits = await Array.fromAsync(log.newestFirst())
  const parts = await readSnapshot(store, commits[0]!.snapshot)
  return {
    status,
    commits: commits.map(({ writer: _w, writtenAt: _t, snapshot: _s, ...rest }) => rest),
    learned: [...parts].map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
  }
}
