import { describe, expect, it } from 'vitest'
import {
  ENDPOINT_SERVICES,
  engineEndpointPolicy,
  engineNames,
  engineRoleArn,
  sharedEndpointPolicy,
  type EndpointService,
  type PolicyDocument,
} from '../../../policies/index.ts'
import { roleExternalId, roleSourceIdentity } from '../../../spec/index.ts'
import { everyPolicy, PLACES } from '../../../scripts/every-policy.ts'
import { ACCOUNT, admits, PLACE, type Ask } from './ask.ts'

const ENGINE = engineRoleArn(PLACE)
const SERVICE_ROLES = `arn:aws:iam::${ACCOUNT}:role${engineNames(PLACE).serviceRolePath}`
const DATASET = `${SERVICE_ROLES}crowsnest-revenue-dataset`
const OUTSIDERS = [
  `arn:aws:iam::${ACCOUNT}:role/admin`,
  `arn:aws:iam::${ACCOUNT}:role/crowsnest/us-east-2/mainly/services/x`,
  `arn:aws:iam::${ACCOUNT}:role/crowsnest/eu-west-1/main/services/x`,
  'arn:aws:iam::444455556666:role/crowsnest/us-east-2/main/services/x',
]
const services = Object.keys(ENDPOINT_SERVICES) as readonly EndpointService[]

/** A call that each service gets, as the policy of the endpoint sees it. */
const CALLS: Readonly<Record<EndpointService, Ask>> = {
  s3: ['s3:GetObject', 'arn:aws:s3:::acme-metrics/sales/1.csv'],
  sts: ['sts:AssumeRole', DATASET],
  sns: ['sns:Publish', `arn:aws:sns:us-east-2:${ACCOUNT}:oncall`],
  lambda: ['lambda:InvokeFunction', `arn:aws:lambda:us-east-2:${ACCOUNT}:function:act`],
  secretsmanager: ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:us-east-2:${ACCOUNT}:secret:x-a1B2c3`],
  monitoring: ['cloudwatch:GetMetricData', '*'],
  rds: ['rds:DescribeDBInstances', `arn:aws:rds:us-east-2:${ACCOUNT}:db:shop`],
  'redshift-data': ['redshift-data:ExecuteStatement', `arn:aws:redshift:us-east-2:${ACCOUNT}:cluster:shop`],
  athena: ['athena:StartQueryExecution', `arn:aws:athena:us-east-2:${ACCOUNT}:workgroup/crowsnest`],
  appflow: ['appflow:DescribeFlow', `arn:aws:appflow:us-east-2:${ACCOUNT}:flow/crm`],
  states: ['states:StartExecution', `arn:aws:states:us-east-2:${ACCOUNT}:stateMachine:crowsnest-main-map`],
}

describe.each([
  { of: 'an engine', policy: (service: EndpointService) => engineEndpointPolicy(service, PLACE) },
  { of: 'all engines of a region', policy: (service: EndpointService) => sharedEndpointPolicy(service, PLACE) },
])('the endpoint policies of $of', ({ of, policy }) => {
  // Only engines call these.
  it.each(services.filter((service) => service !== 'sts' && service !== 'states'))(
    'let the roles of detectors call %s',
    (service) => {
      expect(lets(policy(service), DATASET, CALLS[service])).toBe(true)
    },
  )

  it.each(services)('let nobody else call %s', (service) => {
    const outsiders = of === 'an engine' ? OUTSIDERS : OUTSIDERS.filter((role) => !role.includes('us-east-2/mainly'))
    expect(outsiders.filter((role) => lets(policy(service), role, CALLS[service]))).toEqual([])
  })

  it('let the engine assume the roles of its detectors, and no other role', () => {
    const context = {
      'sts:ExternalId': roleExternalId(PLACE, 'revenue', { kind: 'dataset' }),
      'sts:SourceIdentity': roleSourceIdentity('revenue'),
    }
    for (const action of ['sts:AssumeRole', 'sts:SetSourceIdentity']) {
      expect(lets(policy('sts'), ENGINE, [action, DATASET, context])).toBe(true)
      expect(lets(policy('sts'), ENGINE, [action, `arn:aws:iam::${ACCOUNT}:role/admin`, context])).toBe(false)
    }
  })

  it('let the engine start its state machine, and neither look at its executions nor stop them', () => {
    const { stateMachine } = engineNames(PLACE)
    const execution = `arn:aws:states:us-east-2:${ACCOUNT}:execution:${stateMachine}:revenue-1`
    expect(lets(policy('states'), ENGINE, CALLS.states)).toBe(true)
    expect(lets(policy('states'), ENGINE, ['states:DescribeExecution', execution])).toBe(false)
    expect(lets(policy('states'), ENGINE, ['states:StopExecution', execution])).toBe(false)
  })

  it('let the engine keep its state', () => {
    const owner = { 's3:ResourceAccount': ACCOUNT }
    const object = `arn:aws:s3:::${PLACE.stateBucket}/state/revenue/x`
    for (const ask of [
      ['s3:ListBucket', `arn:aws:s3:::${PLACE.stateBucket}`, { ...owner, 's3:prefix': 'state/revenue/' }],
      ['s3:GetObject', object, owner],
      ['s3:PutObject', object, { ...owner, 's3:if-none-match': '*' }],
      ['s3:DeleteObject', object, owner],
    ] as const) {
      expect(lets(policy('s3'), ENGINE, ask)).toBe(true)
    }
    expect(lets(policy('s3'), ENGINE, ['s3:PutBucketPolicy', `arn:aws:s3:::${PLACE.stateBucket}`, owner])).toBe(false)
  })
})

describe('the endpoint policies of an engine', () => {
  it("reach no bucket but the engine's with the engine's role", () => {
    const ask: Ask = ['s3:GetObject', 'arn:aws:s3:::elsewhere/state/x', { 's3:ResourceAccount': ACCOUNT }]
    expect(lets(engineEndpointPolicy('s3', PLACE), ENGINE, ask)).toBe(false)
  })

  it('follow an engine that runs with an existing role, or has a path of its own', () => {
    const engineRole = `arn:aws:iam::${ACCOUNT}:role/platform/engine`
    const context = { 'sts:ExternalId': roleExternalId(PLACE, 'revenue', { kind: 'dataset' }) }
    const ask: Ask = ['sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/teams/services/x`, context]
    const document = engineEndpointPolicy('sts', PLACE, { engineRole, rolePath: '/teams/' })
    expect([lets(document, engineRole, ask), lets(document, ENGINE, ask)]).toEqual([true, false])
  })
})

describe('ENDPOINT_SERVICES', () => {
  it('has every call that the roles of datasets and alerts make from the VPC', () => {
    const known = new Set<string>(Object.values(ENDPOINT_SERVICES).flat())
    const calls = [...everyPolicy(PLACES[0])]
      .filter(([name]) => /^(dataset|alert|combined|source)-/.test(name) && !name.endsWith('-trust'))
      .flatMap(([, { statements }]) => statements)
      // What another service does on the caller's behalf, or a signer on its own, does not pass through an endpoint.
      .filter(({ conditions }) => !Object.values(conditions).some((keys) => 'aws:CalledVia' in keys))
      .flatMap(({ actions }) => actions)
      .filter((action) => !/^(kms|glue|lakeformation|rds-db|redshift|redshift-serverless):/.test(action))
    expect(new Set(calls).difference(known)).toEqual(new Set())
    expect(new Set(calls).size).toBeGreaterThan(10)
  })
})

function lets(document: PolicyDocument, role: string, [action, resource, context = {}]: Ask): boolean {
  const session = `${role.replace(':iam:', ':sts:').replace(/:role\/(.*\/)?/, ':assumed-role/')}/interval`
  return admits(document, session, [action, resource, { ...context, 'aws:PrincipalArn': role }])
}
