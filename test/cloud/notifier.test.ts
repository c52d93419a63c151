import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda'
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { handler } from '../../engine/hosts/notifier.ts'
import { planNotifier, type NotifierPlan } from '../../plans/index.ts'
import { bundleFunction } from '../../scripts/bundle.ts'
import { sampleAlert } from '../engine/alerts/services/sample-alert.ts'
import { credentialsOf, recordCalls } from '../recording/record.ts'
import { awsOptions } from './aws.ts'
import type { Emulator } from './emulator.ts'
import { installMiniStack, MINISTACK_ACCOUNT, miniStackOptions, startMiniStack } from './ministack.ts'

recordCalls(import.meta.filename)

const PLACE = { partition: 'aws', region: 'us-east-1', account: MINISTACK_ACCOUNT } as const

/** The secret of the proof of the notifier's role; see policies/prove/notifier-subjects.ts. */
const PROVEN_SECRET = `arn:aws:secretsmanager:us-east-1:${MINISTACK_ACCOUNT}:secret:crowsnest/slack-oncall-a1B2c3`

let hook: Hook
beforeAll(async () => {
  hook = await startHook()
})
afterAll(() => hook.stop())

describe('the handler of the notifier', () => {
  it('reads the current version of its secret with the credentials of its role, and a new one when it is rotated', async () => {
    const secrets = new SecretsManagerClient(awsOptions())
    const { ARN: arn } = await secrets.send(
      new CreateSecretCommand({ Name: 'crowsnest/slack-oncall', SecretString: `${hook.url}/gone` }),
    )
    const { endpoint, credentials } = awsOptions(credentialsOf({ role: 'notifier', names: { [PROVEN_SECRET]: arn! } }))
    const restore = setEnvironment({
      AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      CROWSNEST_SERVICE: 'slack',
      CROWSNEST_SECRET: arn!,
    })
    const output = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    try {
      const invocation = { awsRequestId: '1', getRemainingTimeInMillis: () => 20_000 }
      await expect(handler(sampleAlert(), invocation)).rejects.toMatchObject({ code: 'SERVICE_REFUSED' })
      await secrets.send(new PutSecretValueCommand({ SecretId: arn, SecretString: `${hook.url}/slack` }))
      expect(await handler(sampleAlert(), invocation)).toEqual({ status: 200, attempts: 1 })
      expect(hook.requests.map(({ path }) => path)).toEqual(['/gone', '/gone', '/slack'])
      expect(output.mock.calls.map(([line]) => (JSON.parse(String(line)) as { event: string }).event)).toEqual([
        'failed',
        'delivered',
      ])
    } finally {
      output.mockRestore()
      restore()
    }
  })
})

describe("the notifier's zip in MiniStack's Lambda, which enforces the generated policies", () => {
  let emulator: Emulator
  beforeAll(async () => {
    installMiniStack()
    emulator = await startMiniStack({ enforceIam: true })
  })
  afterAll(() => emulator.stop())

  it('hands an alert that it is called with to the service', async () => {
    hook.requests.length = 0
    const secretArn = await createSecret(emulator, 'crowsnest/pagerduty-oncall', 'R0123456789')
    const plan = planNotifier(
      { service: 'pagerduty', channelName: 'oncall', options: { endpoint: `${hook.url}/pagerduty` } },
      PLACE,
      secretArn,
    )
    await deploy(emulator, plan)
    await invoke(emulator, plan.functionName)
    await expect.poll(() => hook.requests.length, { timeout: 30_000 }).toBe(1)
    expect(hook.requests[0]).toMatchObject({ path: '/pagerduty' })
    expect(JSON.parse(hook.requests[0]!.body)).toMatchObject({
      routing_key: 'R0123456789',
      dedup_key: sampleAlert().alertEventId,
      payload: { severity: 'error', source: 'shop' },
    })
  })

  it('cannot read another secret, and leaves the alert in the queue of failures', async () => {
    hook.requests.length = 0
    const queue = await createQueue(emulator)
    const secretArn = await createSecret(emulator, 'crowsnest/datadog-oncall', 'key')
    const other = await createSecret(emulator, 'crowsnest/datadog-other', 'another key')
    const plan = planNotifier(
      {
        service: 'datadog',
        channelName: 'oncall',
        options: { endpoint: `${hook.url}/datadog` },
        onFailureArn: queue.arn,
      },
      PLACE,
      secretArn,
    )
    await deploy(emulator, { ...plan, environment: { ...plan.environment, CROWSNEST_SECRET: other } }, queue.arn)
    await invoke(emulator, plan.functionName)
    const kept = JSON.parse(await receive(emulator, queue.url)) as Readonly<Record<string, unknown>>
    expect(kept).toMatchObject({ requestPayload: sampleAlert() })
    expect(JSON.stringify(kept)).toContain('SECRET_UNREADABLE')
    expect(hook.requests).toEqual([])
  })
})

interface Hook {
  readonly url: string
  readonly requests: { readonly path: string; readonly body: string }[]
  readonly stop: () => Promise<void>
}

/** A service on loopback, where the notifier speaks HTTP; it knows no address that ends in `gone`. */
async function startHook(): Promise<Hook> {
  const requests: Hook['requests'] = []
  const server: Server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => void (body += part))
    request.on('end', () => {
      requests.push({ path: request.url!, body })
      response.writeHead(request.url!.endsWith('gone') ? 404 : 200).end('ok')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Sets variables of the environment; returns what brings back those that were there. */
function setEnvironment(variables: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, variables)
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}

async function createSecret(emulator: Emulator, Name: string, SecretString: string): Promise<string> {
  const client = new SecretsManagerClient(miniStackOptions(emulator))
  return (await client.send(new CreateSecretCommand({ Name, SecretString }))).ARN!
}

/** Makes what the plan says, as the components do. */
async function deploy(emulator: Emulator, plan: NotifierPlan, onFailure?: string): Promise<void> {
  const iam = new IAMClient(miniStackOptions(emulator))
  const { name: RoleName, path: Path, trustPolicy: AssumeRolePolicyDocument, policies } = plan.role
  await iam.send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument }))
  for (const { name: PolicyName, json: PolicyDocument } of policies) {
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }))
  }
  const lambda = new LambdaClient(miniStackOptions(emulator))
  const { functionName: FunctionName } = plan
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: plan.role.arn,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Architectures: ['arm64'],
      Timeout: 60,
      Code: { ZipFile: (await bundleFunction('notifier')).zip },
      Environment: { Variables: { ...plan.environment } },
    }),
  )
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60 }, { FunctionName })
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName,
      MaximumRetryAttempts: 0,
      ...(onFailure !== undefined && { DestinationConfig: { OnFailure: { Destination: onFailure } } }),
    }),
  )
}

/** As the engine calls it for an alert. */
async function invoke(emulator: Emulator, FunctionName: string): Promise<void> {
  const lambda = new LambdaClient(miniStackOptions(emulator))
  const Payload = JSON.stringify(sampleAlert())
  await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload }))
}

async function createQueue(emulator: Emulator): Promise<{ readonly url: string; readonly arn: string }> {
  const sqs = new SQSClient(miniStackOptions(emulator))
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'undelivered' }))
  return { url: QueueUrl!, arn: `arn:aws:sqs:us-east-1:${MINISTACK_ACCOUNT}:undelivered` }
}

async function receive(emulator: Emulator, QueueUrl: string): Promise<string> {
  const sqs = new SQSClient(miniStackOptions(emulator))
  for (let attempt = 0; attempt < 3; attempt++) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }))
    if (Messages[0]?.Body !== undefined) return Messages[0].Body
  }
  throw new Error('no message came within half a minute')
}
