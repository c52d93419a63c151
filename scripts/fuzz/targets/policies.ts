import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DeployedError } from '../../../policies/deployed/deployed-error.ts'
import { readDump } from '../../../policies/deployed/index.ts'
import { DiffError, diffPolicies } from '../../../policies/diff/index.ts'
import { EvaluationError, explainRequest, requestCases } from '../../../policies/evaluate/index.ts'
import { loadFacts } from '../../../policies/facts/index.ts'
import { lintPolicies } from '../../../policies/lint/index.ts'
import { type FuzzTarget, law, mayFail } from '../target.ts'

const folder = join(import.meta.dirname, '../../../test/golden/policies')
const golden = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => readFileSync(join(folder, name)))

const TOKENS = [
  ...[
    'Version',
    '2012-10-17',
    'Statement',
    'Effect',
    'Allow',
    'Deny',
    'Action',
    'NotAction',
    'Resource',
    'NotResource',
    'Principal',
  ],
  ...[
    'NotPrincipal',
    'Condition',
    'AWS',
    'Service',
    'Federated',
    'StringLike',
    'StringEquals',
    'ForAllValues:StringLike',
    'ArnLike',
  ],
  ...[
    'ForAnyValue:StringEquals',
    'StringEqualsIfExists',
    'NumericLessThan',
    'DateGreaterThan',
    'IpAddress',
    'BinaryEquals',
    'Bool',
    'Null',
  ],
  ...[
    'aws:SourceArn',
    'aws:SourceIp',
    'aws:PrincipalTag/x',
    'aws:CurrentTime',
    's3:prefix',
    's3:*',
    's3:GetObject',
    'iam:PassRole',
    '*',
  ],
  ...[
    'arn:aws:s3:::acme/*',
    'arn:aws:iam::111122223333:role/x',
    '${aws:username}',
    "${aws:PrincipalTag/x, 'none'}",
    '10.0.0.0/8',
  ],
]

/** Policies of `crowsnest lint`. */
export async function lintTarget(): Promise<FuzzTarget> {
  return {
    corpus: golden,
    tokens: TOKENS,
    shape: 'json',
    async run(input) {
      const [findings = []] = await lintPolicies([{ text: Buffer.from(input).toString(), file: 'fuzzed' }])
      for (const { message, help } of findings) law(message !== '' && help !== '', () => 'a finding says nothing')
    },
  }
}

const CASE = {
  name: 'case',
  request: {
    principal: 'arn:aws:sts::111122223333:assumed-role/app/run',
    action: 's3:GetObject',
    resource: { resource: 'arn:aws:s3:::acme/sales/a.csv', accountId: '111122223333' },
    contextVariables: {
      'aws:SourceIp': '10.1.2.3',
      'aws:CurrentTime': '2026-11-28T00:00:00Z',
      'aws:PrincipalTag/x': ['a', 'b'],
    },
  },
  identityPolicies: [
    {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['s3:Get*', 's3:List*'],
          Resource: 'arn:aws:s3:::acme/${aws:PrincipalTag/x}*/*.csv',
          Condition: {
            StringLike: { 'aws:PrincipalTag/x': ['a*', '?b'] },
            IpAddress: { 'aws:SourceIp': '10.0.0.0/8' },
            DateGreaterThan: { 'aws:CurrentTime': '2020-01-01' },
          },
        },
      ],
    },
  ],
  resourcePolicy: {
    Version: '2012-10-17',
    Statement: { Effect: 'Deny', Principal: '*', NotAction: 's3:*', Resource: '*' },
  },
  serviceControlPolicies: [{ orgIdentifier: 'root', policies: [{ Version: '2012-10-17', Statement: [] }] }],
}

/** Requests of `crowsnest evaluate`. */
export async function evaluateTarget(): Promise<FuzzTarget> {
  const facts = await loadFacts(['s3', 'sts', 'iam'])
  return {
    corpus: [Buffer.from(JSON.stringify(CASE)), Buffer.from(JSON.stringify([CASE, { ...CASE, sessionPolicy: null }]))],
    tokens: TOKENS,
    shape: 'json',
    async run(input) {
      const value = parsed(input)
      for (const { read } of value === undefined ? [] : requestCases(value, 'fuzzed')) {
        await mayFail([EvaluationError], () => {
          const { request, policies } = read()
          const { decision, reason } = explainRequest(request, policies, facts)
          law(
            /^(Allowed|ExplicitlyDenied|ImplicitlyDenied)$/.test(decision) && reason !== '',
            () => `${decision}: ${reason}`,
          )
        })
      }
    },
  }
}

/** Pairs of policies of `crowsnest diff`. */
export async function diffTarget(): Promise<FuzzTarget> {
  const documents = golden.filter(({ length }) => length < 3000).map((bytes) => JSON.parse(bytes.toString()) as unknown)
  return {
    corpus: documents.map((policy, index) =>
      Buffer.from(JSON.stringify([policy, documents[(index + 1) % documents.length]])),
    ),
    tokens: TOKENS,
    shape: 'json',
    run(input) {
      const value = parsed(input)
      const [before, after] = Array.isArray(value) ? (value as readonly unknown[]) : [value, value]
      return mayFail([EvaluationError, DiffError], () => {
        const { equivalent, added, removed } = diffPolicies(before, after)
        law(equivalent === (added.length + removed.length === 0), () => 'policies that are equivalent differ')
      })
    },
  }
}

const DUMP = {
  RoleDetailList: [
    {
      RoleName: 'a',
      Path: '/crowsnest/',
      Arn: 'arn:aws:iam::111122223333:role/crowsnest/a',
      AssumeRolePolicyDocument: '%7B%22Version%22%3A%222012-10-17%22%7D',
      RolePolicyList: [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: [] } }],
      AttachedManagedPolicies: [{ PolicyName: 'm', PolicyArn: 'arn:aws:iam::aws:policy/m' }],
      PermissionsBoundary: { PermissionsBoundaryArn: 'arn:aws:iam::aws:policy/b' },
      RoleLastUsed: { LastUsedDate: '2026-01-01T00:00:00Z', Region: 'eu-west-1' },
    },
  ],
  Policies: [{ Arn: 'arn:aws:iam::aws:policy/m', PolicyVersionList: [{ IsDefaultVersion: true, Document: '%7B%7D' }] }],
}

/** Dumps of an account that `crowsnest review` reads. */
export async function dumpTarget(): Promise<FuzzTarget> {
  return {
    corpus: [Buffer.from(JSON.stringify(DUMP)), Buffer.from(JSON.stringify([DUMP, DUMP]))],
    tokens: [...Object.keys(DUMP), ...Object.keys(DUMP.RoleDetailList[0]!), '%7B', '%', '%zz'],
    shape: 'json',
    run: (input) => mayFail([DeployedError], () => readDump(Buffer.from(input).toString(), 'fuzzed')),
  }
}

function parsed(input: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(input).toString())
  } catch {
    return undefined
  }
}
