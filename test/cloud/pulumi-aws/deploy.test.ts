import { CreateBucketCommand, HeadBucketCommand, PutBucketTaggingCommand, S3Client } from '@aws-sdk/client-s3'
import { Provider } from '@pulumi/aws/provider.js'
import { Bucket, BucketObjectv2, BucketVersioning } from '@pulumi/aws/s3/index.js'
import { Role, RolePolicy } from '@pulumi/aws/iam/index.js'
import { Function, Invocation } from '@pulumi/aws/lambda/index.js'
import { Schedule, ScheduleGroup } from '@pulumi/aws/scheduler/index.js'
import { Secret, SecretVersion } from '@pulumi/aws/secretsmanager/index.js'
import * as pulumi from '@pulumi/pulumi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Emulator } from '../emulator.ts'
import { installMiniStack, miniStackOptions, startMiniStack } from '../ministack.ts'
import { deploy, type Deployment, DeploymentError } from '../pulumi/deploy.ts'

let emulator: Emulator
let deployment: Deployment

beforeAll(async () => {
  installMiniStack()
  emulator = await startMiniStack({ enforceIam: true })
  deployment = await deployWithPlugin(program({ memorySize: 256, expression: 'cron(10 * * * ? *)' }))
})
afterAll(() => emulator?.stop())

interface Wishes {
  readonly memorySize: number
  readonly expression: string
  readonly bucket?: string
}

/** A bucket, a role, a function that is called when deployed, and a schedule that wakes it. */
function program({ memorySize, expression, bucket: name = 'crowsnest-main-state' }: Wishes) {
  return async () => {
    const bucket = new Bucket('state', { bucket: name, forceDestroy: true, tags: { team: 'growth' } })
    new BucketVersioning('state', { bucket: bucket.id, versioningConfiguration: { status: 'Enabled' } })
    new BucketObjectv2('detector', { bucket: bucket.id, key: 'detectors/a.json', content: '{}' })
    const role = new Role('engine', { assumeRolePolicy: trust('lambda') })
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: pulumi.interpolate`${bucket.arn}/*` }
    const policy = pulumi.jsonStringify({ Version: '2012-10-17', Statement: [statement] })
    const permission = new RolePolicy('engine', { role: role.name, policy })
    const code = new pulumi.asset.AssetArchive({
      'index.mjs': new pulumi.asset.StringAsset('export const handler = async (event) => ({ did: event.tf.action })'),
    })
    const engine = new Function(
      'engine',
      { role: role.arn, code, handler: 'index.handler', runtime: 'nodejs24.x', memorySize },
      { dependsOn: [permission] },
    )
    const activation = new Invocation('activate', {
      functionName: engine.name,
      input: JSON.stringify({ detector: 'a', memorySize }),
      lifecycleScope: 'CRUD',
    })
    const group = new ScheduleGroup('engine', {})
    const wake = new Schedule('wake', {
      groupName: group.name,
      flexibleTimeWindow: { mode: 'OFF' },
      scheduleExpression: expression,
      target: { arn: engine.arn, roleArn: role.arn },
    })
    return { result: activation.result, schedule: wake.arn, bucketArn: bucket.arn }
  }
}

const trust = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' }],
  })

function deployWithPlugin(of: () => Promise<Record<string, unknown>>, stack = 'dev'): Promise<Deployment> {
  return deploy(of, {
    stack,
    plugins: [import.meta.dirname],
    config: { 'aws:region': 'us-east-1', 'aws:defaultTags': '{"tags":{"owner":"platform"}}' },
    env: { CROWSNEST_AWS_ENDPOINT: emulator.endpoint },
  })
}

describe('the real Pulumi command with the AWS plugin', () => {
  it('previews without making anything', async () => {
    expect((await deployment.preview()).changes).toEqual({ create: 10 })
    expect(await deployment.resources()).toEqual([])
  })

  it('deploys, calls the function, and then has nothing to do', async () => {
    expect((await deployment.up()).changes).toEqual({ create: 10 })
    expect((await deployment.up()).changes).toEqual({ same: 10 })
    expect(await deployment.outputs()).toMatchObject({
      result: '{"did": "create"}',
      bucketArn: 'arn:aws:s3:::crowsnest-main-state',
    })
  })

  it('changes what the program changed, and no more', async () => {
    const { steps } = await deployment.up(program({ memorySize: 512, expression: 'cron(15 * * * ? *)' }))
    expect(steps.map(({ op, name, changed }) => `${op} ${name}: ${changed.join()}`).toSorted()).toEqual([
      'update activate: input',
      'update engine: memorySize',
      'update wake: scheduleExpression',
    ])
    expect(await deployment.outputs()).toMatchObject({ result: '{"did": "update"}' })
  })

  it('sees what somebody changed in AWS, and puts it right', async () => {
    const s3 = new S3Client({ ...miniStackOptions(emulator), forcePathStyle: true })
    const TagSet = [{ Key: 'team', Value: 'mine' }]
    await s3.send(new PutBucketTaggingCommand({ Bucket: 'crowsnest-main-state', Tagging: { TagSet } }))
    expect((await deployment.refresh()).steps.map(({ op, name }) => `${op} ${name}`)).toEqual(['update state'])
    const { steps } = await deployment.up()
    expect(steps.map(({ name, changed }) => [name, changed])).toEqual([['state', ['tags.team', 'tagsAll.owner']]])
    expect((await deployment.refresh()).steps).toEqual([])
  })

  it('says what is wrong before it makes anything', async () => {
    const wrong = program({ memorySize: 64, expression: 'cron(99 * * * ? *)' })
    const error = await deployment.preview(wrong).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(DeploymentError)
    const problems = (error as DeploymentError).problems.join('\n')
    expect(problems).toContain('must be between 128 and 10240, not 64')
  })

  it('replaces a bucket by name together with all that stands on it', async () => {
    const { steps } = await deployment.preview(
      program({ memorySize: 512, expression: 'cron(15 * * * ? *)', bucket: 'crowsnest-other-state' }),
    )
    const replaced = steps.filter(({ op, changed }) => op === 'replace' && changed.includes('bucket'))
    expect(replaced.map(({ type }) => type).toSorted()).toEqual([
      'aws:s3/bucket:Bucket',
      'aws:s3/bucketObjectv2:BucketObjectv2',
      'aws:s3/bucketVersioning:BucketVersioning',
    ])
  })

  it('destroys all of it', async () => {
    expect((await deployment.destroy()).changes).toEqual({ delete: 10 })
    const s3 = new S3Client({ ...miniStackOptions(emulator), forcePathStyle: true })
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'crowsnest-main-state' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    })
  })
})

describe('programs with more than one provider', () => {
  it('deploy to each region, adopt what is there, and keep secrets secret', async () => {
    const s3 = new S3Client({ ...miniStackOptions(emulator), forcePathStyle: true })
    await s3.send(new CreateBucketCommand({ Bucket: 'made-by-hand' }))
    const two = await deployWithPlugin(async () => {
      const ireland = new Provider('ireland', { region: 'eu-west-1', defaultTags: { tags: { owner: 'emea' } } })
      const bucket = new Bucket('far', { bucket: 'crowsnest-in-ireland' }, { provider: ireland })
      new Bucket('old', { bucket: 'made-by-hand' }, { import: 'made-by-hand' })
      const secret = new Secret('url', { name: 'slack', recoveryWindowInDays: 0 })
      const version = new SecretVersion('url', { secretId: secret.id, secretString: pulumi.secret('hush-hush') })
      return { region: bucket.bucketRegion, tags: bucket.tagsAll, version: version.versionId }
    }, 'two')
    // The adopted bucket gets the default tags.
    expect((await two.up()).changes).toEqual({ create: 5, import: 1, update: 1 })
    expect((await two.up()).changes).toEqual({ same: 6 })
    expect(await two.outputs()).toMatchObject({ region: 'eu-west-1', tags: { owner: 'emea' } })
    const version = (await two.resources()).find(({ type }) => type.endsWith(':SecretVersion'))!
    const marked = { secretString: { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270' } }
    expect(version).toMatchObject({ inputs: marked, outputs: marked })
    expect((await two.destroy()).changes).toEqual({ delete: 6 })
  })
})
