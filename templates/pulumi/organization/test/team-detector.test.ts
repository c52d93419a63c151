import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import * as pulumi from '@pulumi/pulumi'
import { standInForAws, type Made } from './aws.ts'

const MEASURES = [{ column: 'orders', aggregation: 'SUM' }] as const

/** The value of an output, once it is known. */
function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve)
  })
}

describe('TeamDetector', () => {
  let made: readonly Made[]
  before(async () => {
    // The stand-in has to be there before anything that makes resources is imported.
    made = await standInForAws()
    const { TeamDetector } = await import('../src/index.ts')
    const { datasetRoleArn } = new TeamDetector('checkout', { team: 'shop', stage: 'live', measures: MEASURES })
    assert.match(
      (await valueOf(datasetRoleArn))!,
      /^arn:aws:iam::111122223333:role\/crowsnest\/us-east-1\/platform\/services\//,
    )
    await pulumi.runtime.disconnect()
  })

  const ofType = (type: string): readonly Made[] => made.filter((one) => one.type.endsWith(`:${type}`))
  const declared = (file: string): unknown => {
    const found = ofType('BucketObjectv2').find(({ inputs }) => inputs['key'] === `detectors/checkout/${file}`)
    return JSON.parse(String(found?.inputs['content']))
  }

  it('names team and stage on everything that can have tags', () => {
    const tagged = [...ofType('Role'), ...ofType('BucketObjectv2')]
    assert.ok(tagged.length >= 5)
    for (const { name, inputs } of tagged) assert.deepEqual(inputs['tags'], { team: 'shop', stage: 'live' }, name)
  })

  it('bounds every role', () => {
    assert.ok(ofType('Role').length >= 2)
    for (const { name, inputs } of ofType('Role')) {
      assert.equal(inputs['permissionsBoundary'], 'arn:aws:iam::111122223333:policy/acme-boundary', name)
    }
  })

  it("reads the team's folder in the lake, and no other", () => {
    const policies = ofType('RolePolicy').map(({ inputs }) => String(inputs['policy']))
    assert.ok(policies.some((policy) => policy.includes('arn:aws:s3:::acme-metrics/checkout/')))
    assert.ok(policies.every((policy) => !policy.includes('arn:aws:s3:::acme-metrics/*')))
  })

  it('tells the team, from the severity that Acme agreed on', () => {
    assert.partialDeepStrictEqual(declared('alerts/checkout-shop.json'), {
      threshold: 70,
      channel: { sns: { topic: 'arn:aws:sns:us-east-1:111122223333:anomalies-shop' } },
    })
  })

  it('runs on the engine of the platform team', () => {
    const [schedule] = ofType('Schedule')
    assert.equal(schedule?.inputs['groupName'], 'crowsnest-platform')
  })
})
