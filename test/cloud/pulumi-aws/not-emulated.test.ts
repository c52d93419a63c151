import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Emulator } from '../emulator.ts'
import { installMiniStack, MINISTACK_ADMINISTRATOR, startMiniStack } from '../ministack.ts'
import { AwsProvider } from './provider.ts'

const TYPE = 'aws:lookoutmetrics/thing:Thing'
const TRAIL = 'aws:cloudtrail/trail:Trail'
const URN = `urn:pulumi:dev::shop::${TRAIL}::audit`

let emulator: Emulator

beforeAll(async () => {
  installMiniStack()
  emulator = await startMiniStack()
})
afterAll(() => emulator?.stop())

describe('a resource whose service the emulator does not have', () => {
  it('is checked, stays in the state with an ARN that is made up, and a warning says so', async () => {
    const warnings: string[] = []
    const config = {
      endpoint: emulator.endpoint,
      region: 'eu-west-1',
      defaultTags: {},
      credentials: MINISTACK_ADMINISTRATOR,
    }
    const provider = new AwsProvider(config, (message, urn) => warnings.push(`${urn}: ${message}`), {
      [TRAIL]: 'CloudTrail',
    })
    const naming = { name: 'audit', seed: new Uint8Array() }
    expect((await provider.check(TRAIL, { name: 'audit' }, {}, naming)).problems).toEqual([
      { path: 's3BucketName', message: 'required property is missing' },
    ])
    const inputs = { name: 'audit', s3BucketName: 'logs' }
    expect((await provider.check(TRAIL, inputs, {}, naming)).problems).toEqual([])

    const arn = 'arn:aws:cloudtrail:eu-west-1:123456789012:trail/audit'
    expect(await provider.create(TRAIL, URN, inputs)).toEqual({ id: 'audit', state: { ...inputs, arn } })
    expect(warnings).toEqual([`${URN}: not applied: the emulator has no CloudTrail; its ARN ${arn} is made up`])
    await provider.delete(TRAIL, 'audit', inputs)
  })

  it('is not one that AWS does not have', async () => {
    const config = {
      endpoint: emulator.endpoint,
      region: 'eu-west-1',
      defaultTags: {},
      credentials: MINISTACK_ADMINISTRATOR,
    }
    const provider = new AwsProvider(config, () => undefined, { [TYPE]: 'Lookout' })
    await expect(provider.check(TYPE, {}, {}, { name: 'x', seed: new Uint8Array() })).rejects.toThrow(
      'declares no resource type',
    )
  })
})
