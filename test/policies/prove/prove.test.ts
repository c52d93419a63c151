import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { IamPolicy, IamStatement } from '../../../policies/index.ts'
import {
  decide,
  exerciseOf,
  isProven,
  proofFailures,
  proofSubjects,
  proveRole,
  type ActionsOf,
  type Exercise,
  type RoleProof,
} from '../../../policies/prove/index.ts'
import { PROOF_PAGE, proofPage, proofs } from '../../../scripts/proof-page.ts'
import { serviceActions } from '../../../scripts/service-actions.ts'
import { recordedCalls } from '../../recording/recorded-calls.ts'

describe('the generated roles', () => {
  let all: readonly RoleProof[] = []
  beforeAll(async () => {
    all = await proofs()
  })

  it('are sufficient, minimal and tight, every one', () => {
    expect(proofFailures(all)).toEqual([])
    expect(all.filter((proof) => !isProven(proof))).toEqual([])
    expect(all.length).toBeGreaterThanOrEqual(28)
  })

  it('stand in docs/least-privilege.md as `npm run prove` writes them', async () => {
    expect(readFileSync(PROOF_PAGE, 'utf8')).toBe(await proofPage(all))
  })

  it('use every call that the tests have recorded', () => {
    const used = new Set(proofSubjects().flatMap(({ recordedAs }) => recordedAs))
    expect(recordedCalls().filter(({ role }) => !used.has(role))).toEqual([])
    expect(recordedCalls().length).toBeGreaterThan(50)
  })

  it('are proven in every partition', () => {
    for (const [partition, region] of [
      ['aws-cn', 'cn-north-1'],
      ['aws-us-gov', 'us-gov-west-1'],
    ] as const) {
      const place = {
        partition,
        region,
        account: '123456789012',
        engine: 'main',
        stateBucket: 'crowsnest-state',
        statePrefix: 'engine',
      }
      const recorded = recordedCalls().map((call) => ({
        ...call,
        input: JSON.parse(
          JSON.stringify(call.input).replaceAll('arn:aws:', `arn:${partition}:`).replaceAll('us-east-1', region),
        ) as typeof call.input,
      }))
      const partitioned = proofSubjects(place).map((subject) =>
        proveRole(exerciseOf(subject, recorded), decide, () => []),
      )
      expect(proofFailures(partitioned)).toEqual([])
    }
  })
})

describe('proveRole', () => {
  let actionsOf: ActionsOf | undefined
  beforeAll(async () => {
    actionsOf = await serviceActions()
  })
  const dataset = exercise('dataset in S3')

  function failures(role: Exercise): readonly string[] {
    return proofFailures([proveRole(role, decide, actionsOf!)])
  }

  it('finds a planted action that nobody needs', () => {
    const planted = changed(dataset, 'ReadData', (statement) => ({
      ...statement,
      Action: [...statement.Action!, 's3:GetObjectAcl'],
    }))
    const found = failures(planted)
    expect(found).toContainEqual(
      expect.stringMatching(/nothing depends on the action s3:GetObjectAcl of statement ReadData/),
    )
    expect(found).toContainEqual(expect.stringMatching(/may call s3:GetObjectAcl .*\(other action s3:GetObjectAcl\)/))
  })

  it('finds a planted action that nobody has heard of', () => {
    const planted = changed(dataset, 'ReadData', (statement) => ({
      ...statement,
      Action: [...statement.Action!, 's3:GetObjct'],
    }))
    expect(failures(planted)).toEqual([
      expect.stringMatching(/nothing depends on the action s3:GetObjct of statement ReadData/),
    ])
  })

  it('finds a missing action', () => {
    const planted: Exercise = {
      ...dataset,
      identity: dataset.identity.map((policy) => ({
        ...policy,
        Statement: policy.Statement.filter(({ Sid }) => Sid !== 'ListData'),
      })),
    }
    expect(failures(planted)).toContainEqual(
      expect.stringMatching(/needs s3:ListBucket on arn:aws:s3:::metrics for S3.ListObjectsV2, and is denied/),
    )
  })

  it('finds a trust policy without its external id', () => {
    const planted: Exercise = {
      ...dataset,
      trust: {
        ...dataset.trust,
        Statement: dataset.trust.Statement.map((statement) => {
          const { Condition: _, ...open } = statement
          return statement.Sid === 'EngineForThisDetectorOnly' ? open : statement
        }),
      },
    }
    const found = failures(planted)
    expect(found).toContainEqual(expect.stringContaining('(condition key absent sts:ExternalId)'))
    expect(found).toContainEqual(expect.stringContaining('(other condition value sts:ExternalId)'))
  })

  it.each([
    {
      flaw: 'a prefix without its slash',
      role: 'dataset in S3',
      sid: 'ReadData',
      change: (statement: IamStatement): IamStatement => ({
        ...statement,
        Resource: ['arn:aws:s3:::metrics/live*', 'arn:aws:s3:::metrics/past*'],
      }),
      finds: '(look-alike resource)',
    },
    {
      flaw: 'a bucket that may be listed whole',
      role: 'dataset in S3',
      sid: 'ListData',
      change: ({ Condition, ...statement }: IamStatement): IamStatement => ({
        ...statement,
        Condition: { StringEquals: Condition!['StringEquals']! },
      }),
      finds: '(other condition value s3:prefix)',
    },
    {
      flaw: 'a resource that nothing uses',
      role: 'alert to SNS',
      sid: 'PublishAlert',
      change: (statement: IamStatement): IamStatement => ({
        ...statement,
        Resource: [...statement.Resource!, 'arn:aws:sns:us-east-1:123456789012:another'],
      }),
      finds: 'nothing depends on the resource arn:aws:sns:us-east-1:123456789012:another',
    },
    {
      flaw: 'a condition that an absent key fulfils, as in the original samples',
      role: 'alert to SNS, topic with its own key',
      sid: 'EncryptAlert',
      change: (statement: IamStatement): IamStatement => ({
        ...statement,
        Condition: { 'ForAllValues:StringEquals': { 'kms:ViaService': ['sns.us-east-1.amazonaws.com'] } },
      }),
      finds: '(condition key absent kms:ViaService)',
    },
    {
      flaw: 'a condition that never applies',
      role: 'alert to SNS',
      sid: 'PublishAlert',
      change: (statement: IamStatement): IamStatement => ({
        ...statement,
        Condition: { StringEqualsIfExists: { 'sns:Protocol': ['https'] } },
      }),
      finds: 'nothing depends on the condition StringEqualsIfExists sns:Protocol',
    },
    {
      flaw: 'a secret whose old versions can be read',
      role: 'dataset in RDS, secret with its own key',
      sid: 'ReadSecret',
      change: (statement: IamStatement): IamStatement => ({ ...statement, Condition: {} }),
      finds: '(other condition value secretsmanager:VersionStage)',
    },
    {
      flaw: 'network rights that the code has too',
      role: 'engine, traced and in a VPC',
      sid: 'NotForTheCode',
      change: (statement: IamStatement): IamStatement => ({ ...statement, Action: ['ec2:CreateNetworkInterface'] }),
      finds: 'may call ec2:DeleteNetworkInterface',
    },
  ])('finds $flaw', ({ role, sid, change, finds }) => {
    expect(failures(changed(exercise(role), sid, change))).toContainEqual(expect.stringContaining(finds))
  })
})

function exercise(title: string): Exercise {
  const subject = proofSubjects().find((one) => one.title === title)
  if (subject === undefined) throw new Error(`there is no subject ${title}`)
  return exerciseOf(subject, recordedCalls())
}

function changed(role: Exercise, sid: string, change: (statement: IamStatement) => IamStatement): Exercise {
  const policy = ({ Version, Statement }: IamPolicy): IamPolicy => ({
    Version,
    Statement: Statement.map((statement) => (statement.Sid === sid ? change(statement) : statement)),
  })
  return { ...role, identity: role.identity.map(policy) }
}
