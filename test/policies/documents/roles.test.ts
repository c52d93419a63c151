import { assert as assertLaw, property, stringMatching } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { policiesFor, policySize, POLICY_LIMITS } from '../../../policies/index.ts'
import { parseArn, roleExternalId, roleSourceIdentity, withDefaults } from '../../../spec/index.ts'
import { ACCOUNT, admits, expectAccess, KEY, PLACE } from './ask.ts'
import { detector, roleOf, statementsOf, TOPIC } from './sample-roles.ts'

const FUNCTION = `arn:aws:lambda:us-east-2:${ACCOUNT}:function:act`
const ENGINE = roleOf('engine').arn

// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html
describe('the trust policy of a service role', () => {
  const { trust, arn, protection } = roleOf('dataset')
  const id = `crowsnest:us-east-2:${ACCOUNT}:detector/revenue/dataset`
  const assume = (principal: string, externalId?: string): boolean =>
    admits(trust, principal, ['sts:AssumeRole', arn, externalId === undefined ? {} : { 'sts:ExternalId': externalId }])

  it('lets the engine in with the external id of this detector and purpose, and nobody else', () => {
    expect(assume(ENGINE, id)).toBe(true)
    expect(assume(ENGINE)).toBe(false)
    expect(assume(ENGINE, `crowsnest:us-east-2:${ACCOUNT}:detector/other/dataset`)).toBe(false)
    expect(assume(ENGINE, `crowsnest:us-east-2:${ACCOUNT}:detector/revenue/alert/oncall`)).toBe(false)
    expect(assume(ENGINE, `crowsnest:eu-west-1:${ACCOUNT}:detector/revenue/dataset`)).toBe(false)
    expect(assume(`${ENGINE}2`, id)).toBe(false)
    expect(assume(`arn:aws:iam::444455556666:role/engine`, id)).toBe(false)
    expect(assume('lambda.amazonaws.com', id)).toBe(false)
    expect(protection).toMatchObject({ kind: 'external-id', keys: ['sts:ExternalId'] })
  })

  it('lets a session carry the name of this detector only', () => {
    const named = ['detector-revenue', 'detector-other'].map((identity) =>
      admits(trust, ENGINE, ['sts:SetSourceIdentity', arn, { 'sts:SourceIdentity': identity }]),
    )
    expect(named).toEqual([true, false])
  })

  it('has one action of STS in each statement, because each knows keys of its own', () => {
    expect(trust.statements.map(({ actions }) => actions)).toEqual([['sts:AssumeRole'], ['sts:SetSourceIdentity']])
  })

  it('takes the ids of the dataset and of every alert for a combined role', () => {
    const combined = roleOf('combined', { roles: 'combined' }, detector('revenue', ['a', 'b']))
    for (const end of ['dataset', 'alert/a', 'alert/b']) {
      const externalId = `crowsnest:us-east-2:${ACCOUNT}:detector/revenue/${end}`
      expect(admits(combined.trust, ENGINE, ['sts:AssumeRole', combined.arn, { 'sts:ExternalId': externalId }])).toBe(
        true,
      )
    }
  })
})

describe('external ids and source identities', () => {
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
  const names = stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/)

  it('are what STS takes, and differ for different detectors', () => {
    assertLaw(
      property(names, names, names, (one, other, alert) => {
        const ids = [one, other].map((name) => roleExternalId(PLACE, name, { kind: 'alert', alert }))
        const identities = [one, other].map(roleSourceIdentity)
        for (const id of ids) expect(id).toMatch(/^[\w+=,.@:/-]{2,1224}$/)
        for (const identity of identities) expect(identity).toMatch(/^[\w+=,.@-]{2,64}$/)
        expect(ids[0] === ids[1]).toBe(one === other)
        expect(identities[0] === identities[1]).toBe(one === other)
      }),
    )
  })

  it('never mistake a dataset for an alert', () => {
    assertLaw(
      property(names, names, names, (one, other, alert) => {
        expect(roleExternalId(PLACE, one, { kind: 'dataset' })).not.toBe(
          roleExternalId(PLACE, other, { kind: 'alert', alert }),
        )
      }),
    )
  })
})

function all(place = {}, name = 'revenue'): readonly string[] {
  const { roles } = policiesFor(detector(name, ['oncall', 'on-call', 'alert-oncall']), { ...PLACE, ...place })
  return roles.map((role) => role.name.toLowerCase())
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
describe('role names', () => {
  const names = stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/)

  it('are what IAM takes, whatever the detectors and alerts are called', () => {
    assertLaw(
      property(names, names, (name, alert) => {
        for (const role of policiesFor(detector(name, [alert]), PLACE).roles) {
          expect(role.name).toMatch(/^[\w+=,.@-]{1,64}$/)
          expect(parseArn(role.arn)?.resource).toBe(`role${role.path}${role.name}`)
        }
      }),
    )
  })

  it('are the same every time and differ, without regard to case, for detectors, alerts, engines and regions', () => {
    expect(all()).toEqual(all())
    const many = [
      ...all(),
      ...all({ region: 'eu-west-1' }).slice(0, 3),
      ...all({ engine: 'second' }),
      ...all({}, 'REVENUE').slice(2),
    ]
    expect(new Set(many).size).toBe(many.length)
  })
})

// https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
describe('the role of the scheduler', () => {
  const queue = `arn:aws:sqs:us-east-2:${ACCOUNT}:lost`
  const role = roleOf('scheduler', { deadLetter: { queue, key: KEY } })
  const assume = (arn: string, account = ACCOUNT, service = 'scheduler.amazonaws.com'): boolean =>
    admits(role.trust, service, ['sts:AssumeRole', role.arn, { 'aws:SourceArn': arn, 'aws:SourceAccount': account }])

  it('is assumed for the group of this engine', () => {
    const group = `arn:aws:scheduler:us-east-2:${ACCOUNT}:schedule-group/crowsnest-main`
    expect(assume(group)).toBe(true)
    expect(assume(`${group}2`)).toBe(false)
    expect(assume(`arn:aws:scheduler:us-east-2:${ACCOUNT}:schedule/crowsnest-main/x`)).toBe(false)
    expect(assume(group, '444455556666')).toBe(false)
    expect(assume(group, ACCOUNT, 'events.amazonaws.com')).toBe(false)
    expect(admits(role.trust, 'scheduler.amazonaws.com', ['sts:AssumeRole', role.arn])).toBe(false)
  })

  it('wakes the engine and keeps what failed', () => {
    expectAccess(
      statementsOf(role),
      {
        wake: ['lambda:InvokeFunction', `arn:aws:lambda:us-east-2:${ACCOUNT}:function:crowsnest-main`],
        keep: ['sqs:SendMessage', queue],
        encrypt: [
          'kms:GenerateDataKey',
          KEY,
          { 'kms:ViaService': 'sqs.us-east-2.amazonaws.com', 'kms:EncryptionContext:aws:sqs:arn': queue },
        ],
      },
      {
        'call another': ['lambda:InvokeFunction', `arn:aws:lambda:us-east-2:${ACCOUNT}:function:crowsnest-main2`],
        'call an old version': [
          'lambda:InvokeFunction',
          `arn:aws:lambda:us-east-2:${ACCOUNT}:function:crowsnest-main:1`,
        ],
        read: ['sqs:ReceiveMessage', queue],
      },
    )
  })
})

describe('the role of an alert', () => {
  it('publishes to its topic, with its key for this topic', () => {
    const via = { 'kms:ViaService': 'sns.us-east-2.amazonaws.com' }
    const context = 'kms:EncryptionContext:aws:sns:topicArn'
    expectAccess(
      statementsOf(roleOf('alert', { topicKeys: { oncall: KEY } })),
      { publish: ['sns:Publish', TOPIC], encrypt: ['kms:GenerateDataKey', KEY, { ...via, [context]: TOPIC }] },
      {
        'to another': ['sns:Publish', `${TOPIC}2`],
        subscribe: ['sns:Subscribe', TOPIC],
        'encrypt for another': ['kms:GenerateDataKey', KEY, { ...via, [context]: `${TOPIC}2` }],
        'encrypt directly': ['kms:GenerateDataKey', KEY, { [context]: TOPIC }],
      },
    )
  })

  // Qualified and unqualified ARNs are different resources:
  // https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html
  it.each([
    { target: FUNCTION, other: `${FUNCTION}:live` },
    { target: `${FUNCTION}:live`, other: FUNCTION },
    { target: `${FUNCTION}:$LATEST`, other: `${FUNCTION}:1` },
  ])('calls $target and not $other', ({ target, other }) => {
    const spec = detector('revenue', [])
    const channel = { kind: 'lambda', function: target } as const
    const withFunction = {
      ...spec,
      alerts: [{ name: 'f', description: '', threshold: 70, measures: [], dimensions: {}, channel, role: null }],
    }
    expectAccess(
      statementsOf(roleOf('alert', {}, withFunction)),
      { call: ['lambda:InvokeFunction', target] },
      { 'call another': ['lambda:InvokeFunction', other], 'change it': ['lambda:UpdateFunctionCode', target] },
    )
  })

  it('does not exist for logs and webhooks, nor one of a dataset for folders', () => {
    const spec = withDefaults({
      detector: 'local',
      interval: 'P1D',
      dataset: {
        source: { folder: { historical: './data', format: { csv: {} } } },
        timestamp: { column: 't', format: 'yyyy-MM-dd' },
        measures: [{ column: 'v', aggregation: 'SUM' }],
      },
      alerts: [
        { name: 'a', channel: { log: {} } },
        { name: 'b', channel: { webhook: { url: 'https://example.com' } } },
      ],
    })
    expect(policiesFor(spec, PLACE).roles.map(({ kind }) => kind)).toEqual(['engine', 'scheduler'])
    expect(policiesFor(spec, PLACE, { roles: 'combined' }).roles.map(({ kind }) => kind)).toEqual([
      'engine',
      'scheduler',
    ])
  })
})

describe('the sizes of roles', () => {
  it('keep to the quotas for the longest names and most alerts', () => {
    const long = 'a'.repeat(63)
    const alerts = Array.from({ length: 10 }, (_, i) => `${'b'.repeat(62)}${i}`)
    const topicKeys = Object.fromEntries(alerts.map((alert) => [alert, KEY]))
    for (const role of policiesFor(detector(long, alerts), PLACE, { topicKeys }).roles) {
      expect(policySize(role.trust)).toBeLessThanOrEqual(POLICY_LIMITS.trust)
      const limit = role.attachment === 'inline' ? POLICY_LIMITS.inline : POLICY_LIMITS.managed
      const sizes = role.documents.map(policySize)
      expect(role.attachment === 'inline' ? sizes.reduce((a, b) => a + b) : Math.max(...sizes)).toBeLessThanOrEqual(
        limit,
      )
    }
    // Ten external ids of such names outgrow the trust policy of one role, unless its quota was raised.
    const combined = { topicKeys, roles: 'combined' } as const
    expect(() => policiesFor(detector(long, alerts), PLACE, combined)).toThrow('[TRUST_TOO_LARGE]')
    expect(policiesFor(detector(long, alerts), PLACE, { ...combined, trustLimit: 4_096 }).roles).toHaveLength(3)
  })
})
