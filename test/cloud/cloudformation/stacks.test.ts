import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { IAMClient, ListRolePoliciesCommand, ListRolesCommand } from '@aws-sdk/client-iam'
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mapDefinition } from '../../../plans/index.ts'
import { writeBundles } from '../../../scripts/bundle.ts'
import type { Emulator } from '../emulator.ts'
import {
  installMiniStack,
  MINISTACK_ACCOUNT,
  MINISTACK_ADMINISTRATOR,
  miniStackOptions,
  startMiniStack,
} from '../ministack.ts'
import { INTERVAL, intervalStart, writeShopData } from '../shop/shop-data.ts'
import { commandsOf, openShell, type Shell } from './tools.ts'

const CLOCK = pathToFileURL(join(import.meta.dirname, '../shop/moved-clock.js')).href
const DATA = 'acme-metrics'
const STATE = `crowsnest-main-${MINISTACK_ACCOUNT}-us-east-1`

/** Live intervals that are due when the clock goes on, and the one with the anomaly. */
const LIVE = 6
const BURST = 4

const PAGE = commandsOf('docs/cloudformation.md')

let emulator: Emulator
let shell: Shell
let s3: S3Client
let inbox: string

beforeAll(async () => {
  installMiniStack()
  await writeBundles()
  emulator = await startMiniStack({ enforceIam: true })
  shell = openShell(emulator.endpoint, MINISTACK_ADMINISTRATOR)
  s3 = new S3Client({ ...miniStackOptions(emulator), forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: DATA }))
  const topic = (await new SNSClient(miniStackOptions(emulator)).send(new CreateTopicCommand({ Name: 'oncall' })))
    .TopicArn!
  const sqs = new SQSClient(miniStackOptions(emulator))
  const queue = `arn:aws:sqs:us-east-1:${MINISTACK_ACCOUNT}:inbox`
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queue,
        Condition: { ArnEquals: { 'aws:SourceArn': topic } },
      },
    ],
  })
  inbox = (await sqs.send(new CreateQueueCommand({ QueueName: 'inbox', Attributes: { Policy } }))).QueueUrl!
  await new SNSClient(miniStackOptions(emulator)).send(
    new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint: queue }),
  )
  writeFileSync(join(shell.folder, 'orders.yaml'), specText(topic, 60))
})
afterAll(async () => {
  shell?.close()
  await emulator?.stop()
})

describe('docs/cloudformation.md, on an emulator that enforces policies', { timeout: 300_000 }, () => {
  const live = intervalStart(Date.now()) - LIVE * INTERVAL

  it('makes an engine', async () => {
    for (const commands of under('An engine')) await shell.run(commands, { CODE_BUCKET: 'acme-code' })
    expect((await rolesBelow('/crowsnest/us-east-1/main/')).map(withoutMark)).toEqual([
      'crowsnest-main-engine',
      'crowsnest-main-scheduler',
    ])
  })

  it('makes a detector of a spec, which is declared and active then', async () => {
    await writeShopData(s3, { bucket: DATA, live, history: 600, after: LIVE + 3, burst: BURST })
    await moveClock(live + INTERVAL / 2 - Date.now())
    await shell.run(under('A detector')[0]!)
    const head = await readJson('detectors/orders/detector.json')
    expect(head).toMatchObject({ detector: 'orders', managedBy: 'the CloudFormation stack crowsnest-orders' })
    const [datasetRole, alertRole] = (await rolesBelow('/crowsnest/us-east-1/main/services/')).toSorted().toReversed()
    expect(withoutMark(datasetRole!)).toBe('crowsnest-orders-dataset')
    expect(withoutMark(alertRole!)).toBe('crowsnest-orders-alert-oncall')
    expect(await readJson('detectors/orders/dataset.json')).toMatchObject({
      role: `arn:aws:iam::${MINISTACK_ACCOUNT}:role/crowsnest/us-east-1/main/services/${datasetRole}`,
    })
    expect(await keysBelow('detectors/orders/alerts/')).toEqual(['detectors/orders/alerts/oncall.json'])
    const { Schedules = [] } = await new SchedulerClient(miniStackOptions(emulator)).send(new ListSchedulesCommand({}))
    expect(Schedules.map(({ GroupName, Name }) => `${GroupName}/${Name}`)).toEqual(['crowsnest-main/orders'])
  })

  it('runs: learns the history, executes what is due, and the alert arrives', async () => {
    expect(await wake()).toMatchObject({ operation: 'execute', status: 'ACTIVE' })
    expect((await keysBelow('state/orders/')).some((key) => key.includes('/commits/'))).toBe(true)
    await moveClock(0)
    // While the test runs, another interval may have ended.
    const { intervals, failed } = (await wake()) as { readonly intervals: number; readonly failed: number }
    expect({ intervals: intervals - (intervals % LIVE), failed }).toEqual({ intervals: LIVE, failed: 0 })
    const { Messages = [] } = await new SQSClient(miniStackOptions(emulator)).send(
      new ReceiveMessageCommand({ QueueUrl: inbox, WaitTimeSeconds: 5 }),
    )
    expect(Messages).toHaveLength(1)
    const { Message } = JSON.parse(Messages[0]!.Body!) as { Message: string }
    expect(JSON.parse(Message)).toMatchObject({ alertName: 'oncall', impactedMetric: { metricName: 'orders' } })
  })

  it('changes an alert when the spec has changed, and does not learn anew', async () => {
    const before = await keysBelow('state/orders/')
    const spec = join(shell.folder, 'orders.yaml')
    writeFileSync(spec, readFileSync(spec, 'utf8').replace('threshold: 60', 'threshold: 80'))
    await shell.run(under('A detector')[0]!)
    expect(await readJson('detectors/orders/alerts/oncall.json')).toMatchObject({ threshold: 80 })
    expect(await wake()).toMatchObject({ failed: 0, status: 'ACTIVE' })
    expect(await keysBelow('state/orders/')).toEqual(expect.arrayContaining([...before]))
  })

  it('refuses a second stack for the same detector, and leaves the first as it is', async () => {
    const deploy = under('A detector')[0]!.replaceAll('crowsnest-orders', 'crowsnest-thief')
    await expect(shell.run(deploy)).rejects.toThrow(/Failed to create/)
    const events = await shell.run('aws cloudformation describe-stack-events --stack-name crowsnest-thief')
    expect(events).toContain('by the CloudFormation stack crowsnest-orders')
    expect(await readJson('detectors/orders/detector.json')).toMatchObject({
      managedBy: 'the CloudFormation stack crowsnest-orders',
    })
    await shell.run('aws cloudformation delete-stack --stack-name crowsnest-thief')
    await shell.run('aws cloudformation wait stack-delete-complete --stack-name crowsnest-thief')
    expect(await readJson('detectors/orders/detector.json')).toMatchObject({ detector: 'orders' })
    expect(await wake()).toMatchObject({ status: 'ACTIVE' })
  })

  it('makes a role apart from a detector', async () => {
    const [deploy, ask] = under('Roles apart from detectors')
    const role = (await shell.run(ask!)).trim()
    expect(role).toMatch(/:role\/crowsnest\/us-east-1\/main\/crowsnest-main-engine-/)
    await shell.run(deploy!, { ENGINE_ROLE_ARN: role, DATA_BUCKET: DATA })
    expect(await rolesBelow('/crowsnest/us-east-1/main/services/')).toHaveLength(3)
  })

  it('makes the state machine of an engine, in a stack of its own that goes before the engine', async () => {
    await shell.run(under('A detector that is too large for one function')[0]!, { CODE_BUCKET: 'acme-code' })
    const arn = `arn:aws:states:us-east-1:${MINISTACK_ACCOUNT}:stateMachine:crowsnest-main-map`
    const { definition, roleArn } = await new SFNClient(miniStackOptions(emulator)).send(
      new DescribeStateMachineCommand({ stateMachineArn: arn }),
    )
    const code = `arn:aws:lambda:us-east-1:${MINISTACK_ACCOUNT}:function:crowsnest-main`
    expect(JSON.parse(definition!)).toEqual(mapDefinition(code))
    expect(roleArn).toMatch(/:role\/crowsnest\/us-east-1\/main\/crowsnest-main-map-/)
    const { Environment } = await new LambdaClient(miniStackOptions(emulator)).send(
      new GetFunctionConfigurationCommand({ FunctionName: 'crowsnest-main' }),
    )
    expect(Environment?.Variables).toMatchObject({ CROWSNEST_STATE_MACHINE: arn })
    const RoleName = (await rolesBelow('/crowsnest/us-east-1/main/')).find((name) => /-engine-/.test(name))
    const { PolicyNames } = await new IAMClient(miniStackOptions(emulator)).send(
      new ListRolePoliciesCommand({ RoleName }),
    )
    expect(PolicyNames).toContain('map')
    await shell.run('aws cloudformation delete-stack --stack-name crowsnest-main-map')
    await shell.run('aws cloudformation wait stack-delete-complete --stack-name crowsnest-main-map')
    expect((await rolesBelow('/crowsnest/us-east-1/main/')).filter((name) => /-map-/.test(name))).toEqual([])
  })

  it('takes back a detector, and leaves what it has found', async () => {
    await shell.run(under('A detector')[1]!)
    expect(await keysBelow('detectors/orders/')).not.toContain('detectors/orders/detector.json')
    expect(await keysBelow('detectors/orders/alerts/')).toEqual([])
    expect(JSON.stringify(await Promise.all((await keysBelow('detectors/orders/events/')).map(readJson)))).toContain(
      'DEACTIVAT',
    )
    expect(await keysBelow('state/orders/')).not.toEqual([])
  })

  it('takes back the engine, and leaves the bucket of the state', async () => {
    await shell.run(under('A detector')[2]!)
    expect(await rolesBelow('/crowsnest/us-east-1/main/crowsnest')).toEqual([])
    const roles = await rolesBelow('/crowsnest/us-east-1/main/')
    expect(roles.map(withoutMark).filter((name) => /engine|scheduler/.test(name))).toEqual([])
    expect(await keysBelow('state/orders/')).not.toEqual([])
  })
})

function under(heading: string): readonly string[] {
  const commands = PAGE.filter((block) => block.heading === heading).map((block) => block.commands)
  if (commands.length === 0) throw new Error(`docs/cloudformation.md has no commands under "${heading}"`)
  return commands
}

function specText(topic: string, threshold: number): string {
  return `detector: orders
interval: PT5M
dataset:
  source:
    s3:
      historical: s3://${DATA}/history/
      continuous: s3://${DATA}/live/{{yyyyMMdd}}/{{HHmm}}
      format: { csv: {} }
  timestamp: { column: timestamp, format: yyyy-MM-dd HH:mm:ss }
  measures: [{ column: orders, aggregation: SUM }]
  dimensions: [platform]
alerts:
  - name: oncall
    threshold: ${threshold}
    channel: { sns: { topic: ${topic} } }
`
}

function withoutMark(name: string): string {
  return name.replace(/-[0-9a-f]{8}$/, '')
}

async function rolesBelow(path: string): Promise<readonly string[]> {
  const { Roles = [] } = await new IAMClient(miniStackOptions(emulator)).send(new ListRolesCommand({}))
  return Roles.filter((role) => role.Path!.startsWith(path))
    .map(({ RoleName }) => RoleName!)
    .toSorted()
}

async function keysBelow(prefix: string): Promise<readonly string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: STATE, Prefix: prefix }))
  return Contents.map(({ Key }) => Key!)
}

async function readJson(key: string): Promise<unknown> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: STATE, Key: key }))
  return JSON.parse(await Body!.transformToString()) as unknown
}

/** Moves the clock of the function by milliseconds: a test has no time to wait for live data. */
async function moveClock(milliseconds: number): Promise<void> {
  const file = join(shell.folder, 'clock')
  writeFileSync(file, String(milliseconds))
  const lambda = new LambdaClient(miniStackOptions(emulator))
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'crowsnest-main' }))
  if (Environment?.Variables?.['CLOCK_FILE'] === file) return
  const Variables = { ...Environment?.Variables, NODE_OPTIONS: `--import=${CLOCK}`, CLOCK_FILE: file }
  await lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: 'crowsnest-main', Environment: { Variables } }),
  )
}

/**
 * What the schedule does, at once; again where the emulator refuses a call because the test has just moved the clock: the SDK goes by the
 * emulator's then.
 */
async function wake(attempts = 5): Promise<unknown> {
  const answer = await new LambdaClient(miniStackOptions(emulator)).send(
    new InvokeCommand({
      FunctionName: 'crowsnest-main',
      Payload: JSON.stringify({ operation: 'execute', detector: 'orders' }),
    }),
  )
  const text = new TextDecoder().decode(answer.Payload)
  if (answer.FunctionError !== undefined && attempts > 1 && /request time/.test(text)) return wake(attempts - 1)
  if (answer.FunctionError !== undefined) throw new Error(`${text}\n${await engineLog()}`)
  return JSON.parse(text) as unknown
}

/** The end of what the engine's function wrote, for a test that failed. */
async function engineLog(): Promise<string> {
  const logs = new CloudWatchLogsClient(miniStackOptions(emulator))
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/crowsnest-main' }))
  return events
    .map(({ message }) => message)
    .join('\n')
    .slice(-5000)
}
