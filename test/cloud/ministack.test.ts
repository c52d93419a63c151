import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Emulator } from './emulator.ts'
import { installMiniStack, MINISTACK_ACCOUNT, miniStackOptions, startMiniStack } from './ministack.ts'

// What our tests of a deployment build on; what MiniStack lacks is said in the names of the tests too.
let emulator: Emulator
const options = () => miniStackOptions(emulator)

beforeAll(async () => {
  installMiniStack()
  emulator = await startMiniStack({ enforceIam: true })
})
afterAll(() => emulator.stop())

describe('objects on MiniStack', () => {
  it('are created by one of many that race', async () => {
    const s3 = new S3Client({ ...options(), forcePathStyle: true })
    const Bucket = await freshBucket(s3)
    const put = (i: number) => s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: `${i}`, IfNoneMatch: '*' }))
    const all = await Promise.allSettled(Array.from({ length: 8 }, (_, i) => put(i)))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(all.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } },
    })
  })

  it('are overwritten with the right If-Match alone', async () => {
    const s3 = new S3Client({ ...options(), forcePathStyle: true })
    const place = { Bucket: await freshBucket(s3), Key: 'k' }
    const { ETag } = await s3.send(new PutObjectCommand({ ...place, Body: '1' }))
    await expect(s3.send(new PutObjectCommand({ ...place, Body: '2', IfMatch: '"0"' }))).rejects.toThrow(/condition/)
    await s3.send(new PutObjectCommand({ ...place, Body: '2', IfMatch: ETag }))
    const { Body } = await s3.send(new GetObjectCommand(place))
    expect(await Body!.transformToString()).toBe('2')
  })
})

describe('a function on MiniStack', () => {
  const source = `export async function handler(event, context) {
    if (event.fail) throw new TypeError(event.fail)
    return { event, arn: context.invokedFunctionArn, node: process.version, environment: process.env }
  }`

  it("runs in this project's Node with its own environment, its role and the emulator's endpoint", async () => {
    process.env['OF_THE_HOST'] = 'secret'
    const name = await createFunction(source, { Variables: { CROWSNEST_ENGINE: 'main' } })
    const answer = JSON.parse((await invoke(name, { a: 1 })).text) as Answer
    const { environment } = answer
    expect(answer).toMatchObject({
      event: { a: 1 },
      arn: `arn:aws:lambda:us-east-1:${MINISTACK_ACCOUNT}:function:${name}`,
      node: expect.stringMatching(/^v24\./),
      environment: { CROWSNEST_ENGINE: 'main', AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: emulator.endpoint },
    })
    expect(environment['OF_THE_HOST']).toBeUndefined()
    const identity = new STSClient({ ...options(), credentials: credentialsIn(environment) })
    expect((await identity.send(new GetCallerIdentityCommand({}))).Arn).toMatch(`assumed-role/${name}/`)
  })

  it('reports what it throws, but not of which class', async () => {
    const name = await createFunction(source)
    const { error, text } = await invoke(name, { fail: 'no data' })
    expect([error, JSON.parse(text)]).toEqual([
      'Unhandled',
      { errorMessage: 'no data', errorType: 'Runtime.HandlerError' },
    ])
  })

  it('sends events that it failed on to its destination', async () => {
    const name = await createFunction(source)
    const { url, arn } = await createQueue()
    const lambda = new LambdaClient(options())
    const DestinationConfig = { OnFailure: { Destination: arn } }
    await lambda.send(
      new PutFunctionEventInvokeConfigCommand({ FunctionName: name, MaximumRetryAttempts: 0, DestinationConfig }),
    )
    await lambda.send(
      new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload: JSON.stringify({ fail: 'x' }) }),
    )
    expect(JSON.parse(await receive(url))).toMatchObject({ requestPayload: { fail: 'x' } })
  })

  it('is woken by a schedule, at the second', async () => {
    const { url, arn } = await createQueue()
    const when = new Date(Date.now() + 2000).toISOString().slice(0, 19)
    await new SchedulerClient(options()).send(
      new CreateScheduleCommand({
        Name: randomUUID(),
        FlexibleTimeWindow: { Mode: 'OFF' },
        ScheduleExpression: `at(${when})`,
        Target: { Arn: arn, RoleArn: `arn:aws:iam::${MINISTACK_ACCOUNT}:role/any`, Input: 'wake up' },
      }),
    )
    expect(await receive(url)).toBe('wake up')
  })
})

describe('policies on MiniStack', () => {
  it('decide which objects a role may read', async () => {
    const s3 = new S3Client({ ...options(), forcePathStyle: true })
    const Bucket = await freshBucket(s3)
    for (const Key of ['state/a', 'other/a']) await s3.send(new PutObjectCommand({ Bucket, Key, Body: '1' }))
    const name = await createRole(WITH_THE_ID, {
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/state/*`,
    })
    const credentials = await assume(options().credentials, name, 'the-id')
    const reader = new S3Client({ ...options(), forcePathStyle: true, credentials })
    await reader.send(new GetObjectCommand({ Bucket, Key: 'state/a' }))
    await expect(reader.send(new GetObjectCommand({ Bucket, Key: 'other/a' }))).rejects.toThrow('not authorized')
  })

  it('let nobody assume a role without its ExternalId', async () => {
    const name = await createRole(WITH_THE_ID, SEND)
    await expect(assume(options().credentials, name, 'another-id')).rejects.toThrow('not authorized')
  })
})

describe('a topic on MiniStack', () => {
  it("delivers to a queue whose policy lets it, after the topic's owner subscribed it", async () => {
    const sns = new SNSClient(options())
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: randomUUID() }))
    const { url, arn } = await createQueue({
      ...SEND,
      Principal: { Service: 'sns.amazonaws.com' },
      Condition: { ArnEquals: { 'aws:SourceArn': TopicArn } },
    })
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arn }))
    await sns.send(new PublishCommand({ TopicArn, Message: 'an anomaly' }))
    expect(JSON.parse(await receive(url))).toMatchObject({ Message: 'an anomaly', TopicArn })
  })
})

interface Answer {
  readonly environment: Readonly<Record<string, string>>
}

async function freshBucket(s3: S3Client): Promise<string> {
  const Bucket = `test-${randomUUID()}`
  await s3.send(new CreateBucketCommand({ Bucket }))
  return Bucket
}

const OF_FUNCTIONS = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }

const SEND = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }

const WITH_THE_ID = {
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${MINISTACK_ACCOUNT}:root` },
  Action: 'sts:AssumeRole',
  Condition: { StringEquals: { 'sts:ExternalId': 'the-id' } },
}

function document(...Statement: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement })
}

/** A role that may do one thing; returns its name. */
async function createRole(trust: object, permission: object): Promise<string> {
  const iam = new IAMClient(options())
  const RoleName = `role-${randomUUID()}`
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }))
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'policy', PolicyDocument: document(permission) }))
  return RoleName
}

async function assume(as: Credentials, role: string, ExternalId: string): Promise<Credentials> {
  const { Credentials: made } = await new STSClient({ ...options(), credentials: as }).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${MINISTACK_ACCOUNT}:role/${role}`,
      RoleSessionName: 'test',
      ExternalId,
    }),
  )
  return {
    accessKeyId: made!.AccessKeyId!,
    secretAccessKey: made!.SecretAccessKey!,
    sessionToken: made!.SessionToken!,
  }
}

interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

function credentialsIn(environment: Answer['environment']): Credentials {
  return {
    accessKeyId: environment['AWS_ACCESS_KEY_ID']!,
    secretAccessKey: environment['AWS_SECRET_ACCESS_KEY']!,
    sessionToken: environment['AWS_SESSION_TOKEN']!,
  }
}

/** A function with a role of the same name; returns the name. */
async function createFunction(source: string, Environment = { Variables: {} }): Promise<string> {
  const lambda = new LambdaClient(options())
  const name = await createRole(OF_FUNCTIONS, SEND)
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${MINISTACK_ACCOUNT}:role/${name}`,
      Code: { ZipFile: zipSync({ 'index.mjs': strToU8(source) }) },
      Environment,
    }),
  )
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 20, minDelay: 1 }, { FunctionName: name })
  return name
}

async function invoke(name: string, event: object): Promise<{ readonly text: string; readonly error?: string }> {
  const answer = await new LambdaClient(options()).send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }),
  )
  const text = Buffer.from(answer.Payload!).toString()
  return { text, ...(answer.FunctionError !== undefined && { error: answer.FunctionError }) }
}

async function createQueue(allow?: object): Promise<{ readonly url: string; readonly arn: string }> {
  const QueueName = randomUUID()
  const { QueueUrl } = await new SQSClient(options()).send(
    new CreateQueueCommand({ QueueName, ...(allow && { Attributes: { Policy: document(allow) } }) }),
  )
  return { url: QueueUrl!, arn: `arn:aws:sqs:us-east-1:${MINISTACK_ACCOUNT}:${QueueName}` }
}

async function receive(url: string): Promise<string> {
  const sqs = new SQSClient(options())
  for (let attempt = 0; attempt < 20; attempt++) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 1 }))
    if (Messages[0] !== undefined) return Messages[0].Body!
    await delay(100)
  }
  throw new Error(`no message in ${url}`)
}
