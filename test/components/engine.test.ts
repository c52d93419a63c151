import { describe, expect, it } from 'vitest'
import { Engine, type EngineArgs } from '../../components/index.ts'
import { runProgram, type ProgramRun } from './harness.ts'
import { hasUnknown } from './values.ts'

async function deploy(args: EngineArgs = {}, options: { readonly preview?: boolean } = {}): Promise<ProgramRun> {
  return runProgram(() => void new Engine('engine', args), options)
}

const ACCOUNT = '111122223333'

/** A URN here is a promise: renaming one without an alias would make users lose what it stands for. */
const URNS = [
  'crowsnest:index:Engine$aws:cloudwatch/logGroup:LogGroup::engine-log',
  'crowsnest:index:Engine$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::engine-role-observability',
  'crowsnest:index:Engine$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::engine-role-service-roles',
  'crowsnest:index:Engine$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::engine-role-state',
  'crowsnest:index:Engine$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::engine-scheduler-wake-engine',
  'crowsnest:index:Engine$aws:iam/role:Role::engine-role',
  'crowsnest:index:Engine$aws:iam/role:Role::engine-scheduler',
  'crowsnest:index:Engine$aws:lambda/function:Function::engine-function',
  'crowsnest:index:Engine$aws:s3/bucket:Bucket$aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration::engine-state',
  'crowsnest:index:Engine$aws:s3/bucket:Bucket$aws:s3/bucketOwnershipControls:BucketOwnershipControls::engine-state',
  'crowsnest:index:Engine$aws:s3/bucket:Bucket$aws:s3/bucketPolicy:BucketPolicy::engine-state',
  'crowsnest:index:Engine$aws:s3/bucket:Bucket$aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock::engine-state',
  'crowsnest:index:Engine$aws:s3/bucket:Bucket$aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration::engine-state',
  'crowsnest:index:Engine$aws:s3/bucket:Bucket$aws:s3/bucketVersioning:BucketVersioning::engine-state',
  'crowsnest:index:Engine$aws:s3/bucket:Bucket::engine-state',
  'crowsnest:index:Engine$aws:scheduler/scheduleGroup:ScheduleGroup::engine-schedules',
  'crowsnest:index:Engine$aws:sqs/queue:Queue$aws:sqs/queuePolicy:QueuePolicy::engine-lost',
  'crowsnest:index:Engine$aws:sqs/queue:Queue::engine-lost',
  'crowsnest:index:Engine::engine',
  'pulumi:pulumi:Stack::shop-test',
]

describe('Engine', () => {
  it('keeps the URN of every child', async () => {
    expect((await deploy()).urns()).toEqual(URNS)
  })

  it('makes the same resources in a preview, where nothing that AWS computes is known', async () => {
    const run = await deploy({}, { preview: true })
    expect(run.urns()).toEqual(URNS)
    const role = run.resource('aws:iam/rolePolicy:RolePolicy', 'engine-role-state')
    expect(hasUnknown(role.inputs['role'])).toBe(true)
    expect(JSON.parse(String(role.inputs['policy']))).toMatchObject({ Version: '2012-10-17' })
  })

  it('makes a bucket that is versioned, encrypted, closed to the public and kept when the engine is destroyed', async () => {
    const run = await deploy({ tags: { team: 'growth' } })
    const bucket = run.resource('aws:s3/bucket:Bucket')
    expect(bucket.inputs).toMatchObject({
      bucket: `crowsnest-engine-${ACCOUNT}-us-east-2`,
      forceDestroy: false,
      tags: { team: 'growth' },
    })
    expect([bucket.retainOnDelete, bucket.protect]).toEqual([true, false])
    expect(run.resource('BucketVersioning').inputs['versioningConfiguration']).toEqual({ status: 'Enabled' })
    expect(run.resource('BucketPublicAccessBlock').inputs).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    })
    expect(run.resource('BucketOwnershipControls').inputs['rule']).toEqual({ objectOwnership: 'BucketOwnerEnforced' })
    expect(run.resource('BucketServerSideEncryptionConfiguration').inputs['rules']).toEqual([
      { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } },
    ])
  })
})
