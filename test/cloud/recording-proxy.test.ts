import { randomUUID } from 'node:crypto'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callRecorder, requestsOf, type Caller, type IamRequest, type SdkCall } from '../../policies/prove/index.ts'
import { awsOptions } from './aws.ts'
import { startRecordingProxy, type RecordingProxy } from './recording-proxy.ts'

const PLACE = { partition: 'aws', region: 'us-east-1', account: '123456789012' }
const CALLER: Caller = { role: 'arn:aws:iam::123456789012:role/engine', session: 'crowsnest-main' }
const KEY = { accessKeyId: 'AKIDENGINE', secretAccessKey: 'secret' }

let proxy: RecordingProxy
/** What the SDK itself was asked for. */
let asked: SdkCall[] = []
beforeAll(async () => {
  proxy = await startRecordingProxy(awsOptions().endpoint, { [KEY.accessKeyId]: CALLER })
})
beforeEach(() => {
  proxy.clear()
  asked = []
})
afterAll(() => proxy.close())

const options = () => ({ ...awsOptions(KEY), endpoint: proxy.endpoint, maxAttempts: 1 })

function recorded<Client extends { readonly middlewareStack: { use(plugin: never): void } }>(client: Client): Client {
  client.middlewareStack.use(callRecorder((call) => void asked.push(call)) as never)
  return client
}

function seen(calls: readonly SdkCall[]): readonly IamRequest[] {
  return calls.flatMap((call) => requestsOf(call, CALLER, { place: PLACE }))
}

/** That policies see the same in what passed as in what the SDK was asked for. */
function expectAsAsked(operations: readonly string[]): void {
  expect(proxy.calls.map(({ service, operation }) => `${service}.${operation}`)).toEqual(operations)
  expect(seen(proxy.calls)).toEqual(seen(asked))
  expect(proxy.calls.every(({ caller }) => caller === CALLER)).toBe(true)
}

describe('the recording proxy', () => {
  it('knows the calls of S3', async () => {
    const Bucket = `test-${randomUUID()}`
    await new S3Client({ ...awsOptions(), forcePathStyle: true }).send(new CreateBucketCommand({ Bucket }))
    const s3 = recorded(new S3Client({ ...options(), forcePathStyle: true }))
    const Key = 'engine/detectors/größe & co/a+b=c.json'
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: '1', IfNoneMatch: '*' }))
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: '22', IfMatch: ETag, ServerSideEncryption: 'AES256' }))
    await expect(s3.send(new PutObjectCommand({ Bucket, Key, Body: '3', IfNoneMatch: '*' }))).rejects.toThrow()
    await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'engine/', Delimiter: '/', MaxKeys: 7 }))
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=1-1' }))
    expect(await Body!.transformToString()).toBe('2')
    await s3.send(new HeadObjectCommand({ Bucket, Key }))
    await s3.send(new DeleteObjectCommand({ Bucket, Key }))
    expectAsAsked([
      'S3.PutObject',
      'S3.PutObject',
      'S3.PutObject',
      'S3.ListObjectsV2',
      'S3.GetObject',
      'S3.HeadObject',
      'S3.DeleteObject',
    ])
    expect(proxy.calls.map(({ status }) => status)).toEqual([200, 200, 412, 200, 206, 200, 204])
  })

  it('knows the calls of SNS, STS, Secrets Manager, SQS and Lambda', async () => {
    const topic = await new SNSClient(awsOptions()).send(new CreateTopicCommand({ Name: `t-${randomUUID()}` }))
    const queue = await new SQSClient(awsOptions()).send(new CreateQueueCommand({ QueueName: `q-${randomUUID()}` }))
    const secret = await new SecretsManagerClient(awsOptions()).send(
      new CreateSecretCommand({ Name: `s-${randomUUID()}`, SecretString: 'x' }),
    )
    await recorded(new SNSClient(options())).send(
      new PublishCommand({ TopicArn: topic.TopicArn, Message: 'Grüße & <mehr>', Subject: 'a=b' }),
    )
    await recorded(new STSClient(options())).send(new GetCallerIdentityCommand({}))
    await recorded(new STSClient(options())).send(
      new AssumeRoleCommand({
        RoleArn: 'arn:aws:iam::123456789012:role/crowsnest/us-east-1/main/services/data',
        RoleSessionName: 'session',
        ExternalId: 'crowsnest:us-east-1:123456789012:detector/revenue/dataset',
        SourceIdentity: 'detector-revenue',
        Tags: [
          { Key: 'team', Value: 'growth' },
          { Key: 'stage', Value: 'test' },
        ],
        TransitiveTagKeys: ['team'],
      }),
    )
    await recorded(new SecretsManagerClient(options())).send(
      new GetSecretValueCommand({ SecretId: secret.ARN, VersionStage: 'AWSCURRENT' }),
    )
    await recorded(new SQSClient(options())).send(
      new SendMessageCommand({ QueueUrl: queue.QueueUrl, MessageBody: 'm' }),
    )
    const FunctionName = 'arn:aws:lambda:us-east-1:123456789012:function:nobody'
    for (const Qualifier of [undefined, 'live']) {
      const invoke = new InvokeCommand({ FunctionName, InvocationType: 'Event', ...(Qualifier && { Qualifier }) })
      await expect(recorded(new LambdaClient(options())).send(invoke)).rejects.toThrow()
    }
    expectAsAsked([
      'SNS.Publish',
      'STS.GetCallerIdentity',
      'STS.AssumeRole',
      'SecretsManager.GetSecretValue',
      'SQS.SendMessage',
      'Lambda.Invoke',
      'Lambda.Invoke',
    ])
    expect(proxy.calls[0]!.input).toMatchObject({ Message: 'Grüße & <mehr>', Subject: 'a=b' })
  })

  it('gives what it does not know a name that the table of operations refuses', async () => {
    const s3 = new S3Client({ ...options(), forcePathStyle: true })
    await expect(s3.send(new GetObjectTaggingCommand({ Bucket: 'b-b', Key: 'k' }))).rejects.toThrow()
    await fetch(`${proxy.endpoint}/something?a=secret`)
    expect(proxy.calls.map(({ service, operation }) => [service, operation])).toEqual([
      ['S3', 'GET /b-b/k?tagging'],
      ['unsigned', 'GET /something?a'],
    ])
    for (const call of proxy.calls) expect(() => seen([call])).toThrow('OPERATION_UNMAPPED')
  })

  it('knows whose session a key is that STS gave out, and nobody else', async () => {
    const role = 'arn:aws:iam::123456789012:role/crowsnest/us-east-1/main/services/data'
    const { Credentials } = await new STSClient(options()).send(
      new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'request-1' }),
    )
    const credentials = {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    }
    await new STSClient({ ...options(), credentials }).send(new GetCallerIdentityCommand({}))
    await new STSClient({ ...options(), credentials: { ...KEY, accessKeyId: 'AKIDOTHER' } }).send(
      new GetCallerIdentityCommand({}),
    )
    expect(proxy.calls.map(({ caller }) => caller)).toEqual([CALLER, { role, session: 'request-1' }, null])
  })

  it('says when the emulator does not answer', async () => {
    const lost = await startRecordingProxy('http://127.0.0.1:9')
    expect((await fetch(lost.endpoint)).status).toBe(502)
    await lost.close()
  })
})
