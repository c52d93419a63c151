import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TYPE_RULES } from '../../aws-schema/index.ts'
import type { Emulator } from '../emulator.ts'
import { installMiniStack, startMiniStack } from '../ministack.ts'
import { handledTypes, NOT_EMULATED } from './handlers/index.ts'
import { LIVES, type Living, type World } from './lives.ts'
import { type PluginClient, startPlugin } from './plugin-client.ts'
import type { Values } from './values.ts'

const DEFAULT_TAGS = { owner: 'platform' }

let emulator: Emulator
let plugin: PluginClient
const living = new Map<string, Living & { readonly inputs: Values }>()
const world: World = (type) => living.get(type)!

beforeAll(async () => {
  installMiniStack()
  emulator = await startMiniStack()
  plugin = await startPlugin({ CROWSNEST_AWS_ENDPOINT: emulator.endpoint })
  await plugin.configure({ region: 'us-east-1', defaultTags: JSON.stringify({ tags: DEFAULT_TAGS }) })
})
afterAll(async () => {
  await plugin?.stop()
  await emulator?.stop()
})

describe('the AWS plugin', () => {
  it('handles the types that have rules and that the emulator has, each with a life to live', async () => {
    const emulated = Object.keys(TYPE_RULES).filter((type) => !Object.hasOwn(NOT_EMULATED, type))
    expect(await handledTypes()).toEqual(emulated.toSorted())
    expect(LIVES.map(({ type }) => type).toSorted()).toEqual(await handledTypes())
  })

  it.each(LIVES)('makes $type, reads it back, changes it, and finds nothing to do after each', async (life) => {
    const { type } = life
    const { inputs, failures } = await plugin.check(type, life.inputs(world))
    expect(failures).toEqual([])
    const { id, state } = await plugin.create(type, inputs)
    living.set(type, { id, state, inputs })
    expect(state).toMatchObject(withoutMarks(inputs))
    await expectNothingToDo(type)
    const { change } = life
    if (change === undefined) return

    const news = (await plugin.check(type, changed(inputs, change(world)), inputs)).inputs
    const { replaces, changes } = await plugin.diff(type, state, inputs, news)
    expect([changes, replaces]).toEqual([true, []])
    const updated = await plugin.update(type, id, state, inputs, news)
    living.set(type, { id, state: updated, inputs: news })
    expect(updated).toMatchObject(withoutMarks(news))
    await expectNothingToDo(type)
  })

  it.each(LIVES.toReversed())('removes $type, and again without complaint', async ({ type }) => {
    const { id, state, inputs } = living.get(type)!
    await plugin.delete(type, id, state, inputs)
    if (!NEVER_GONE.has(type)) expect(await plugin.read(type, id, state, inputs)).toBeUndefined()
    await plugin.delete(type, id, state, inputs)
  })
})

/** Of these AWS keeps something: nothing at all, a version that is current, or what is so by default. */
const NEVER_GONE = new Set([
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup',
  'aws:lambda/invocation:Invocation',
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
  'aws:s3/bucketVersioning:BucketVersioning',
  'aws:secretsmanager/secretVersion:SecretVersion',
  'aws:sns/topicPolicy:TopicPolicy',
])

async function expectNothingToDo(type: string): Promise<void> {
  const { id, state, inputs } = living.get(type)!
  expect(await plugin.diff(type, state, inputs, inputs)).toMatchObject({ changes: false })
  expect(await plugin.read(type, id, state, inputs)).toEqual({ state, inputs })
  if (state['tagsAll'] !== undefined) {
    expect(state['tagsAll']).toEqual({ ...DEFAULT_TAGS, ...(inputs['tags'] as Values) })
  }
}

function changed(inputs: Values, change: Values): Values {
  const all = Object.entries({ ...withoutMarks(inputs), ...change })
  return Object.fromEntries(all.filter(([, value]) => value !== undefined))
}

function withoutMarks(inputs: Values): Values {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !name.startsWith('__')))
}
