import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3'
import { ListScheduleGroupsCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns'
import { ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { Queue, QueuePolicy } from '@pulumi/aws/sqs/index.js'
import { Topic, TopicSubscription } from '@pulumi/aws/sns/index.js'
import * as pulumi from '@pulumi/pulumi'
import * as crowsnest from 'crowsnest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { policiesFor, type Role } from '../../../policies/index.ts'
import { checkSpec, withDefaults } from '../../../spec/index.ts'
import type { Emulator } from '../emulator.ts'
import { outsidePolicies } from '../lambda/within-policies.ts'
import { installMiniStack, MINISTACK_ACCOUNT, miniStackOptions, startMiniStack } from '../ministack.ts'
import { deploy, type Deployment } from '../pulumi/deploy.ts'
import { startRecordingProxy, type PassedCall, type RecordingProxy } from '../recording-proxy.ts'
import { INTERVAL, intervalStart, writeShopData } from '../shop/shop-data.ts'

const PLUGIN = join(import.meta.dirname, '../pulumi-aws')
const CLOCK = pathToFileURL(join(import.meta.dirname, '../shop/moved-clock.js')).href
const BUCKET = 'acme-metrics'
const STATE = `crowsnest-shop-${MINISTACK_ACCOUNT}-us-east-1`

/** Live intervals that are due when the clock goes on, and the one with the anomaly. */
const LIVE = 6
const BURST = 4

let emulator: Emulator
let proxy: RecordingProxy
let s3: S3Client
let folder: string
let deployment: Deployment

/** What the stack is made of; each test of a change varies it. */
function shop({ threshold = 60, memorySize = 512 } = {}) {
  return async function program() {
    const topic = new Topic('oncall', { name: 'oncall' })
    const inbox = new Queue('inbox', { name: 'inbox' })
    void new QueuePolicy('inbox', {
      queueUrl: inbox.id,
      policy: pulumi.jsonStringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'sns.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: inbox.arn,
            Condition: { ArnEquals: { 'aws:SourceArn': topic.arn } },
          },
        ],
      }),
    })
    void new TopicSubscription('inbox', { topic: topic.arn, protocol: 'sqs', endpoint: inbox.arn })

    const engine = new crowsnest.Engine('engine', {
      engineName: 'shop',
      architecture: 'x86_64',
      memorySize,
      logLevel: 'debug',
      tags: { team: 'growth' },
      transform: {
        // The emulator's function finds the proxy in front of the emulator, and a clock that the test moves.
        function: ({ args }) => ({
          args: {
            ...args,
            environment: pulumi.output(args.environment).apply((environment) => ({
              variables: {
                ...environment?.variables,
                AWS_ENDPOINT_URL: proxy.endpoint,
                NODE_OPTIONS: `--import=${CLOCK}`,
                CLOCK_FILE: join(folder, 'clock'),
              },
            })),
          },
        }),
      },
    })
    const orders = new crowsnest.Detector('orders', {
      engine,
      interval: 'PT5M',
      dataset: {
        source: {
          s3: {
            historical: `s3://${BUCKET}/history/`,
            continuous: `s3://${BUCKET}/live/{{yyyyMMdd}}/{{HHmm}}`,
            format: { csv: {} },
          },
        },
        timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
        measures: [{ column: 'orders', aggregation: 'SUM' }],
        dimensions: ['platform'],
      },
      alerts: [{ name: 'oncall', threshold, channel: { sns: { topic: topic.arn } } }],
      // The schedule of a detector of five minutes, made to wake every minute: a test has no more time.
      transform: { schedule: ({ args }) => ({ args: { ...args, scheduleExpression: 'cron(* * * * ? *)' } }) },
    })
    return { datasetRole: orders.datasetRole.arn, inbox: inbox.url }
  }
}

beforeAll(async () => {
  installMiniStack()
  emulator = await startMiniStack({ enforceIam: true })
  proxy = await startRecordingProxy(emulator.endpoint)
  s3 = new S3Client({ ...miniStackOptions(emulator), forcePathStyle: true })
  folder = mkdtempSync(join(tmpdir(), 'crowsnest-deployment-'))
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
  deployment = await deploy(shop(), {
    project: 'shop',
    plugins: [PLUGIN],
    config: { 'aws:region': 'us-east-1' },
    env: { CROWSNEST_AWS_ENDPOINT: emulator.endpoint },
  })
})
afterAll(async () => {
  await proxy?.close()
  await emulator?.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('pulumi, with an engine and a detector', { timeout: 240_000 }, () => {
  const live = intervalStart(Date.now()) - LIVE * INTERVAL

  it('previews what it would make, of which nothing is there yet', async () => {
    // The function begins its life in the middle of the first live interval.
    writeFileSync(join(folder, 'clock'), String(live + INTERVAL / 2 - Date.now()))
    await writeShopData(s3, { bucket: BUCKET, live, history: 600, after: LIVE, burst: BURST })
    const { changes } = await deployment.preview()
    expect(Object.keys(changes)).toEqual(['create'])
    expect(await names()).toEqual(NOTHING)
  })

  it('makes it, and then has nothing to do', async () => {
    const { changes } = await deployment.up()
    expect(Object.keys(changes)).toEqual(['create'])
    expect(await names()).toEqual({
      buckets: [BUCKET, STATE],
      functions: ['crowsnest-shop'],
      queues: ['crowsnest-shop-lost', 'inbox'],
      roles: [
        'crowsnest-orders-alert-oncall',
        'crowsnest-orders-dataset',
        'crowsnest-shop-engine',
        'crowsnest-shop-scheduler',
      ],
      schedules: ['crowsnest-shop/orders'],
      topics: ['oncall'],
    })
    expect((await deployment.up()).steps).toEqual([])
    expect((await deployment.refresh()).steps.filter(({ op }) => op !== 'refresh')).toEqual([])
  })

  it('has the schedule wake the engine by itself, which learns the history', async () => {
    await until('the history is learned', async () => (await stateKeys('/commits/')).length > 0, 150_000)
    expect(await stateKeys('/chunks/')).not.toEqual([])
  })

  it('executes every interval that is due, in order, and the alert arrives', async () => {
    writeFileSync(join(folder, 'clock'), '0')
    const message = await firstMessage(150_000)
    expect(message).toMatchObject({
      alertName: 'oncall',
      impactedMetric: { metricName: 'orders' },
    })
    await until('all intervals are committed', async () => (await stateKeys('/commits/')).length >= 1 + LIVE, 90_000)
    const commits = await Promise.all((await stateKeys('/commits/')).map(readJson))
    const starts = (commits as { start: number; failure: unknown }[])
      .map(({ start }) => start)
      .toSorted((a, b) => a - b)
    expect(starts.slice(1, 1 + LIVE)).toEqual(Array.from({ length: LIVE }, (_, index) => live + index * INTERVAL))
  })

  it('made no call that the policy of its role does not allow', async () => {
    const roles = await deployedRoles()
    // Only the function knows of the proxy: what is signed with keys that were not given through it is signed with its own.
    const engine = {
      role: roles.find(({ kind }) => kind === 'engine')!.arn,
      session: 'crowsnest-shop',
      sourceFunction: `arn:aws:lambda:us-east-1:${MINISTACK_ACCOUNT}:function:crowsnest-shop`,
    }
    const calls = proxy.calls.map((call) => ({ ...call, caller: call.caller ?? engine }))
    expect(calls.map(({ service, operation }) => `${service}.${operation}`)).toEqual(
      expect.arrayContaining(['S3.ListObjectsV2', 'S3.GetObject', 'S3.PutObject', 'STS.AssumeRole', 'SNS.Publish']),
    )
    expect(outsidePolicies(calls, roles, { place: place() })).toEqual([])
    expect(refusedForGood(proxy.calls)).toEqual([])
  })

  it('changes an alert and the function, and nothing else', async () => {
    const { steps } = await deployment.up(shop({ threshold: 80, memorySize: 1024 }))
    const changed = steps.filter(({ type }) => type.startsWith('aws:'))
    expect(changed.map(({ op, type }) => `${op} ${type}`).toSorted()).toEqual([
      'update aws:lambda/function:Function',
      'update aws:s3/bucketObjectv2:BucketObjectv2',
    ])
    const alert = await readJson('detectors/orders/alerts/oncall.json')
    expect(alert).toMatchObject({ threshold: 80 })
    await deployment.up(shop())
  })

  it('leaves nothing behind but the state, when all is destroyed', async () => {
    await deployment.destroy()
    expect(await names()).toEqual({ ...NOTHING, buckets: [BUCKET, STATE] })
    expect(await stateKeys('/commits/')).not.toEqual([])
    const events = await Promise.all((await keysBelow('detectors/orders/events/')).map(readJson))
    expect(JSON.stringify(events)).toContain('DEACTIVAT')
    expect(await keysBelow('detectors/orders/alerts/')).toEqual([])
  })
})

/**
 * Calls that were refused and did not pass when they were made again. The first calls after the test has moved the clock are refused
 * because of it; the SDK then goes by the emulator's clock.
 */
function refusedForGood(calls: readonly PassedCall[]): readonly PassedCall[] {
  return calls.filter(
    (call, index) => call.status === 403 && !calls.slice(index).some((next) => next.status < 300 && same(call, next)),
  )
}

function same(a: PassedCall, b: PassedCall): boolean {
  return a.operation === b.operation && JSON.stringify(a.input) === JSON.stringify(b.input)
}

const NOTHING = { buckets: [BUCKET], functions: [], queues: [], roles: [], schedules: [], topics: [] }

/** Names of what there is in the emulator; those of roles without their hash. */
async function names() {
  const options = miniStackOptions(emulator)
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}))
  const { Functions = [] } = await new LambdaClient(options).send(new ListFunctionsCommand({}))
  const { QueueUrls = [] } = await new SQSClient(options).send(new ListQueuesCommand({}))
  const { Roles = [] } = await new IAMClient(options).send(new ListRolesCommand({}))
  const { Topics = [] } = await new SNSClient(options).send(new ListTopicsCommand({}))
  const scheduler = new SchedulerClient(options)
  const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({}))
  const { ScheduleGroups = [] } = await scheduler.send(new ListScheduleGroupsCommand({}))
  const groups = ScheduleGroups.map(({ Name }) => Name).filter((name) => name !== 'default')
  const schedules = Schedules.map(({ GroupName, Name }) => `${GroupName}/${Name}`)
  return {
    buckets: Buckets.map(({ Name }) => Name).toSorted(),
    functions: Functions.map(({ FunctionName }) => FunctionName).toSorted(),
    queues: QueueUrls.map((url) => last(url, '/')).toSorted(),
    roles: Roles.map(({ RoleName }) => RoleName!.replace(/-[0-9a-f]{10}$/, ''))
      .filter((name) => name.startsWith('crowsnest-'))
      .toSorted(),
    schedules: [
      ...schedules,
      ...groups.filter((group) => !schedules.some((name) => name.startsWith(`${group}/`))),
    ].toSorted(),
    topics: Topics.map(({ TopicArn }) => last(TopicArn, ':')).toSorted(),
  }
}

function last(text: string | undefined, separator: string): string {
  return text!.split(separator).at(-1)!
}

async function keysBelow(prefix: string): Promise<readonly string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: STATE, Prefix: prefix }))
  return Contents.map(({ Key }) => Key!)
}

async function stateKeys(kind: string): Promise<readonly string[]> {
  return (await keysBelow('state/orders/')).filter((key) => key.includes(kind))
}

async function readJson(key: string): Promise<unknown> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: STATE, Key: key }))
  return JSON.parse(await Body!.transformToString()) as unknown
}

async function firstMessage(timeoutMs: number): Promise<unknown> {
  const sqs = new SQSClient(miniStackOptions(emulator))
  const { inbox } = await deployment.outputs()
  const ask = new ReceiveMessageCommand({ QueueUrl: String(inbox), WaitTimeSeconds: 1 })
  let message: unknown
  await until(
    'the alert arrives',
    async () => {
      const { Messages = [] } = await sqs.send(ask)
      const [first] = Messages
      message = first && JSON.parse((JSON.parse(first.Body!) as { Message: string }).Message)
      return message !== undefined
    },
    timeoutMs,
  )
  return message
}

async function until(what: string, done: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const end = Date.now() + timeoutMs
  while (!(await done())) {
    if (Date.now() > end) throw new Error(`not in ${timeoutMs / 1000} seconds: ${what}\n${await engineLog()}`)
    await delay(1000)
  }
}

/** The roles as the policy toolkit writes them for what is declared in the bucket. */
async function deployedRoles(): Promise<readonly Role[]> {
  const [detector, dataset, alert] = await Promise.all(
    ['detector.json', 'dataset.json', 'alerts/oncall.json'].map((name) => readJson(`detectors/orders/${name}`)),
  )
  const { spec, findings } = checkSpec({ ...(detector as object), dataset, alerts: [alert] })
  if (spec === null) throw new Error(JSON.stringify(findings))
  return policiesFor(withDefaults(spec), place()).roles
}

function place() {
  return {
    partition: 'aws',
    region: 'us-east-1',
    account: MINISTACK_ACCOUNT,
    engine: 'shop',
    stateBucket: STATE,
  } as const
}

/** The end of what the engine's function wrote, for a test that failed. */
async function engineLog(): Promise<string> {
  const logs = new CloudWatchLogsClient(miniStackOptions(emulator))
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/crowsnest-shop' }))
  return events
    .map(({ message }) => message)
    .join('\n')
    .slice(-5000)
}
