import { describe, expect, it } from 'vitest'
import { NOTIFIER_SERVICES } from '../../../spec/index.ts'
import { notifierNames, notifierRole, type NotifierNeeds, type Role, type Statement } from '../../../policies/index.ts'
import { ACCOUNT, allows, expectAccess, KEY, OTHER_KEY, PLACE, type Ask } from './ask.ts'

const SECRET = `arn:aws:secretsmanager:us-east-2:${ACCOUNT}:secret:crowsnest/slack-oncall-a1B2c3`
const FUNCTION = `arn:aws:lambda:us-east-2:${ACCOUNT}:function:crowsnest-slack-oncall`
const CURRENT = { 'secretsmanager:VersionStage': 'AWSCURRENT', 'lambda:SourceFunctionArn': FUNCTION }
const needs: NotifierNeeds = { service: 'slack', channel: 'oncall', secret: SECRET }

describe('notifierRole', () => {
  it('reads the current version of one secret, from its own function', () => {
    expectAccess(
      statementsOf(notifierRole(PLACE, needs)),
      { 'its secret': read(SECRET) },
      {
        'another secret': read(SECRET.replace('oncall', 'others')),
        'an older version': read(SECRET, { ...CURRENT, 'secretsmanager:VersionStage': 'AWSPREVIOUS' }),
        'a version by its id': read(SECRET, { 'lambda:SourceFunctionArn': FUNCTION }),
        'another function': read(SECRET, { ...CURRENT, 'lambda:SourceFunctionArn': `${FUNCTION}-2` }),
        'nobody knows who': read(SECRET, { 'secretsmanager:VersionStage': 'AWSCURRENT' }),
        writing: ['secretsmanager:PutSecretValue', SECRET, CURRENT],
        'calling itself': ['lambda:InvokeFunction', FUNCTION],
      },
    )
  })

  it('knows a secret that does not exist yet by its name', () => {
    const statements = statementsOf(notifierRole(PLACE, { ...needs, secret: 'crowsnest/slack-oncall' }))
    expect(allows(statements, read(SECRET))).toBe(true)
    expect(allows(statements, read(SECRET.replace('oncall', 'oncall-2')))).toBe(false)
  })

  it('decrypts with the key of the secret, through Secrets Manager, for this secret', () => {
    const through = {
      'kms:ViaService': 'secretsmanager.us-east-2.amazonaws.com',
      'kms:EncryptionContext:SecretARN': SECRET,
    }
    expectAccess(
      statementsOf(notifierRole(PLACE, { ...needs, secretKey: KEY })),
      { 'the key': ['kms:Decrypt', KEY, through] },
      {
        directly: ['kms:Decrypt', KEY, { 'kms:EncryptionContext:SecretARN': SECRET }],
        'another key': ['kms:Decrypt', OTHER_KEY, through],
        'another secret': ['kms:Decrypt', KEY, { ...through, 'kms:EncryptionContext:SecretARN': `${SECRET}x` }],
      },
    )
    expect(allows(statementsOf(notifierRole(PLACE, needs)), ['kms:Decrypt', KEY, through])).toBe(false)
  })

  it('writes one log, its own or an existing one, and makes no group', () => {
    const own = '/aws/lambda/crowsnest-slack-oncall'
    for (const [statements, group, other] of [
      [statementsOf(notifierRole(PLACE, needs)), own, '/shared'],
      [statementsOf(notifierRole(PLACE, { ...needs, logGroup: '/shared' })), '/shared', own],
    ] as const) {
      expectAccess(
        statements,
        { write: ['logs:PutLogEvents', stream(group)], stream: ['logs:CreateLogStream', stream(group)] },
        {
          'another log': ['logs:PutLogEvents', stream(other)],
          'a group': ['logs:CreateLogGroup', `arn:aws:logs:us-east-2:${ACCOUNT}:log-group:${group}`],
        },
      )
    }
  })

  it('keeps failures in the queue or topic that is named, and nowhere without', () => {
    const queue = `arn:aws:sqs:us-east-2:${ACCOUNT}:undelivered`
    const topic = `arn:aws:sns:us-east-2:${ACCOUNT}:undelivered`
    const asks: Readonly<Record<string, Ask>> = { send: ['sqs:SendMessage', queue], publish: ['sns:Publish', topic] }
    const may = (onFailure?: string): readonly string[] => {
      const statements = statementsOf(notifierRole(PLACE, { ...needs, ...(onFailure !== undefined && { onFailure }) }))
      return Object.keys(asks).filter((name) => allows(statements, asks[name]!))
    }
    expect([may(queue), may(topic), may()]).toEqual([['send'], ['publish'], []])
  })

  it('is trusted to Lambda alone, bounded and at its path as asked for', () => {
    const boundary = `arn:aws:iam::${ACCOUNT}:policy/boundary`
    const role = notifierRole(PLACE, needs, { rolePath: '/teams/growth/', boundary })
    expect(role.trust.statements.map(({ principal, actions }) => [principal, actions])).toEqual([
      [{ Service: ['lambda.amazonaws.com'] }, ['sts:AssumeRole']],
    ])
    expect(role).toMatchObject({ kind: 'notifier', boundary, path: '/teams/growth/', attachment: 'inline' })
    expect(role.arn).toBe(`arn:aws:iam::${ACCOUNT}:role/teams/growth/${role.name}`)
    expect(notifierRole(PLACE, needs).path).toBe('/crowsnest/us-east-2/channels/')
  })

  it('has names of its own for every service, channel and region', () => {
    const channels = NOTIFIER_SERVICES.flatMap((service) => ['oncall', 'team'].map((channel) => ({ service, channel })))
    const regions = ['us-east-2', 'eu-west-1']
    const names = regions.flatMap((region) => channels.map((channel) => notifierNames({ ...PLACE, region }, channel)))
    for (const part of ['roleArn', 'functionArn'] as const) {
      expect(new Set(names.map((one) => one[part])).size).toBe(names.length)
    }
    expect(new Set(names.slice(0, channels.length).map(({ secret }) => secret)).size).toBe(channels.length)
    const long = notifierNames(PLACE, { service: 'pagerduty', channel: 'a'.repeat(32) })
    expect([long.function.length <= 64, long.role.length <= 64]).toEqual([true, true])
  })
})

function statementsOf(role: Role): readonly Statement[] {
  return role.documents.flatMap(({ statements }) => statements)
}

function read(resource: string, context: Readonly<Record<string, string>> = CURRENT): Ask {
  return ['secretsmanager:GetSecretValue', resource, context]
}

function stream(group: string): string {
  return `arn:aws:logs:us-east-2:${ACCOUNT}:log-group:${group}:log-stream:x`
}
