import { describe, expect, it } from 'vitest'
import {
  evaluateRequest,
  flowBucketPolicy,
  peoplePolicies,
  policiesFor,
  queuePolicy,
  stateBucketPolicy,
  stateKeyPolicy,
  toIamPolicy,
  topicPolicy,
  engineBoundary,
  type PolicyOptions,
  type ResourcePolicy,
} from '../../../policies/index.ts'
import { withDefaults } from '../../../spec/index.ts'
import { ACCOUNT, admits, allows, expectAccess, KEY, OTHER_KEY, PLACE, type Ask } from './ask.ts'

const ENGINE = `arn:aws:iam::${ACCOUNT}:role/crowsnest/us-east-2/main/engine`
const ANALYST = `arn:aws:iam::${ACCOUNT}:role/analyst`
const STRANGER = `arn:aws:iam::${ACCOUNT}:role/stranger`
const TLS = { 'aws:SecureTransport': 'true' }
const EVERYTHING = {
  Version: '2012-10-17' as const,
  Statement: [{ Effect: 'Allow' as const, Action: ['*'], Resource: ['*'] }],
}

/** What a resource's policy leaves of the rights of somebody who may do everything. */
function leaves(
  document: Parameters<typeof toIamPolicy>[0],
  principal: string,
  [action, resource, context = {}]: Ask,
): boolean {
  const request = {
    principal,
    action,
    resource: { resource, accountId: ACCOUNT },
    contextVariables: { ...TLS, ...context },
  }
  return (
    evaluateRequest(request, { identityPolicies: [EVERYTHING], resourcePolicy: toIamPolicy(document) }).decision ===
    'Allowed'
  )
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
describe('the policy of the state bucket', () => {
  const policy = stateBucketPolicy({ ...PLACE, stateKey: KEY }, ENGINE, [ANALYST])
  const object = 'arn:aws:s3:::acme-crowsnest/state/revenue/g/points/1'

  it('leaves the state to the engine and the named people, even of administrators', () => {
    expect(leaves(policy, ENGINE, ['s3:PutObject', object])).toBe(true)
    expect(leaves(policy, ANALYST, ['s3:GetObject', object])).toBe(true)
    expect(leaves(policy, STRANGER, ['s3:GetObject', object])).toBe(false)
    expect(leaves(policy, STRANGER, ['s3:ListBucketVersions', 'arn:aws:s3:::acme-crowsnest'])).toBe(false)
    expect(leaves(policy, STRANGER, ['s3:DeleteObjectVersion', object])).toBe(false)
  })

  it('leaves what people say of anomalies to the engine and the named people', () => {
    const feedback = 'arn:aws:s3:::acme-crowsnest/detectors/revenue/feedback/482301/1.json'
    for (const action of ['s3:GetObject', 's3:PutObject']) {
      expect(leaves(policy, ENGINE, [action, feedback])).toBe(true)
      expect(leaves(policy, ANALYST, [action, feedback])).toBe(true)
      expect(leaves(policy, STRANGER, [action, feedback])).toBe(false)
    }
  })

  it('leaves what is declared to those who deploy it, who are other people than the engine', () => {
    const declared = 'arn:aws:s3:::acme-crowsnest/detectors/revenue/detector.json'
    expect(leaves(policy, STRANGER, ['s3:PutObject', declared])).toBe(true)
    expect(leaves(policy, STRANGER, ['s3:DeleteObject', declared])).toBe(true)
  })

  // HeadBucket, which terraform-provider-aws reads a bucket with, takes s3:ListBucket and has no prefix.
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
  it('lets those who deploy refresh the bucket', () => {
    const { documents } = peoplePolicies(PLACE).find(({ audience }) => audience === 'deployer')!
    const head: Ask = ['s3:ListBucket', 'arn:aws:s3:::acme-crowsnest']
    expect(
      allows(
        documents.flatMap((document) => document.statements),
        head,
      ),
    ).toBe(true)
    expect(leaves(policy, STRANGER, head)).toBe(true)
  })

  // terraform-provider-aws internal/service/s3/object.go: an object of a versioned bucket is deleted version by version.
  it('lets those who deploy remove the versions of what is declared, and list no others', () => {
    const { statements } = peoplePolicies(PLACE).find(({ audience }) => audience === 'deployer')!.documents[0]!
    const bucket = 'arn:aws:s3:::acme-crowsnest'
    const declared = { 's3:prefix': 'detectors/revenue/detector.json' }
    const allowed = (ask: Ask): boolean => leaves(policy, STRANGER, ask) && allows(statements, ask)
    expect(allowed(['s3:ListBucketVersions', bucket, declared])).toBe(true)
    expect(allowed(['s3:DeleteObjectVersion', `${bucket}/detectors/revenue/detector.json`])).toBe(true)
    expect(allowed(['s3:ListBucketVersions', bucket, { 's3:prefix': 'state/revenue/' }])).toBe(false)
    expect(allowed(['s3:ListBucketVersions', bucket])).toBe(false)
    expect(leaves(policy, STRANGER, ['s3:ListBucketVersions', bucket])).toBe(false)
  })

  it('trusts an engine that runs with a role of its owner', () => {
    const spec = withDefaults({
      detector: 'revenue',
      interval: 'PT1H',
      dataset: {
        source: { s3: { continuous: 's3://acme-metrics/live/{{yyyyMMdd}}/{{HHmm}}', format: { jsonLines: {} } } },
        timestamp: { column: 'at', format: 'UNIX' },
        measures: [{ column: 'revenue', aggregation: 'SUM' }],
      },
    })
    const { roles, resourcePolicies } = policiesFor(spec, PLACE, { engineRole: ANALYST, logGroup: '/acme/engine' })
    const trust = toIamPolicy(roles.find(({ kind }) => kind === 'dataset')!.trust)
    expect(trust.Statement.map(({ Principal }) => Principal)).toEqual([{ AWS: [ANALYST] }, { AWS: [ANALYST] }])
    const bucket = resourcePolicies.find(({ kind }) => kind === 'bucket')!.document
    expect(leaves(bucket, ANALYST, ['s3:PutObject', object])).toBe(true)
    expect(leaves(bucket, ENGINE, ['s3:PutObject', object])).toBe(false)
    const engine = JSON.stringify(roles.find(({ kind }) => kind === 'engine')!.documents)
    expect(engine).toContain('log-group:/acme/engine:log-stream:*')
  })

  it('leaves the bucket to those who deploy it, so that nobody is locked out', () => {
    expect(leaves(policy, STRANGER, ['s3:PutBucketPolicy', 'arn:aws:s3:::acme-crowsnest'])).toBe(true)
    expect(leaves(policy, STRANGER, ['s3:GetBucketPolicy', 'arn:aws:s3:::acme-crowsnest'])).toBe(true)
  })

  it('refuses what comes without TLS, and writes with another key', () => {
    expect(leaves(policy, ENGINE, ['s3:GetObject', object, { 'aws:SecureTransport': 'false' }])).toBe(false)
    const keyed = (key: string): boolean =>
      leaves(policy, ENGINE, ['s3:PutObject', object, { 's3:x-amz-server-side-encryption-aws-kms-key-id': key }])
    expect([keyed(KEY), keyed(OTHER_KEY)]).toEqual([true, false])
  })
})

// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
describe('the policy of the key of the state', () => {
  const policy = stateKeyPolicy({ ...PLACE, stateKey: KEY }, ENGINE, [ANALYST])
  const through = {
    'kms:ViaService': 's3.us-east-2.amazonaws.com',
    'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::acme-crowsnest',
  }

  it('lets the engine write and people read, through S3 and for this bucket', () => {
    expect(admits(policy, ENGINE, ['kms:GenerateDataKey', KEY, through])).toBe(true)
    expect(admits(policy, ANALYST, ['kms:Decrypt', KEY, through])).toBe(true)
    expect(admits(policy, ANALYST, ['kms:GenerateDataKey', KEY, through])).toBe(false)
    expect(admits(policy, ENGINE, ['kms:Decrypt', KEY])).toBe(false)
    expect(
      admits(policy, ENGINE, [
        'kms:Decrypt',
        KEY,
        { ...through, 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::other' },
      ]),
    ).toBe(false)
  })

  // KMS refuses a key policy with a wildcard in the ARN of a principal.
  it('names no pattern as a principal, and lets those who match it read', () => {
    const like = stateKeyPolicy({ ...PLACE, stateKey: KEY }, ENGINE, [`arn:aws:iam::${ACCOUNT}:role/ana*`])
    const principals = toIamPolicy(like).Statement.map(({ Principal }) => JSON.stringify(Principal))
    expect(principals.filter((principal) => principal.includes('*'))).toEqual([])
    expect(leaves(like, ANALYST, ['kms:Decrypt', KEY, through])).toBe(true)
    expect(leaves(like, ANALYST, ['kms:GenerateDataKey', KEY, through])).toBe(false)
    expect(leaves(like, ANALYST, ['kms:Decrypt', KEY])).toBe(false)
    expect(leaves(like, STRANGER, ['kms:Decrypt', KEY, through])).toBe(false)
  })

  it('lets the account manage it and gives nobody its use', () => {
    expect(leaves(policy, STRANGER, ['kms:PutKeyPolicy', KEY])).toBe(true)
    expect(leaves(policy, STRANGER, ['kms:Decrypt', KEY, through])).toBe(false)
  })
})

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/US_SetupSNS.html
describe('the policy of a topic', () => {
  const topic = `arn:aws:sns:us-east-2:${ACCOUNT}:crowsnest-main`
  const alarm = `arn:aws:cloudwatch:us-east-2:${ACCOUNT}:alarm:late`
  const from = (arn: string, account = ACCOUNT): Ask => [
    'sns:Publish',
    topic,
    { ...TLS, 'aws:SourceArn': arn, 'aws:SourceAccount': account },
  ]

  it('lets these alarms of this account in, and no service in their name', () => {
    const policy = topicPolicy(PLACE, topic, { alarms: ['late'] })
    expect(admits(policy, 'cloudwatch.amazonaws.com', from(alarm))).toBe(true)
    expect(admits(policy, 'cloudwatch.amazonaws.com', from(`${alarm}r`))).toBe(false)
    expect(admits(policy, 'cloudwatch.amazonaws.com', from(alarm, '444455556666'))).toBe(false)
    expect(admits(policy, 'events.amazonaws.com', from(alarm))).toBe(false)
  })

  it('checks the account alone for alarms whose names no policy takes', () => {
    const policy = topicPolicy(PLACE, topic, { alarms: ['verspätet'] })
    expect(admits(policy, 'cloudwatch.amazonaws.com', from(alarm))).toBe(true)
    expect(admits(policy, 'cloudwatch.amazonaws.com', from(alarm, '444455556666'))).toBe(false)
  })
})

/** A write of AppFlow for an account. */
function delivery(key: string, account = ACCOUNT): Ask {
  return ['s3:PutObject', `arn:aws:s3:::acme-flows/${key}`, { ...TLS, 'aws:SourceAccount': account }]
}

describe('the policy of a bucket that a flow delivers into', () => {
  const policy = flowBucketPolicy(PLACE, { flow: 'crm', bucket: 'acme-flows', prefix: 'sales/' })
  it("lets AppFlow write into the folder of the flow, and nobody else's flow or another service", () => {
    expect(admits(policy, 'appflow.amazonaws.com', delivery('sales/crm/1/part-0'))).toBe(true)
    expect(admits(policy, 'appflow.amazonaws.com', delivery('sales/crm2/1/part-0'))).toBe(false)
    expect(admits(policy, 'appflow.amazonaws.com', delivery('sales/crm/1/part-0', '444455556666'))).toBe(false)
    expect(admits(policy, 'events.amazonaws.com', delivery('sales/crm/1/part-0'))).toBe(false)
  })

  it('takes names of flows that AppFlow takes, as they stand', () => {
    const odd = flowBucketPolicy(PLACE, { flow: 'crm!@#1', bucket: 'acme-flows', prefix: '' })
    expect(admits(odd, 'appflow.amazonaws.com', delivery('crm!@#1/a'))).toBe(true)
    expect(() => flowBucketPolicy(PLACE, { flow: 'crm*', bucket: 'acme-flows', prefix: '' })).toThrow('NAME_INVALID')
  })
})

describe('the policy of the queue of lost wake-ups', () => {
  it('takes messages of the scheduler only', () => {
    const queue = `arn:aws:sqs:us-east-2:${ACCOUNT}:lost`
    const policy = queuePolicy(PLACE, queue, ENGINE)
    expect(leaves(policy, ENGINE, ['sqs:SendMessage', queue])).toBe(true)
    expect(leaves(policy, STRANGER, ['sqs:SendMessage', queue])).toBe(false)
    expect(leaves(policy, STRANGER, ['sqs:ReceiveMessage', queue])).toBe(true)
  })
})

const THEIRS = '444455556666'

function policies(options: PolicyOptions = {}, topicAccount = ACCOUNT): ReturnType<typeof policiesFor> {
  const spec = withDefaults({
    detector: 'revenue',
    interval: 'PT1H',
    dataset: {
      source: { s3: { continuous: 's3://acme/sales/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } } },
      timestamp: { column: 't', format: 'yyyy-MM-dd HH' },
      measures: [{ column: 'v', aggregation: 'SUM' }],
    },
    alerts: [{ name: 'oncall', channel: { sns: { topic: `arn:aws:sns:us-east-2:${topicAccount}:oncall` } } }],
  })
  return policiesFor(spec, PLACE, options)
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
describe('a dataset of another account', () => {
  const key = `arn:aws:kms:us-east-2:${THEIRS}:key/3333abcd-0000-4000-8000-00000000000c`
  const { roles, resourcePolicies } = policies({ dataset: { account: THEIRS, encryption: { key, bucketKeys: true } } })
  const role = roles.find(({ kind }) => kind === 'dataset')!
  const of = (kind: ResourcePolicy['kind']) =>
    toIamPolicy(resourcePolicies.find((each) => each.kind === kind)!.document)
  const ask = (
    action: string,
    resource: string,
    context: Ask[2],
    resourcePolicy?: ReturnType<typeof toIamPolicy>,
    principal = role.arn,
  ): string =>
    evaluateRequest(
      {
        principal,
        action,
        resource: { resource, accountId: THEIRS },
        contextVariables: { 's3:ResourceAccount': THEIRS, ...context },
      },
      { identityPolicies: role.documents.map(toIamPolicy), ...(resourcePolicy && { resourcePolicy }) },
    ).decision

  it('needs both sides, and both are generated', () => {
    const object = 'arn:aws:s3:::acme/sales/20260101/0500/a.csv'
    expect(ask('s3:GetObject', object, {}, of('dataset-bucket'))).toBe('Allowed')
    expect(ask('s3:GetObject', object, {})).toBe('ImplicitlyDenied')
    expect(ask('s3:GetObject', object, {}, of('dataset-bucket'), STRANGER)).toBe('ImplicitlyDenied')
    expect(ask('s3:ListBucket', 'arn:aws:s3:::acme', { 's3:prefix': 'sales/2026' }, of('dataset-bucket'))).toBe(
      'Allowed',
    )
    expect(ask('s3:ListBucket', 'arn:aws:s3:::acme', { 's3:prefix': 'hr/' }, of('dataset-bucket'))).toBe(
      'ImplicitlyDenied',
    )
    const through = {
      'kms:ViaService': 's3.us-east-2.amazonaws.com',
      'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::acme',
    }
    expect(ask('kms:Decrypt', key, through, of('dataset-key'))).toBe('Allowed')
    expect(ask('kms:Decrypt', key, {}, of('dataset-key'))).toBe('ImplicitlyDenied')
  })

  it('has nothing to add within one account', () => {
    expect(policies().resourcePolicies.map(({ kind }) => kind)).toEqual(['bucket'])
    expect(policies({}, THEIRS).resourcePolicies.map(({ kind }) => kind)).toEqual(['bucket', 'topic'])
  })
})

// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
describe('the policies of VPC endpoints', () => {
  const network = { subnets: ['subnet-0a1b2c3d'], securityGroups: ['sg-0a1b2c3d'] }
  const { roles, resourcePolicies } = policies({ network })
  const endpoint = (service: string) =>
    toIamPolicy(resourcePolicies.find(({ resource }) => resource === service)!.document)
  const dataset = roles.find(({ kind }) => kind === 'dataset')!.arn
  const pass = (service: string, principal: string, action: string, resource: string, context: Ask[2] = {}): boolean =>
    evaluateRequest(
      {
        principal,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: { 's3:ResourceAccount': ACCOUNT, ...context },
      },
      { identityPolicies: [EVERYTHING], vpcEndpointPolicies: [endpoint(service)] },
    ).decision === 'Allowed'

  it('let each role through for its own, and nobody else', () => {
    const object = 'arn:aws:s3:::acme/sales/a.csv'
    expect(pass('s3', dataset, 's3:GetObject', object)).toBe(true)
    expect(pass('s3', dataset, 's3:GetObject', 'arn:aws:s3:::acme-crowsnest/state/x')).toBe(false)
    expect(pass('s3', dataset, 's3:PutObject', object)).toBe(false)
    expect(pass('s3', STRANGER, 's3:GetObject', object)).toBe(false)
    expect(pass('s3', `arn:aws:iam::${THEIRS}:role/x`, 's3:PutObject', object)).toBe(false)
  })

  it('exist for what the roles call', () => {
    expect(resourcePolicies.filter(({ kind }) => kind === 'endpoint').map(({ resource }) => resource)).toEqual([
      's3',
      'sns',
      'sts',
    ])
    expect(policies().resourcePolicies.some(({ kind }) => kind === 'endpoint')).toBe(false)
  })
})

function stack(name: string): string {
  return `arn:aws:cloudformation:us-east-2:${ACCOUNT}:stack/${name}/9259b771-0000-4000-8000-000000000000`
}

describe('the policies of people', () => {
  const documents = Object.fromEntries(
    peoplePolicies({ ...PLACE, stateKey: KEY }, { detectors: 'intern-*' }).map(({ audience, documents: list }) => [
      audience,
      list.flatMap(({ statements }) => statements),
    ]),
  )
  const bucket = 'arn:aws:s3:::acme-crowsnest'
  const declared = `${bucket}/detectors/intern-1/dataset.json`
  const history = `${bucket}/state/intern-1/g/groups/1`
  const feedback = `${bucket}/detectors/intern-1/feedback/482301/1.json`
  const engine = `arn:aws:lambda:us-east-2:${ACCOUNT}:function:crowsnest-main`

  // The guide's example limits users to resources whose names begin with `intern-`. Guide: Identity-based IAM policies.
  it('let readers see the detectors that they are for', () => {
    expectAccess(
      documents['reader']!,
      { read: ['s3:GetObject', history], list: ['s3:ListBucket', bucket, { 's3:prefix': 'state/intern-1/' }] },
      {
        'read others': ['s3:GetObject', `${bucket}/state/revenue/g/groups/1`],
        'list others': ['s3:ListBucket', bucket, { 's3:prefix': 'state/' }],
        write: ['s3:PutObject', feedback, { 's3:if-none-match': '*' }],
        wake: ['lambda:InvokeFunction', engine],
      },
    )
  })

  it('let reviewers add feedback and change nothing', () => {
    expectAccess(
      documents['reviewer']!,
      {
        read: ['s3:GetObject', history],
        'read feedback': ['s3:GetObject', feedback],
        'give feedback': ['s3:PutObject', feedback, { 's3:if-none-match': '*' }],
      },
      {
        'change feedback': ['s3:PutObject', feedback],
        'remove feedback': ['s3:DeleteObject', feedback],
        'give feedback to others': [
          's3:PutObject',
          `${bucket}/detectors/revenue/feedback/482301/1.json`,
          { 's3:if-none-match': '*' },
        ],
        'add an alert': ['s3:PutObject', `${bucket}/detectors/intern-1/alerts/a.json`, { 's3:if-none-match': '*' }],
        'add an event': ['s3:PutObject', `${bucket}/detectors/intern-1/events/0.json`, { 's3:if-none-match': '*' }],
        'change history': ['s3:PutObject', history, { 's3:if-none-match': '*' }],
        declare: ['s3:PutObject', declared],
      },
    )
  })

  it('let operators run the engine without declaring anything', () => {
    const scheduler = `arn:aws:scheduler:us-east-2:${ACCOUNT}:schedule/crowsnest-main/revenue`
    expectAccess(
      documents['operator']!,
      { wake: ['lambda:InvokeFunction', engine], pause: ['scheduler:UpdateSchedule', scheduler] },
      { declare: ['s3:PutObject', declared], 'change the function': ['lambda:UpdateFunctionCode', engine] },
    )
  })

  it('let administrators declare detectors and leave history alone', () => {
    expectAccess(
      documents['administrator']!,
      { declare: ['s3:PutObject', declared], remove: ['s3:DeleteObject', declared] },
      {
        'declare others': ['s3:PutObject', `${bucket}/detectors/revenue/dataset.json`],
        'change history': ['s3:DeleteObject', history],
        'make roles': ['iam:CreateRole', `arn:aws:iam::${ACCOUNT}:role/crowsnest/us-east-2/main/x`],
      },
    )
  })

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
  it('let deployers make bounded roles below the path, and pass them to their service only', () => {
    const role = policies().roles.find(({ kind }) => kind === 'engine')!.arn
    const boundary = `arn:aws:iam::${ACCOUNT}:policy/crowsnest/us-east-2/main/boundary`
    const bounded = { 'iam:PermissionsBoundary': boundary }
    expectAccess(
      documents['deployer']!,
      {
        'make a role': ['iam:CreateRole', role, bounded],
        'give it a policy': ['iam:PutRolePolicy', role, bounded],
        'pass it': ['iam:PassRole', role, { 'iam:PassedToService': 'lambda.amazonaws.com' }],
      },
      {
        'make a role without boundary': ['iam:CreateRole', role],
        'with another boundary': ['iam:CreateRole', role, { 'iam:PermissionsBoundary': `${boundary}2` }],
        'a role elsewhere': ['iam:CreateRole', `arn:aws:iam::${ACCOUNT}:role/Admin`, bounded],
        'give a policy to a role elsewhere': ['iam:PutRolePolicy', `arn:aws:iam::${ACCOUNT}:role/Admin`, bounded],
        'attach a managed policy': ['iam:AttachRolePolicy', role, bounded],
        'take the boundary off': ['iam:DeleteRolePermissionsBoundary', role, bounded],
        'change the boundary': ['iam:CreatePolicyVersion', boundary],
        'pass it to EC2': ['iam:PassRole', role, { 'iam:PassedToService': 'ec2.amazonaws.com' }],
        'pass a service role': [
          'iam:PassRole',
          role.replace('crowsnest-main-engine', 'services/crowsnest-revenue-dataset'),
          { 'iam:PassedToService': 'lambda.amazonaws.com' },
        ],
        'become a service role': ['sts:AssumeRole', role],
        'read the history': ['s3:GetObject', history],
        'another function': ['lambda:UpdateFunctionCode', `${engine}-2`],
      },
    )
  })

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html
  it('let deployers with CloudFormation work on stacks of our names, and do in them what they may with Pulumi', () => {
    const boundary = `arn:aws:iam::${ACCOUNT}:policy/crowsnest/us-east-2/main/boundary`
    // As the templates name it: with a part of the stack's id.
    const role = `arn:aws:iam::${ACCOUNT}:role/crowsnest/us-east-2/main/crowsnest-main-engine-9259b771`
    const bounded = { 'iam:PermissionsBoundary': boundary }
    expectAccess(
      documents['stack-deployer']!,
      {
        'begin a change': ['cloudformation:CreateChangeSet', stack('crowsnest-main')],
        'make it': ['cloudformation:ExecuteChangeSet', stack('crowsnest-orders')],
        'remove a stack': ['cloudformation:DeleteStack', stack('crowsnest-orders')],
        'make a role': ['iam:CreateRole', role, bounded],
        'pass it': ['iam:PassRole', role, { 'iam:PassedToService': 'lambda.amazonaws.com' }],
        'pass that of schedules': [
          'iam:PassRole',
          role.replace('-engine-', '-scheduler-'),
          { 'iam:PassedToService': 'scheduler.amazonaws.com' },
        ],
        'read the code': ['s3:GetObject', 'arn:aws:s3:::acme-code/crowsnest/engine-0.1.0.zip'],
        'ask the function to declare': ['lambda:InvokeFunction', engine],
        'tell of alarms': ['sns:Subscribe', `arn:aws:sns:us-east-2:${ACCOUNT}:crowsnest-main-alarms`],
        'make the dashboard': [
          'cloudwatch:PutDashboard',
          `arn:aws:cloudwatch::${ACCOUNT}:dashboard/crowsnest-main-us-east-2`,
        ],
      },
      {
        'change a stack of others': ['cloudformation:CreateChangeSet', stack('billing')],
        'remove one': ['cloudformation:DeleteStack', stack('billing')],
        'leave it to a role of CloudFormation': [
          'iam:PassRole',
          role,
          { 'iam:PassedToService': 'cloudformation.amazonaws.com' },
        ],
        'make a role without boundary': ['iam:CreateRole', role],
        'declare past the function': ['s3:PutObject', `${bucket}/detectors/revenue/detector.json`],
        'read the history': ['s3:GetObject', history],
        'read other objects': ['s3:GetObject', 'arn:aws:s3:::acme-code/crowsnest/secrets.txt'],
        'protect nothing': ['cloudformation:SetStackPolicy', stack('crowsnest-main')],
      },
    )
  })

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/introduction_attribute-based-access-control.html
  it('compare a tag of the person and of the resource where one is named', () => {
    const tagged = peoplePolicies(PLACE, { tag: 'team' }).find(({ audience }) => audience === 'operator')
    const statements = tagged!.documents.flatMap((document) => document.statements)
    const growth = { 'aws:PrincipalTag/team': 'growth' }
    expectAccess(
      statements,
      { 'of my team': ['lambda:InvokeFunction', engine, { ...growth, 'aws:ResourceTag/team': 'growth' }] },
      {
        'of another team': ['lambda:InvokeFunction', engine, { ...growth, 'aws:ResourceTag/team': 'finance' }],
        'without tags': ['lambda:InvokeFunction', engine],
        'by somebody without the tag': ['lambda:InvokeFunction', engine, { 'aws:ResourceTag/team': 'growth' }],
      },
    )
  })
})

describe('the permissions boundary', () => {
  it('allows everything that any generated role does, and nothing of IAM', () => {
    const boundary = toIamPolicy(engineBoundary(PLACE))
    const { roles } = policies({
      tracing: true,
      network: { subnets: ['subnet-0a1b2c3d'], securityGroups: ['sg-0a1b2c3d'] },
    })
    const bounded = (action: string, resource: string): boolean =>
      evaluateRequest(
        { principal: ENGINE, action, resource: { resource, accountId: ACCOUNT }, contextVariables: {} },
        { identityPolicies: [EVERYTHING], permissionBoundaryPolicies: [boundary] },
      ).decision === 'Allowed'
    const needed = roles
      .flatMap(({ documents }) => documents.flatMap(({ statements }) => statements))
      .filter(({ effect }) => effect === 'Allow')
    const others = needed.flatMap(({ actions, resources }) =>
      actions.filter((a) => !a.startsWith('sts:')).map((a) => [a, resources[0]!.replaceAll('*', 'x')] as const),
    )
    expect(others.filter(([action, resource]) => !bounded(action, resource === 'x' ? '*' : resource))).toEqual([])
    expect(bounded('iam:PutRolePolicy', ENGINE)).toBe(false)
    expect(bounded('s3:PutBucketPolicy', 'arn:aws:s3:::acme')).toBe(false)
  })
})
