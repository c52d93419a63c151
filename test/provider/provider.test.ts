import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Engine } from '../../components/index.ts'
import { runProgram } from '../components/harness.ts'
import type { Registered } from '../components/monitor.ts'
import { unknown } from '../components/values.ts'
import { made } from './made.ts'
import { RefusedError, startProvider, type ConstructRequest, type RunningProvider } from './plugin.ts'
import { outputValue, UNKNOWN, unknownOutput } from './wire.ts'

const ENGINE = 'crowsnest:index:Engine'
const BUCKET = 'urn:pulumi:test::shop::aws:s3/bucket:Bucket::theirs'
const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../provider/schema.json'), 'utf8')) as {
  readonly version: string
  readonly resources: Readonly<Record<string, { readonly properties: object; readonly required: readonly string[] }>>
}

let provider: RunningProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.stop())

const engine = (inputs: ConstructRequest['inputs'], more: Partial<ConstructRequest> = {}): ConstructRequest => ({
  type: ENGINE,
  name: 'main',
  inputs,
  ...more,
})

describe('the provider', () => {
  it('says its version', async () => {
    expect(await provider.version()).toBe(schema.version)
  })

  it('tells the schema that is committed', async () => {
    expect(JSON.parse(await provider.schema())).toEqual(schema)
  })

  it.each([
    { preview: false, inputs: {} },
    { preview: true, inputs: {} },
    {
      preview: false,
      inputs: { createStateKey: true, tags: { team: 'growth' }, timeout: 600, stateOnDestroy: 'delete' },
    },
    {
      preview: false,
      inputs: { network: { subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] }, tracing: true },
    },
    { preview: false, inputs: { roles: 'precreated', stateBucket: 'shared-state', statePrefix: 'crowsnest' } },
  ] as const)('makes what a TypeScript program makes: preview $preview, $inputs', async ({ preview, inputs }) => {
    const here = await provider.construct(engine(inputs, { preview }))
    const there = await runProgram(() => new Engine('main', inputs), { preview })
    expect(made(here.resources)).toEqual(made(there.resources))
    expect(here.resources.length).toBeGreaterThan(5)
  })

  it('gives every output that the schema requires', async () => {
    const { state } = await provider.construct(engine({}))
    expect(schema.resources[ENGINE]!.required.filter((key) => state[key] === undefined)).toEqual([])
    expect(Object.keys(state).filter((key) => !(key in schema.resources[ENGINE]!.properties))).toEqual([])
    expect(state['functionName']).toBe('crowsnest-main')
  })

  it('gives outputs that are not known in a preview as such', async () => {
    const { state } = await provider.construct(engine({}, { preview: true }))
    expect(state).toMatchObject({ name: 'main', functionArn: unknown })
  })

  it('takes values that are not known yet', async () => {
    const inputs = {
      stateBucket: unknownOutput(BUCKET),
      consoleUrl: UNKNOWN,
      tags: { team: unknownOutput(), level: 'gold' },
      network: { subnetIds: [unknownOutput()], securityGroupIds: unknownOutput() },
    }
    const { resources } = await provider.construct(engine(inputs, { preview: true }))
    const code = find(resources, 'Function')
    expect(code.inputs).toMatchObject({
      tags: { team: unknown, level: 'gold' },
      vpcConfig: { subnetIds: unknown, securityGroupIds: unknown },
      environment: { variables: unknown },
    })
  })

  it('takes an object that is not known yet where each of its fields is required', async () => {
    const { resources } = await provider.construct(engine({ network: unknownOutput(BUCKET) }, { preview: true }))
    expect(find(resources, 'Function').inputs['vpcConfig']).toEqual({ subnetIds: unknown, securityGroupIds: unknown })
    expect(resources.map(({ name }) => name)).toContain('main-role-network')
  })

  it('looks into outputs that are known', async () => {
    const network = outputValue(
      { subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] },
      { dependencies: [BUCKET] },
    )
    const { resources } = await provider.construct(engine({ network }))
    const code = find(resources, 'Function')
    expect(code.inputs['vpcConfig']).toEqual({ subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] })
    expect(code.propertyDependencies['vpcConfig']).toContain(BUCKET)
  })

  it('hands on what inputs depend on', async () => {
    const inputs = { stateBucket: outputValue('their-state', { dependencies: [BUCKET] }) }
    const { resources } = await provider.construct(engine(inputs, { dependencies: { stateBucket: [BUCKET] } }))
    expect(find(resources, 'Function').propertyDependencies['environment']).toContain(BUCKET)
  })

  it('keeps secrets secret', async () => {
    const inputs = { consoleUrl: outputValue('https://review.example.com', { secret: true }) }
    const { resources } = await provider.construct(engine(inputs))
    expect(find(resources, 'Function').inputs['environment']).toHaveProperty('variables.secret')
  })

  it('hands the options of the component on', async () => {
    const parent = 'urn:pulumi:test::shop::acme:index:Platform::platform'
    const aws = 'urn:pulumi:test::shop::pulumi:providers:aws::frankfurt::0a1b2c3d'
    const alias = 'urn:pulumi:test::shop::crowsnest:index:Engine::old'
    const { urn, resources, invokes } = await provider.construct(
      engine({}, { parent, providers: { aws }, aliases: [alias], protect: true }),
    )
    expect(urn).toBe('urn:pulumi:test::shop::acme:index:Platform$crowsnest:index:Engine::main')
    expect(find(resources, 'Engine')).toMatchObject({ parent, aliases: [alias], protect: true })
    expect(find(resources, 'Function')).toMatchObject({ parent: urn, provider: aws })
    expect(new Set(invokes.map(({ provider: asked }) => asked))).toEqual(new Set([aws]))
  })

  it('names the components that it has when it is asked for another', async () => {
    const error = await refusal({ type: 'crowsnest:index:Motor', name: 'main', inputs: {} })
    expect(error.message).toMatch(/has no component crowsnest:index:Motor. It has .*crowsnest:index:Engine/)
  })
})

describe('wrong arguments', () => {
  it.each<{ inputs: ConstructRequest['inputs']; path: string; says: string; preview?: boolean }>([
    { inputs: { memorysize: 512 }, path: 'memorysize', says: 'Did you mean memorySize?' },
    {
      inputs: { colour: 'red' },
      path: 'colour',
      says: 'Engine has no such argument. It has engineName, stateBucket, ',
    },
    { inputs: { transform: {} }, path: 'transform', says: 'Use the resource option `transforms`.' },
    { inputs: { timeout: '900' }, path: 'timeout', says: 'It is text ("900"). Write a whole number.' },
    { inputs: { timeout: 30.5 }, path: 'timeout', says: 'It is the number 30.5. Write a whole number.' },
    { inputs: { engineName: 5 }, path: 'engineName', says: 'It is the number 5. Write text.' },
    { inputs: { tracing: 'yes' }, path: 'tracing', says: 'It is text ("yes"). Write true or false.' },
    { inputs: { readers: 'all' }, path: 'readers', says: 'It is text ("all"). Write a list.' },
    { inputs: { readers: ['a', true] }, path: 'readers[1]', says: 'It is true. Write text.' },
    { inputs: { tags: ['a'] }, path: 'tags', says: 'It is a list. Write a mapping.' },
    { inputs: { tags: { 'cost centre': 7 } }, path: 'tags["cost centre"]', says: 'It is the number 7. Write text.' },
    { inputs: { network: { subnetIds: [] } }, path: 'network.securityGroupIds', says: 'It is required. Add it.' },
    { inputs: { network: { subnets: [] } }, path: 'network.subnets', says: 'Did you mean subnetIds?' },
    { inputs: { tags: outputValue({ a: 1 }) }, path: 'tags.a', says: 'It is the number 1. Write text.' },
    {
      inputs: { tracing: unknownOutput() },
      preview: true,
      path: 'tracing',
      says: 'Write the value itself, not an output of a resource.',
    },
    { inputs: { roles: 'none' }, path: 'roles', says: '"none" is none of create, precreated.' },
    { inputs: { timeout: 901 }, path: 'timeout', says: 'Use a whole number of seconds, 30 to 900.' },
    {
      inputs: { stateBucket: outputValue('Not A Bucket', { dependencies: [BUCKET] }) },
      path: 'stateBucket',
      says: '"Not A Bucket" is not the name of a bucket.',
    },
  ])('$inputs: $path: $says', async ({ inputs, path, says, preview = false }) => {
    const error = await refusal(engine(inputs, { preview }))
    expect(error.code).toBe(3) // INVALID_ARGUMENT
    expect(error.problems[path]).toContain(says)
    expect(error.message).toBe('Engine "main" cannot be made from these arguments:')
  })

  it('are told all at once', async () => {
    const shape = await refusal(engine({ memorysize: 1, timeout: 'x', tags: { a: 1 } }))
    expect(Object.keys(shape.problems).toSorted()).toEqual(['memorysize', 'tags.a', 'timeout'])
    const values = await refusal(engine({ memorySize: 1, timeout: 1, stateOnDestroy: 'x' }))
    expect(Object.keys(values.problems).toSorted()).toEqual(['memorySize', 'stateOnDestroy', 'timeout'])
  })

  it('get the words that a TypeScript program gets', async () => {
    const inputs = { memorySize: 1, stateBucket: 'X', roleArn: 'role' }
    const error = await refusal(engine(inputs))
    const lines = Object.entries(error.problems).map(([path, reason]) => `  ${path}: ${reason}`)
    await expect(runProgram(() => new Engine('main', inputs))).rejects.toThrow([error.message, ...lines].join('\n'))
  })

  it('make nothing', async () => {
    const error = await refusal(engine({ stateBucket: outputValue('X', { dependencies: [BUCKET] }) }))
    expect(error.recording.resources.map(({ type }) => type)).toEqual([ENGINE])
    expect(error.recording.errors).toEqual([])
  })

  it('leave other components alone that are made at the same time', async () => {
    const wrong = { stateBucket: outputValue('X', { dependencies: [BUCKET] }) }
    const results = await provider.constructAll(
      engine({}, { name: 'one' }),
      engine(wrong, { name: 'two' }),
      engine({}, { name: 'three' }),
    )
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })
})

async function refusal(request: ConstructRequest): Promise<RefusedError> {
  const error = await provider.construct(request).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(RefusedError)
  return error as RefusedError
}

function find(resources: readonly Registered[], type: string): Registered {
  const found = resources.filter((one) => one.type.endsWith(`:${type}`))
  expect(found.map((one) => one.type)).toHaveLength(1)
  return found[0]!
}
