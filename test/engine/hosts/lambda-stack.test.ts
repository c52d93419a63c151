import { describe, expect, it } from 'vitest'
import { checkAddress } from '../../../engine/hosts/lambda/stack-answer.ts'
import { readStackRequest, stackRequestOf } from '../../../engine/hosts/lambda/stack-request.ts'
import type { ObjectStore } from '../../../engine/state/index.ts'
import { lambdaWorld } from './lambda-world.ts'

const ADDRESS = 'https://cloudformation-custom-resource-response-euwest1.s3.eu-west-1.amazonaws.com/answer?Signature=x'
const HEAD = { detector: 'orders', interval: 'PT1H', managedBy: 'the CloudFormation stack orders' }
const NO_AWS = { endpoint: 'http://127.0.0.1:9' }

/** A request as CloudFormation makes it. */
function request(type: string, properties: object, more: object = {}) {
  return {
    RequestType: type,
    RequestId: 'request-1',
    ResponseURL: ADDRESS,
    StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/orders/5d8',
    LogicalResourceId: 'Head',
    ResourceType: 'Custom::CrowsnestDeclaration',
    ResourceProperties: { ServiceToken: 'arn', ServiceTimeout: '900', ...properties },
    ...more,
  }
}

function declares(content: object = HEAD) {
  return { Detector: 'orders', Part: 'detector', Content: JSON.stringify(content) }
}

/** A function with a CloudFormation that takes answers, or refuses them as often as said. */
function world(refusals = 0, options: Parameters<typeof lambdaWorld>[1] = {}) {
  const answers: { url: string; body: Record<string, unknown>; type: string | null }[] = []
  let left = refusals
  const made = lambdaWorld(NO_AWS, {
    ...options,
    fetch: async (url, init) => {
      if (left-- > 0) return new Response('', { status: 503 })
      const sent = new Request(url as string, init)
      answers.push({
        url: sent.url,
        type: sent.headers.get('content-type'),
        body: (await sent.json()) as Record<string, unknown>,
      })
      return new Response('')
    },
  })
  return { ...made, invoke: made.invoke, answers }
}

async function textOf(store: ObjectStore, key: string): Promise<string | undefined> {
  const object = await store.get(key)
  return object && new TextDecoder().decode(object.bytes)
}

describe('the engine as the handler of custom resources', () => {
  it('declares, changes and takes back a detector, and answers CloudFormation each time', async () => {
    const { invoke, answers, store } = world()
    await invoke(request('Create', declares()))
    expect(JSON.parse((await textOf(store, 'detectors/orders/detector.json'))!)).toEqual(HEAD)
    expect(answers).toEqual([
      {
        url: ADDRESS,
        type: null,
        body: {
          Status: 'SUCCESS',
          PhysicalResourceId: 'detector/orders',
          StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/orders/5d8',
          RequestId: 'request-1',
          LogicalResourceId: 'Head',
          Data: { Summary: expect.any(String) as unknown },
        },
      },
    ])
    const own = { PhysicalResourceId: 'detector/orders' }
    await invoke(request('Update', declares({ ...HEAD, interval: 'P1D' }), own))
    expect(await textOf(store, 'detectors/orders/detector.json')).toContain('P1D')
    await invoke(request('Delete', declares(), own))
    expect(await textOf(store, 'detectors/orders/detector.json')).toBeUndefined()
    expect(answers.map(({ body }) => body['Status'])).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS'])
  })

  it('does not touch what somebody else has declared, not even when the refused resource is rolled back', async () => {
    const { invoke, answers, store } = world()
    await invoke(request('Create', declares({ ...HEAD, managedBy: 'the Pulumi stack acme/orders/prod' })))
    await expect(invoke(request('Create', declares()))).resolves.toBeNull()
    const refused = answers[1]!.body
    expect(refused).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'refused/request-1' })
    expect(refused['Reason']).toContain('by the Pulumi stack acme/orders/prod')
    expect(refused['Reason']).toContain('[DECLARED_ELSEWHERE]')
    await invoke(request('Delete', declares(), { PhysicalResourceId: 'refused/request-1' }))
    expect(answers[2]!.body['Status']).toBe('SUCCESS')
    expect(await textOf(store, 'detectors/orders/detector.json')).toContain('Pulumi')
  })

  it('takes the same request twice, as Lambda may bring it', async () => {
    const { invoke, answers } = world()
    await invoke(request('Create', declares()))
    await invoke(request('Create', declares()))
    expect(answers.map(({ body }) => body['Status'])).toEqual(['SUCCESS', 'SUCCESS'])
  })

  it('declares under the new name when a detector is renamed, and leaves the old one to the clean-up', async () => {
    const { invoke, answers, store } = world()
    await invoke(request('Create', declares()))
    const renamed = { Detector: 'sales', Part: 'detector', Content: JSON.stringify({ ...HEAD, detector: 'sales' }) }
    await invoke(request('Update', renamed, { PhysicalResourceId: 'detector/orders' }))
    expect(answers[1]!.body['PhysicalResourceId']).toBe('detector/sales')
    expect(await textOf(store, 'detectors/orders/detector.json')).toBeDefined()
    await invoke(request('Delete', declares(), { PhysicalResourceId: 'detector/orders' }))
    expect(await textOf(store, 'detectors/orders/detector.json')).toBeUndefined()
    expect(await textOf(store, 'detectors/sales/detector.json')).toBeDefined()
  })

  it('keeps its id when a change fails, so that nothing is cleaned up', async () => {
    const { invoke, answers } = world()
    await invoke(request('Create', declares()))
    await invoke(request('Update', { ...declares(), Content: '{' }, { PhysicalResourceId: 'detector/orders' }))
    expect(answers[1]!.body).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'detector/orders' })
  })

  it('makes anew what was removed by hand', async () => {
    const { invoke, store } = world()
    await invoke(request('Create', declares()))
    await store.delete('detectors/orders/detector.json')
    await invoke(request('Update', declares(), { PhysicalResourceId: 'detector/orders' }))
    expect(await textOf(store, 'detectors/orders/detector.json')).toBeDefined()
  })

  it('says why an activation is not possible', async () => {
    const { invoke, answers } = world()
    const event = JSON.stringify({ operation: 'activate', detector: 'orders', trigger: 'a' })
    await invoke(request('Create', { Event: event }, { ResourceType: 'Custom::CrowsnestActivation' }))
    expect(answers[0]!.body).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'refused/request-1' })
    expect(answers[0]!.body['Reason']).toContain('[DETECTOR_UNKNOWN]')
  })

  it('deactivates when an activation is deleted', async () => {
    const { invoke, answers } = world()
    const event = JSON.stringify({ operation: 'activate', detector: 'orders', trigger: 'a' })
    const own = { ResourceType: 'Custom::CrowsnestActivation', PhysicalResourceId: 'detector/orders/activation' }
    await expect(invoke(request('Delete', { Event: event }, own))).resolves.toMatchObject({ operation: 'deactivate' })
    expect(answers[0]!.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'detector/orders/activation' })
  })

  it('tries again to answer, and fails where it cannot, so that Lambda repeats the request', async () => {
    const patient = world(3)
    await patient.invoke(request('Create', declares()))
    expect(patient.answers).toHaveLength(1)
    const unheard = world(99)
    await expect(unheard.invoke(request('Create', declares()))).rejects.toMatchObject({ code: 'STACK_UNREACHABLE' })
    expect(JSON.stringify(unheard.log())).not.toContain('Signature')
  })

  it('does nothing for a request that wants its answer elsewhere, and tells that address nothing', async () => {
    const { invoke, answers, store } = world()
    const event = { ...request('Create', declares()), ResponseURL: 'https://attacker.example/' }
    await expect(invoke(event)).rejects.toMatchObject({ code: 'STACK_ADDRESS_REFUSED' })
    expect(answers).toEqual([])
    expect(await textOf(store, 'detectors/orders/detector.json')).toBeUndefined()
  })

  it('keeps a long reason below what CloudFormation takes', async () => {
    const { invoke, answers } = world()
    await invoke(request('Create', { ...declares(), ['x'.repeat(9000)]: 1 }))
    expect(JSON.stringify(answers[0]!.body).length).toBeLessThan(4096)
  })
})

describe('readStackRequest', () => {
  it.each([
    [{ Detector: '../x', Part: 'detector', Content: '{}' }, 'EVENT_INVALID', 'not the name of a detector'],
    [{ Detector: 'orders', Part: 'state', Content: '{}' }, 'STACK_REQUEST_INVALID', 'none of detector, dataset'],
    [{ Detector: 'orders', Part: 'alert', Alert: '../x', Content: '{}' }, 'STACK_REQUEST_INVALID', 'name of an alert'],
    [{ ...declares({ ...HEAD, detector: 'other' }) }, 'STACK_REQUEST_INVALID', 'is to declare "orders"'],
    [{ ...declares(), Content: 'no json' }, 'STACK_REQUEST_INVALID', 'Content is not JSON'],
    [{ ...declares(), Conent: '{}' }, 'STACK_REQUEST_INVALID', '"Conent" is not a property'],
  ])('refuses %j: %s', (properties, code, says) => {
    const read = () => readStackRequest(stackRequestOf(request('Create', properties))!)
    expect(read).toThrow(expect.objectContaining({ code, message: expect.stringContaining(says) as string }))
  })

  it.each([
    ['Custom::Other', declares(), 'none of Custom::CrowsnestDeclaration'],
    ['Custom::CrowsnestActivation', { Event: '{"operation":"execute","detector":"a"}' }, 'is not a key of execute'],
    ['Custom::CrowsnestActivation', { Event: '{"operation":"deactivate","detector":"a"}' }, 'nothing that a stack'],
  ])('refuses a %s with %j', (ResourceType, properties, says) => {
    const read = () => readStackRequest(stackRequestOf(request('Create', properties, { ResourceType }))!)
    expect(read).toThrow(says)
  })

  it.each([{ operation: 'execute', detector: 'a' }, null, { RequestType: 'Create' }, { ...request('Move', {}) }])(
    'leaves %j to others',
    (event) => {
      expect(stackRequestOf(event)).toBeNull()
    },
  )
})

describe('checkAddress', () => {
  const place = { partition: 'aws', region: 'eu-west-1', account: '111122223333' }
  const china = { partition: 'aws-cn', region: 'cn-north-1', account: '111122223333' }

  it.each([
    [ADDRESS, place],
    ['https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/a', place],
    ['https://cloudformation-custom-resource-response-cnnorth1.s3.cn-north-1.amazonaws.com.cn/a', china],
  ])('takes %s', (responseUrl, at) => {
    expect(() => checkAddress({ responseUrl }, at, {})).not.toThrow()
  })

  it.each([
    ['http://cloudformation-custom-resource-response-euwest1.s3.amazonaws.com/', place],
    ['https://cloudformation-custom-resource-response-euwest1.s3.amazonaws.com.evil.example/', place],
    ['https://cloudformation-custom-resource-response-euwest1.s3.amazonaws.com:8443/', place],
    ['https://cloudformation-custom-resource-response-euwest1.evil.amazonaws.com/', place],
    ['https://someones-bucket.s3.amazonaws.com/', place],
    ['https://169.254.169.254/latest/meta-data', place],
    ['https://cloudformation-custom-resource-response-euwest1.s3.amazonaws.com/', china],
    ['no address', place],
  ])('refuses %s', (responseUrl, at) => {
    expect(() => checkAddress({ responseUrl }, at, {})).toThrow(/\[STACK_ADDRESS_REFUSED\]/)
  })

  it('takes the address of an emulator that the function is told of, and no other port of it', () => {
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }
    expect(() => checkAddress({ responseUrl: 'http://127.0.0.1:4566/answer/1' }, place, env)).not.toThrow()
    expect(() => checkAddress({ responseUrl: 'http://127.0.0.1:9999/answer/1' }, place, env)).toThrow()
  })
})
