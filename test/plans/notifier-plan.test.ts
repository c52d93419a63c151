import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkEmail,
  checkNotifier,
  planEmail,
  planNotifier,
  planNotifierNames,
  secretTextProblems,
} from '../../plans/index.ts'
import { notifierRole, toIamPolicy } from '../../policies/index.ts'
import { NOTIFIER_SERVICES, readNotifierEnvironment } from '../../spec/index.ts'

const PLACE = { partition: 'aws', region: 'eu-west-1', account: '111122223333' } as const
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:crowsnest/slack-oncall-a1B2c3'
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1111abcd-0000-4000-8000-00000000000a'

const channelNames = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,31}$/)

describe('planNotifier', () => {
  it('tells the function all that it needs, in the form that it reads', () => {
    const settings = {
      service: 'slack',
      channelName: 'oncall',
      options: { mention: 'here' },
      secretField: 'url',
    } as const
    const { environment } = planNotifier(settings, PLACE, SECRET)
    expect(readNotifierEnvironment(environment)).toEqual({
      service: 'slack',
      secret: SECRET,
      secretField: 'url',
      options: { mention: 'here' },
    })
  })

  it('writes the policies of the policy toolkit, and no other', () => {
    const boundary = 'arn:aws:iam::111122223333:policy/bound'
    const onFailure = 'arn:aws:sqs:eu-west-1:111122223333:undelivered'
    const { role } = planNotifier(
      {
        service: 'slack',
        channelName: 'oncall',
        options: {},
        secretKeyArn: KEY,
        logGroup: '/shared',
        onFailureArn: onFailure,
        rolePath: '/teams/',
        permissionsBoundary: boundary,
      },
      PLACE,
      SECRET,
    )
    const wanted = notifierRole(
      PLACE,
      { service: 'slack', channel: 'oncall', secret: SECRET, secretKey: KEY, logGroup: '/shared', onFailure },
      { rolePath: '/teams/', boundary },
    )
    expect(role.policies.map(({ json }) => JSON.parse(json) as unknown)).toEqual(
      wanted.documents.map((document) => JSON.parse(JSON.stringify(toIamPolicy(document))) as unknown),
    )
    expect([role.path, role.permissionsBoundary, role.attachment]).toEqual(['/teams/', boundary, 'inline'])
  })

  it('has names that AWS takes, of any channel and service', () => {
    fc.assert(
      fc.property(channelNames, fc.constantFrom(...NOTIFIER_SERVICES), (channelName, service) => {
        const { functionName, functionArn, secretName, logGroup } = planNotifierNames(
          { service, channelName, options: {} },
          PLACE,
        )
        expect(functionName).toMatch(/^[\w-]{1,64}$/)
        expect(functionArn.endsWith(`:${functionName}`)).toBe(true)
        expect(secretName).toMatch(/^crowsnest\/[\w-]{1,500}$/)
        expect(logGroup).toBe(`/aws/lambda/${functionName}`)
      }),
    )
  })
})

describe('checkNotifier', () => {
  it('has nothing against what may be', () => {
    expect(checkNotifier('slack', { given: new Set(['webhookUrl']), channelName: 'oncall' })).toEqual([])
    expect(
      checkNotifier('webhook', {
        given: new Set(['secretArn', 'secretField']),
        secretArn: SECRET,
        secretKeyArn: KEY,
        onFailureArn: 'arn:aws:sns:eu-west-1:111122223333:undelivered',
        options: { headers: { 'x-team': 'growth' } },
        memorySize: 128,
        timeout: 900,
        retries: 0,
        reservedConcurrency: 0,
        logRetentionDays: 0,
        architecture: 'x86_64',
      }),
    ).toEqual([])
  })

  it('finds what is wrong with everything at once, in the place where it is known to be', () => {
    const problems = checkNotifier(
      'datadog',
      {
        given: new Set(['apiKey', 'secretArn', 'secretField']),
        channelName: 'on call',
        options: { site: 'datadoghq.org', tags: { 'a b': 'c' } },
        secretArn: SECRET.replace('aws', 'aws-cn'),
        onFailureArn: 'arn:aws:lambda:eu-west-1:111122223333:function:x',
        timeout: 901,
        retries: 3,
      },
      PLACE,
    )
    expect(problems.map(({ path }) => path)).toEqual([
      'secretArn',
      'site',
      'eventTags.a b',
      'channelName',
      'secretArn',
      'onFailureArn',
      'timeout',
      'retries',
    ])
  })
})

describe('secretTextProblems', () => {
  it.each([
    ['slack', 'https://hooks.slack.com/services/a/b/c'],
    ['webhook', 'https://example.com/?token=x'],
    ['pagerduty', '0123456789abcdef0123456789abcdef'],
    ['datadog', 'abc'],
  ] as const)('of %s has nothing against %s', (service, text) => {
    expect(secretTextProblems(service, text)).toEqual([])
  })

  it.each([
    ['slack', 'webhookUrl', 'hooks.slack.com/topsecret'],
    ['slack', 'webhookUrl', 'http://hooks.slack.com/topsecret'],
    ['webhook', 'url', 'https://user:topsecret@example.com'],
    ['pagerduty', 'routingKey', 'topsecret key'],
    ['datadog', 'apiKey', ''],
  ] as const)('of %s says at %s what is wrong with %j, without showing it', (service, path, text) => {
    const problems = secretTextProblems(service, text)
    expect(problems.map((problem) => problem.path)).toEqual([path])
    expect(JSON.stringify(problems)).not.toContain('topsecret')
  })
})

describe('planEmail', () => {
  it('has a topic that takes nothing without TLS, and leaves who publishes to the roles of the account', () => {
    const { topicName, topicArn, topicPolicy } = planEmail('oncall', PLACE)
    expect([topicName, topicArn]).toEqual([
      'crowsnest-email-oncall',
      'arn:aws:sns:eu-west-1:111122223333:crowsnest-email-oncall',
    ])
    const { Statement } = JSON.parse(topicPolicy) as { readonly Statement: readonly Record<string, unknown>[] }
    expect(Statement).toEqual([
      expect.objectContaining({
        Effect: 'Deny',
        Action: ['sns:Publish'],
        Resource: [topicArn],
        Condition: { Bool: { 'aws:SecureTransport': ['false'] } },
      }),
    ])
  })
})

describe('checkEmail', () => {
  it('has nothing against what may be', () => {
    const addresses = ['a@example.com', 'Bob.Smith+alerts@sub.example.co.uk', undefined]
    expect(checkEmail({ given: new Set(), channelName: 'oncall', addresses, topicKeyArn: KEY })).toEqual([])
  })

  it.each([
    [{ addresses: [] }, 'addresses', /at least one address/],
    [{ addresses: Array.from({ length: 101 }, (_, i) => `a${i}@example.com`) }, 'addresses', /or a mailing list/],
    [{ addresses: ['a@example.com', 'example.com'] }, 'addresses[1]', /"example.com" is not an address/],
    [{ addresses: ['a@example.com', 'A@example.com'] }, 'addresses[1]', /is there twice/],
    [{ channelName: '' }, 'channelName', /not a name for a channel/],
    [{ topicKeyArn: 'alias/aws/sns' }, 'topicKeyArn', /not the ARN of a KMS key/],
    [{ given: new Set(['topicKeyArn', 'encrypted']) }, 'encrypted', /A topic with a key/],
  ])('finds %j wrong at %s', (draft, path, reason) => {
    expect(checkEmail({ given: new Set(), ...draft })).toEqual([
      { path, reason: expect.stringMatching(reason) as string },
    ])
  })
})
