import { describe, expect, it } from 'vitest'
import { readDump } from '../../../policies/deployed/index.ts'
import { engineNames } from '../../../policies/index.ts'
import { reviewRoles, type Review } from '../../../policies/review/index.ts'
import { dumpOf, neededRoles, PLACE, type Dump, type DumpedRole } from './deployment.ts'

const NOW = Date.parse('2026-11-20T00:00:00Z')
const USED = '2026-11-19T12:00:00Z'
const BOUNDARY = 'arn:aws:iam::111122223333:policy/crowsnest-boundary'

function reviewed(change: (dump: Dump, role: (part: string) => DumpedRole) => void, options = {}): Review {
  const needed = neededRoles(options)
  const dump = dumpOf(needed, USED)
  change(dump, (part) => dump.RoleDetailList.find(({ RoleName }) => RoleName.includes(part))!)
  const { rolePath } = engineNames(PLACE)
  const deployed = readDump(JSON.stringify(dump), 'dump.json')
  return reviewRoles({ needed, deployed, rolePath, now: NOW, file: 'revenue.yaml' })
}

type Statements = { Statement: Record<string, unknown>[] }

function statementsOf(document: unknown): Record<string, unknown>[] {
  return (document as Statements).Statement
}

describe('reviewRoles', () => {
  it('finds nothing where everything is as needed, whatever the order and spelling', () => {
    const { roles, findings } = reviewed((_, role) => {
      const dataset = role('revenue-dataset')
      statementsOf(dataset.RolePolicyList[0]!.PolicyDocument).reverse()
      const [first] = statementsOf(dataset.RolePolicyList[0]!.PolicyDocument)
      first!['Action'] = (first!['Action'] as string[])[0]
      first!['Sid'] = 'Renamed'
      dataset.AssumeRolePolicyDocument = encodeURIComponent(JSON.stringify(dataset.AssumeRolePolicyDocument))
    })
    expect(findings).toEqual([])
    expect(roles.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'as needed'))
  })

  it.each<{
    readonly what: string
    readonly change: Parameters<typeof reviewed>[0]
    readonly options?: object
    readonly code: string
    readonly level: string
    readonly says: RegExp
  }>([
    {
      what: 'a role that is missing',
      change: (dump) => void dump.RoleDetailList.splice(2, 1),
      code: 'ROLE_MISSING',
      level: 'error',
      says: /crowsnest-revenue-dataset-\w+ is not deployed/,
    },
    {
      what: 'a role at another path',
      change: (_, role) => void (role('revenue-dataset').Path = '/'),
      code: 'ROLE_ELSEWHERE',
      level: 'error',
      says: /lies at the path \/, not at \/crowsnest\/us-east-1\/main\/services\//,
    },
    {
      what: 'a role that nobody needs',
      change: (dump, role) =>
        void dump.RoleDetailList.push({
          ...role('revenue-dataset'),
          RoleName: 'old',
          Arn: 'arn:aws:iam::111122223333:role/crowsnest/us-east-1/main/services/old',
        }),
      code: 'ROLE_NOT_NEEDED',
      level: 'warning',
      says: /old lies below the path of the engine/,
    },
    {
      what: 'a statement that reads more',
      change: (_, role) =>
        void statementsOf(role('revenue-dataset').RolePolicyList[0]!.PolicyDocument).push({
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::acme-payroll/*',
        }),
      code: 'ACCESS_EXTRA',
      level: 'security-warning',
      says: /s3:GetObject.*acme-payroll.*statement 3 of policy dataset/,
    },
    {
      what: 'an action that was taken away',
      change: (_, role) => void statementsOf(role('revenue-dataset').RolePolicyList[0]!.PolicyDocument).pop(),
      code: 'ACCESS_MISSING',
      level: 'error',
      says: /s3:GetObject.*acme-metrics\/live/,
    },
    {
      what: 'a trust policy that lost its external id',
      change: (_, role) => void delete statementsOf(role('revenue-dataset').AssumeRolePolicyDocument)[0]!['Condition'],
      code: 'TRUST_WIDER',
      level: 'security-warning',
      says: /sts:ExternalId/,
    },
    {
      what: 'another account that is trusted',
      change: (_, role) =>
        void statementsOf(role('alert-oncall').AssumeRolePolicyDocument).push({
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::999988887777:root' },
          Action: 'sts:AssumeRole',
        }),
      code: 'TRUST_WIDER',
      level: 'security-warning',
      says: /999988887777/,
    },
    {
      what: 'an engine that is not trusted any more',
      change: (_, role) => void statementsOf(role('alert-oncall').AssumeRolePolicyDocument).shift(),
      code: 'TRUST_NARROWER',
      level: 'error',
      says: /sts:AssumeRole/,
    },
    {
      what: 'a missing boundary',
      options: { boundary: BOUNDARY },
      change: (_, role) => void delete role('main-engine').PermissionsBoundary,
      code: 'BOUNDARY_MISSING',
      level: 'security-warning',
      says: /has no permissions boundary; arn:aws:iam::111122223333:policy\/crowsnest-boundary is asked for/,
    },
    {
      what: 'another boundary',
      options: { boundary: BOUNDARY },
      change: (_, role) => void (role('main-engine').PermissionsBoundary!.PermissionsBoundaryArn = `${BOUNDARY}-old`),
      code: 'BOUNDARY_OTHER',
      level: 'security-warning',
      says: /crowsnest-boundary-old; /,
    },
    {
      what: 'a managed policy whose text the dump does not have',
      change: (_, role) =>
        void role('alert-ticket').AttachedManagedPolicies.push({
          PolicyName: 'Unread',
          PolicyArn: 'arn:aws:iam::111122223333:policy/Unread',
        }),
      code: 'POLICY_UNREADABLE',
      level: 'error',
      says: /Unread of .* cannot be compared/,
    },
    {
      what: 'a policy that is not one',
      change: (_, role) => void (role('alert-ticket').RolePolicyList[0]!.PolicyDocument = { Statement: 'all' }),
      code: 'POLICY_UNREADABLE',
      level: 'error',
      says: /cannot be compared/,
    },
    {
      what: 'a role that was last used long ago',
      change: (_, role) => void (role('alert-ticket').RoleLastUsed.LastUsedDate = '2026-08-01T00:00:00Z'),
      code: 'ROLE_UNUSED',
      level: 'suggestion',
      says: /was last used 111 days ago/,
    },
    {
      what: 'a role that was never used',
      change: (_, role) => void (role('alert-ticket').RoleLastUsed = {}),
      code: 'ROLE_UNUSED',
      level: 'suggestion',
      says: /has not been used in the time that IAM looks back/,
    },
  ])('finds $what', ({ change, options, code, level, says }) => {
    const { findings } = reviewed(change, options)
    const found = findings.filter((finding) => finding.code === code)
    expect(found.length).toBeGreaterThan(0)
    expect(found[0]).toMatchObject({ level, file: 'revenue.yaml', message: expect.stringMatching(says) })
  })

  it('says which managed policy widens', () => {
    const arn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
    const { findings, roles } = reviewed((dump, role) => {
      role('revenue-dataset').AttachedManagedPolicies.push({ PolicyName: 'AmazonS3ReadOnlyAccess', PolicyArn: arn })
      const Document = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['s3:Get*', 's3:List*'], Resource: '*' }],
      }
      dump.Policies.push({ Arn: arn, PolicyVersionList: [{ IsDefaultVersion: true, Document }] })
    })
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['ACCESS_EXTRA', 'MANAGED_POLICY_EXTRA']))
    expect(findings.find(({ code }) => code === 'MANAGED_POLICY_EXTRA')!.message).toContain(arn)
    expect(roles.filter(({ status }) => status === 'differs')).toHaveLength(1)
  })
})

describe('readDump', () => {
  it.each([
    { dump: 'not JSON', code: 'DUMP_NOT_JSON' },
    { dump: '{}', code: 'DUMP_INVALID' },
    { dump: '{"RoleDetailList":[{}]}', code: 'DUMP_INVALID' },
    { dump: '[]'.repeat(2), code: 'DUMP_NOT_JSON' },
    { dump: '{"RoleDetailList":[1]}', code: 'DUMP_INVALID' },
  ])('refuses $dump as $code', ({ dump, code }) => {
    expect(() => readDump(dump, 'dump.json')).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining('dump.json') }),
    )
  })

  it('reads the pages of a dump as one', () => {
    const [one, ...others] = dumpOf(neededRoles(), USED).RoleDetailList
    const pages = [{ RoleDetailList: [one] }, { RoleDetailList: others, Policies: [] }]
    expect(readDump(JSON.stringify(pages), 'pages.json')).toHaveLength(1 + others.length)
  })
})
