import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UNKNOWN } from '../../aws-schema/pulumi-value.ts'
import type { Emulator } from '../emulator.ts'
import { installMiniStack, miniStackOptions, startMiniStack } from '../ministack.ts'
import { archiveOf, CODE } from './lives.ts'
import { type PluginClient, startPlugin } from './plugin-client.ts'
import type { Values } from './values.ts'

let emulator: Emulator
let plugin: PluginClient

beforeAll(async () => {
  installMiniStack()
  emulator = await startMiniStack()
  plugin = await startPlugin({ CROWSNEST_AWS_ENDPOINT: emulator.endpoint })
  await plugin.configure({ region: 'us-east-1', defaultTags: '{"tags":{"owner":"platform"}}' })
})
afterAll(async () => {
  await plugin?.stop()
  await emulator?.stop()
})

const BUCKET = 'aws:s3/bucket:Bucket'
const ROLE = 'aws:iam/role:Role'
const FUNCTION = 'aws:lambda/function:Function'
const INVOCATION = 'aws:lambda/invocation:Invocation'
const SCHEDULE = 'aws:scheduler/schedule:Schedule'
const schedule = {
  name: 'revenue',
  flexibleTimeWindow: { mode: 'OFF' },
  scheduleExpression: 'cron(10 * * * ? *)',
  target: {
    arn: 'arn:aws:lambda:us-east-1:123456789012:function:x',
    roleArn: 'arn:aws:iam::123456789012:role/scheduler',
  },
}

describe('the AWS plugin as such', () => {
  it('is of the version of @pulumi/aws that is installed, with a schema of its types', async () => {
    expect(await plugin.info()).toMatch(/^7\./)
    const { resources, types } = (await plugin.schema()) as Record<string, Record<string, Values>>
    expect(resources![SCHEDULE]).toMatchObject({
      inputProperties: { target: { $ref: '#/types/aws:scheduler/ScheduleTarget:ScheduleTarget' } },
      requiredInputs: ['flexibleTimeWindow', 'scheduleExpression', 'target'],
    })
    expect(types!['aws:scheduler/ScheduleTarget:ScheduleTarget']).toMatchObject({ required: ['arn', 'roleArn'] })
  })

  it.each([{}, { CROWSNEST_AWS_ENDPOINT: 'https://s3.amazonaws.com' }])('never reaches AWS, with %j', async (env) => {
    const lost = await startPlugin(env)
    try {
      await expect(lost.configure({ region: 'us-east-1' })).rejects.toThrow('works on an emulator on this machine')
    } finally {
      await lost.stop()
    }
  })

  it('refuses settings of the provider that it would not follow', async () => {
    expect(await plugin.checkConfig({ region: 'us-east-1', skipRegionValidation: 'true' })).toEqual([])
    expect(await plugin.checkConfig({ assumeRoles: '[]', regoin: 'x' })).toEqual([
      'assumeRoles: the stand-in of the AWS provider does not know this setting',
      'regoin: the stand-in of the AWS provider does not know this setting',
    ])
  })

  it('answers look-ups, each in its region', async () => {
    expect(await plugin.invoke('aws:index/getCallerIdentity:getCallerIdentity', {})).toMatchObject({
      accountId: '123456789012',
    })
    expect(await plugin.invoke('aws:index/getRegion:getRegion', { region: 'eu-west-1' })).toMatchObject({
      region: 'eu-west-1',
    })
    expect(await plugin.invoke('aws:index/getPartition:getPartition', {})).toMatchObject({ partition: 'aws' })
    await expect(plugin.invoke('aws:s3/getBucket:getBucket', {})).rejects.toThrow('does not answer')
  })
})

describe('check', () => {
  it.each([
    [{ ...schedule, groupNam: 'x' }, 'groupNam: unknown property; did you mean groupName?'],
    [{ ...schedule, target: { arn: schedule.target.arn } }, 'target.roleArn: required property is missing'],
    [{ ...schedule, state: 'ON' }, "state: must be one of ENABLED, DISABLED, not 'ON'"],
  ])('finds what is wrong: %j', async (inputs, failure) => {
    expect((await plugin.check(SCHEDULE, inputs)).failures).toEqual([failure])
  })

  it('says so when nobody wrote a handler yet', async () => {
    const { failures } = await plugin.check('aws:sqs/redrivePolicy:RedrivePolicy', {
      queueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/q',
      redrivePolicy: '{}',
    })
    expect(failures).toEqual([expect.stringContaining('has no handler of aws:sqs/redrivePolicy:RedrivePolicy')])
  })

  it('names what has no name, keeps that name, and makes another when the seed is another', async () => {
    const { inputs } = await plugin.check(BUCKET, {})
    expect(inputs['bucket']).toMatch(/^main-thing-[0-9a-f]{7}$/)
    expect((await plugin.check(BUCKET, { tags: {} }, inputs)).inputs['bucket']).toBe(inputs['bucket'])
    const mine = (await plugin.check(BUCKET, { bucket: 'mine' }, inputs)).inputs
    expect(mine['bucket']).toBe('mine')
    expect((await plugin.check(BUCKET, {}, mine)).inputs['bucket']).not.toBe('mine')
  })

  it('takes a policy as an object, as text from then on', async () => {
    const assumeRolePolicy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole' }] }
    const { inputs, failures } = await plugin.check(ROLE, { assumeRolePolicy })
    expect([failures, JSON.parse(String(inputs['assumeRolePolicy']))]).toEqual([[], assumeRolePolicy])
  })
})

describe('a preview', () => {
  it('knows what a new resource will be, but not what AWS computes', async () => {
    const { inputs } = await plugin.check(SCHEDULE, { ...schedule, groupName: UNKNOWN })
    const { id, state } = await plugin.create(SCHEDULE, inputs, true)
    expect(id).toBe('')
    expect(state).toMatchObject({ ...schedule, groupName: UNKNOWN, arn: UNKNOWN, region: 'us-east-1' })
    expect(await plugin.read(SCHEDULE, 'default/revenue')).toBeUndefined()
  })

  it('of an update knows what stays', async () => {
    const state = { functionName: 'f', input: '{"a":1}', result: '{}', region: 'us-east-1' }
    const olds = { functionName: 'f', input: '{"a":1}', lifecycleScope: 'CRUD' }
    const news = { ...olds, input: '{"a":2}' }
    expect(await plugin.update(INVOCATION, 'x', state, olds, news, true)).toEqual({
      ...news,
      region: 'us-east-1',
      result: UNKNOWN,
    })
  })
})

describe('diff', () => {
  it.each([
    ['documents that say the same', ROLE, { assumeRolePolicy: '{"a":[1,2]}' }, { assumeRolePolicy: '{ "a": [1, 2] }' }],
    ['lists that are sets', 'aws:ec2/vpcEndpoint:VpcEndpoint', { subnetIds: ['a', 'b'] }, { subnetIds: ['b', 'a'] }],
    ['naming the region it is in', BUCKET, { bucket: 'b' }, { bucket: 'b', region: 'us-east-1' }],
  ])('finds nothing between %s', async (_, type, olds, news) => {
    expect(await plugin.diff(type, { ...olds, region: 'us-east-1' }, olds, news)).toMatchObject({ changes: false })
  })

  it('says which properties differ, at any depth', async () => {
    const news = { ...schedule, state: 'DISABLED', target: { ...schedule.target, input: '{}' } }
    expect(await plugin.diff(SCHEDULE, schedule, schedule, news)).toEqual({
      changes: true,
      detailed: { state: 'ADD', 'target.input': 'ADD' },
      replaces: [],
      deleteBeforeReplace: false,
    })
  })

  it('replaces where AWS cannot change, and removes first what keeps its name', async () => {
    const news = { ...schedule, groupName: 'other' }
    expect(await plugin.diff(SCHEDULE, schedule, schedule, news)).toEqual({
      changes: true,
      detailed: { groupName: 'ADD_REPLACE' },
      replaces: ['groupName'],
      deleteBeforeReplace: true,
    })
    const { name: _, ...nameless } = schedule
    const auto = (await plugin.check(SCHEDULE, nameless)).inputs
    const moved = { ...auto, groupName: 'other' }
    expect(await plugin.diff(SCHEDULE, auto, auto, moved)).toMatchObject({ deleteBeforeReplace: false })
  })

  it.each([
    ['CREATE_ONLY', ['input']],
    ['CRUD', []],
  ])('replaces a call with lifecycleScope %s: %j', async (lifecycleScope, replaces) => {
    const olds = { functionName: 'f', input: '{"a":1}', lifecycleScope }
    expect(await plugin.diff(INVOCATION, olds, olds, { ...olds, input: '{"a":2}' })).toMatchObject({ replaces })
  })

  it('takes an unknown value for a change', async () => {
    const news = { ...schedule, groupName: UNKNOWN }
    expect(await plugin.diff(SCHEDULE, schedule, schedule, news)).toMatchObject({ replaces: ['groupName'] })
  })

  it('notices other default tags', async () => {
    const state = { bucket: 'b', tagsAll: { owner: 'somebody' } }
    expect(await plugin.diff(BUCKET, state, { bucket: 'b' }, { bucket: 'b' })).toMatchObject({
      detailed: { 'tagsAll.owner': 'UPDATE' },
      replaces: [],
    })
  })

  it('looks away where it is told to', async () => {
    const news = { ...schedule, state: 'DISABLED' }
    expect(await plugin.diff(SCHEDULE, schedule, schedule, news, ['state'])).toMatchObject({ changes: false })
  })
})

describe('resources', () => {
  it('live in the region that they name', async () => {
    const inputs = { bucket: 'crowsnest-in-ireland', region: 'eu-west-1' }
    const { id, state } = await plugin.create(BUCKET, inputs)
    expect(state).toMatchObject({ region: 'eu-west-1', bucketRegion: 'eu-west-1' })
    const s3 = new S3Client({ ...miniStackOptions(emulator), region: 'eu-west-1', forcePathStyle: true })
    expect((await s3.send(new HeadBucketCommand({ Bucket: id }))).BucketRegion).toBe('eu-west-1')
    await plugin.delete(BUCKET, id, state, inputs)
  })

  it('are imported by their id', async () => {
    const inputs = { bucket: 'crowsnest-import', tags: { team: 'growth' } }
    await plugin.create(BUCKET, inputs)
    expect(await plugin.read(BUCKET, 'crowsnest-import')).toMatchObject({
      inputs: { bucket: 'crowsnest-import', tags: { team: 'growth' } },
      state: { arn: 'arn:aws:s3:::crowsnest-import', tagsAll: { team: 'growth', owner: 'platform' } },
    })
  })

  it('stay when they are not empty and nobody said that they may be emptied', async () => {
    const bucket = await plugin.create(BUCKET, { bucket: 'crowsnest-full' })
    await plugin.create('aws:s3/bucketObjectv2:BucketObjectv2', { bucket: bucket.id, key: 'a', content: 'a' })
    await expect(plugin.delete(BUCKET, bucket.id, bucket.state)).rejects.toThrow('BucketNotEmpty')
    await plugin.delete(BUCKET, bucket.id, bucket.state, { bucket: bucket.id, forceDestroy: true })
  })
})

describe('a call of a function', () => {
  let functionName: string

  beforeAll(async () => {
    const assumeRolePolicy = '{"Version":"2012-10-17","Statement":[]}'
    const role = await plugin.create(ROLE, { name: 'of-calls', assumeRolePolicy })
    const inputs = { role: role.state['arn'], code: CODE, handler: 'index.handler', runtime: 'nodejs24.x', timeout: 10 }
    functionName = (await plugin.create(FUNCTION, { ...inputs, name: 'called' })).id
  })

  it('tells the function what happens and what was before, with lifecycleScope CRUD', async () => {
    const inputs = { functionName, input: '{"detector":"a"}', lifecycleScope: 'CRUD' }
    const { id, state } = await plugin.create(INVOCATION, inputs)
    expect(resultOf(state)).toEqual({ detector: 'a', tf: { action: 'create', prev_input: null } })
    const news = { ...inputs, input: '{"detector":"b"}' }
    const updated = await plugin.update(INVOCATION, id, state, inputs, news)
    expect(resultOf(updated)).toEqual({ detector: 'b', tf: { action: 'update', prev_input: { detector: 'a' } } })
  })

  it('passes the input on as it is, else', async () => {
    const { state } = await plugin.create(INVOCATION, { functionName, input: '[1]' })
    expect(resultOf(state)).toEqual([1])
  })

  it('fails the deployment when the function fails, also when it is removed', async () => {
    const inputs = { functionName, input: '{"fail":"no data"}', lifecycleScope: 'CRUD' }
    await expect(plugin.create(INVOCATION, inputs)).rejects.toThrow('no data')
    await expect(plugin.delete(INVOCATION, 'x', inputs, inputs)).rejects.toThrow('no data')
    await plugin.delete(INVOCATION, 'x', inputs, { ...inputs, lifecycleScope: 'CREATE_ONLY' })
  })

  it('meets the code that was deployed last', async () => {
    const olds = {
      name: functionName,
      role: 'arn:aws:iam::123456789012:role/of-calls',
      code: CODE,
      handler: 'index.handler',
      runtime: 'nodejs24.x',
    }
    const read = await plugin.read(FUNCTION, functionName, {}, olds)
    const news = { ...olds, code: archiveOf('export const handler = () => Promise.resolve("new")') }
    expect(await plugin.diff(FUNCTION, read!.state, olds, news)).toMatchObject({ detailed: { code: 'UPDATE' } })
    const updated = await plugin.update(FUNCTION, functionName, read!.state, olds, news)
    expect(updated['codeSha256']).not.toBe(read!.state['codeSha256'])
    const { state } = await plugin.create(INVOCATION, { functionName, input: '{}' })
    expect(resultOf(state)).toBe('new')
    const lambda = new LambdaClient(miniStackOptions(emulator))
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: functionName }))
    expect(Configuration!.CodeSha256).toBe(updated['codeSha256'])
  })
})

function resultOf(state: Values): unknown {
  return JSON.parse(String(state['result']))
}
