import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateFunctionCommand, InvokeCommand, LambdaClient, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engineNames, toIamPolicy, type Role } from '../../../policies/index.ts'
import { bundleFunction } from '../../../scripts/bundle.ts'
import { createSandbox, HOUR, type Sandbox } from '../../engine/run/sandbox.ts'
import type { Emulator } from '../emulator.ts'
import { installMiniStack, MINISTACK_ACCOUNT, miniStackOptions, startMiniStack } from '../ministack.ts'
import { startRecordingProxy, type RecordingProxy } from '../recording-proxy.ts'
import { declare, specOn, stateKeys, surroundings, withRoles, type Surroundings } from './deployment.ts'
import { outsidePolicies } from './within-policies.ts'

const HISTORY = 320
const LIVE = 4

let sandbox: Sandbox
let emulator: Emulator
beforeAll(async () => {
  installMiniStack()
  emulator = await startMiniStack({ enforceIam: true })
  const thisHour = Math.floor(Date.now() / HOUR) * HOUR
  sandbox = createSandbox({
    origin: thisHour - (HISTORY + LIVE - 1) * HOUR,
    history: HISTORY,
    live: LIVE,
    disturbances: { east: { [HISTORY + 1]: 0.05 } },
  })
})
afterAll(async () => {
  await emulator.stop()
  sandbox.remove()
})

describe("the engine's zip in MiniStack's Lambda, which enforces the generated policies", () => {
  it('learns, executes several intervals and alerts through a topic', async () => {
    const around = await surroundings(miniStackOptions(emulator), MINISTACK_ACCOUNT, sandbox)
    const { place } = around
    const { spec, roles } = withRoles(specOn(sandbox, around), place)
    await declare(miniStackOptions(emulator), place, spec)
    for (const role of roles) await createRole(role)
    const { function: session, functionArn } = engineNames(place)
    const { arn: role } = roles.find(({ kind }) => kind === 'engine')!
    const proxy = await startRecordingProxy(emulator.endpoint, {}, { role, session, sourceFunction: functionArn })
    try {
      await createFunction(around, role, proxy)
      expect(await invoke(session, 'activate')).toMatchObject({ status: 'ACTIVATING' })
      expect(await invoke(session, 'execute')).toMatchObject({
        status: 'ACTIVE',
        failed: 0,
        alerts: { delivered: 2, undelivered: 0, waiting: 0 },
      })
      expect((await around.received()).map((message) => JSON.parse(message) as unknown)).toMatchObject([
        { alertName: 'oncall' },
      ])
      expect((await stateKeys(miniStackOptions(emulator), place, 'state/shops/')).length).toBeGreaterThan(LIVE)
      expect(outsidePolicies(proxy.calls, roles, { place })).toEqual([])
      expect(new Set(proxy.calls.map(({ caller }) => caller!.role)).size).toBe(3)
    } finally {
      await proxy.close()
    }
  })
})

async function createRole({ path, name, trust, documents }: Role): Promise<void> {
  const iam = new IAMClient(miniStackOptions(emulator))
  const AssumeRolePolicyDocument = JSON.stringify(toIamPolicy(trust))
  await iam.send(new CreateRoleCommand({ RoleName: name, Path: path, AssumeRolePolicyDocument }))
  for (const document of documents) {
    const PolicyDocument = JSON.stringify(toIamPolicy(document))
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: document.name, PolicyDocument }))
  }
}

async function createFunction({ place }: Surroundings, Role: string, proxy: RecordingProxy): Promise<void> {
  const lambda = new LambdaClient(miniStackOptions(emulator))
  const { function: FunctionName } = engineNames(place)
  const { zip } = await bundleFunction('engine')
  const Variables = {
    CROWSNEST_ENGINE: place.engine,
    CROWSNEST_STATE: `s3://${place.stateBucket}/${place.statePrefix}`,
    AWS_ENDPOINT_URL: proxy.endpoint,
  }
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 60,
      Code: { ZipFile: zip },
      Environment: { Variables },
    }),
  )
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 20, minDelay: 1 }, { FunctionName })
}

async function invoke(FunctionName: string, operation: string): Promise<unknown> {
  const { Payload, FunctionError } = await new LambdaClient(miniStackOptions(emulator)).send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify({ operation, detector: 'shops' }) }),
  )
  const text = Buffer.from(Payload!).toString()
  if (FunctionError !== undefined) throw new Error(text)
  return JSON.parse(text)
}
