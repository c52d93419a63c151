import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Provider } from '@pulumi/aws/provider.js'
import * as pulumi from '@pulumi/pulumi'
import { describe, expect, it } from 'vitest'
import {
  DatadogChannel,
  EmailChannel,
  PagerDutyChannel,
  SlackChannel,
  WebhookChannel,
  type DatadogChannelArgs,
  type EmailChannelArgs,
  type PagerDutyChannelArgs,
  type SlackChannelArgs,
  type WebhookChannelArgs,
} from '../../components/index.ts'
import type { IamReport } from '../../plans/index.ts'
import { notifierRole, toIamPolicy } from '../../policies/index.ts'
import { readNotifierEnvironment } from '../../spec/index.ts'
import { problemsOf } from './conform.ts'
import { TEST_PLACE } from './fake-aws.ts'
import { runProgram, type ProgramRun } from './harness.ts'
import { hasUnknown } from './values.ts'

const ACCOUNT = TEST_PLACE.account
const HOOK = 'https://hooks.slack.com/services/T0/B0/topsecret'
const KEY = `arn:aws:kms:us-east-2:${ACCOUNT}:key/1111abcd-0000-4000-8000-00000000000a`
const EXISTING = `arn:aws:secretsmanager:us-east-2:${ACCOUNT}:secret:crowsnest/ours-a1B2c3`
const QUEUE = `arn:aws:sqs:us-east-2:${ACCOUNT}:undelivered`

async function slack(args: SlackChannelArgs, options: { readonly preview?: boolean } = {}): Promise<ProgramRun> {
  return runProgram(() => void new SlackChannel('oncall', args), options)
}

const secretHook = (): SlackChannelArgs => ({ webhookUrl: pulumi.secret(HOOK) })

/** A URN here is a promise: renaming one without an alias would make users lose what it stands for. */
const URNS = [
  'crowsnest:index:SlackChannel$aws:cloudwatch/logGroup:LogGroup::oncall-log',
  'crowsnest:index:SlackChannel$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::oncall-role-observability',
  'crowsnest:index:SlackChannel$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::oncall-role-secret',
  'crowsnest:index:SlackChannel$aws:iam/role:Role::oncall-role',
  'crowsnest:index:SlackChannel$aws:lambda/function:Function$aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig::oncall-function',
  'crowsnest:index:SlackChannel$aws:lambda/function:Function::oncall-function',
  'crowsnest:index:SlackChannel$aws:secretsmanager/secret:Secret$aws:secretsmanager/secretVersion:SecretVersion::oncall-secret',
  'crowsnest:index:SlackChannel$aws:secretsmanager/secret:Secret::oncall-secret',
  'crowsnest:index:SlackChannel::oncall',
  'pulumi:pulumi:Stack::shop-test',
]

describe('SlackChannel', () => {
  it('keeps the URN of every child', async () => {
    expect((await slack(secretHook())).urns()).toEqual(URNS)
  })

  it('makes the same resources in a preview, where nothing that AWS computes is known', async () => {
    const run = await slack(secretHook(), { preview: true })
    expect(run.urns()).toEqual(URNS)
    expect(run.resource('Secret').inputs['name']).toBe('crowsnest/slack-oncall')
    expect(hasUnknown(run.resource('RolePolicy', 'oncall-role-secret').inputs['policy'])).toBe(true)
  })

  it('gives the function the notifier, its role, its log and its settings', async () => {
    const run = await slack({ ...secretHook(), mention: 'here' })
    const { inputs, dependencies, propertyDependencies } = run.resource('Function')
    expect(inputs).toMatchObject({
      name: 'crowsnest-slack-oncall',
      runtime: 'nodejs24.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      memorySize: 256,
      timeout: 60,
      loggingConfig: { logFormat: 'Text', logGroup: '/aws/lambda/crowsnest-slack-oncall' },
    })
    expect(JSON.stringify(inputs['code'])).toMatch(/notifier\.zip/)
    const { variables } = inputs['environment'] as { readonly variables: Readonly<Record<string, string>> }
    expect(readNotifierEnvironment(variables)).toEqual({
      service: 'slack',
      secret: `arn:aws:secretsmanager:us-east-2:${ACCOUNT}:secret:crowsnest/slack-oncall-AbCdEf`,
      options: { mention: 'here' },
    })
    // The first alert finds the secret and the rights to read it.
    expect(dependencies).toContain(run.resource('SecretVersion').urn)
    expect(propertyDependencies['role']).toContain(run.resource('RolePolicy', 'oncall-role-secret').urn)
    expect(run.resource('FunctionEventInvokeConfig').inputs).toEqual({
      functionName: 'crowsnest-slack-oncall',
      maximumRetryAttempts: 2,
    })
    expect(run.resource('LogGroup').inputs).toMatchObject({ retentionInDays: 90 })
  })

  it('puts the URL into a secret and nowhere else', async () => {
    const run = await slack(secretHook())
    expect(run.resource('SecretVersion').inputs['secretString']).toEqual({ secret: HOOK })
    const plain = await slack({ webhookUrl: HOOK })
    expect(plain.resource('SecretVersion').inputs['secretString']).toEqual({ secret: HOOK })
    expect([inTheOpen(run), inTheOpen(plain)].join(' ')).not.toContain('topsecret')
  })

  it('writes the policies of the policy toolkit, and no other', async () => {
    const run = await slack({ ...secretHook(), secretKeyArn: KEY, onFailureArn: QUEUE })
    const secret = `arn:aws:secretsmanager:us-east-2:${ACCOUNT}:secret:crowsnest/slack-oncall-AbCdEf`
    const wanted = notifierRole(TEST_PLACE, {
      service: 'slack',
      channel: 'oncall',
      secret,
      secretKey: KEY,
      onFailure: QUEUE,
    })
    const policies = run.resources.filter(({ type }) => type === 'aws:iam/rolePolicy:RolePolicy')
    expect(policies.map(({ inputs }) => JSON.parse(String(inputs['policy'])) as unknown)).toEqual(
      wanted.documents.map((document) => JSON.parse(JSON.stringify(toIamPolicy(document))) as unknown),
    )
    expect(run.resource('Role').inputs).toMatchObject({ name: wanted.name, path: '/crowsnest/us-east-2/channels/' })
    expect(run.resource('Secret').inputs).toMatchObject({ kmsKeyId: KEY, recoveryWindowInDays: 0 })
    expect(run.resource('FunctionEventInvokeConfig').inputs['destinationConfig']).toEqual({
      onFailure: { destination: QUEUE },
    })
    expect(run.resources.filter(({ type }) => type === 'aws:lambda/permission:Permission')).toEqual([])
  })

  it('takes what exists in place of what it would make', async () => {
    const run = await slack({
      secretArn: EXISTING,
      secretField: 'slack',
      roleArn: `arn:aws:iam::${ACCOUNT}:role/notifier`,
      logGroup: '/acme/alerts',
    })
    expect(run.urns()).toEqual([
      'crowsnest:index:SlackChannel$aws:lambda/function:Function$aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig::oncall-function',
      'crowsnest:index:SlackChannel$aws:lambda/function:Function::oncall-function',
      'crowsnest:index:SlackChannel::oncall',
      'pulumi:pulumi:Stack::shop-test',
    ])
    expect(run.resource('Function').inputs).toMatchObject({
      role: `arn:aws:iam::${ACCOUNT}:role/notifier`,
      loggingConfig: { logGroup: '/acme/alerts' },
      environment: { variables: { CROWSNEST_SECRET: EXISTING, CROWSNEST_SECRET_FIELD: 'slack' } },
    })
  })

  it('makes no role where somebody else does, and says which is expected', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'crowsnest-report-'))
    try {
      const iamReportPath = join(folder, 'roles', 'slack.md')
      const run = await slack({ ...secretHook(), createRole: false, iamReportPath }, { preview: true })
      expect(run.resources.filter(({ type }) => type.startsWith('aws:iam/'))).toEqual([])
      const expected = notifierRole(TEST_PLACE, {
        service: 'slack',
        channel: 'oncall',
        secret: 'crowsnest/slack-oncall',
      })
      expect(run.resource('Function').inputs['role']).toBe(expected.arn)
      const report = JSON.parse(String(run.resource('SlackChannel').outputs?.['iamReport'])) as IamReport
      expect(report).toMatchObject({ subject: 'SlackChannel "oncall"', engine: null, precreated: true })
      expect(report.roles.map(({ arn, policies }) => [arn, policies.map(({ policy }) => policy)])).toEqual([
        [
          expected.arn,
          expected.documents.map((document) => JSON.parse(JSON.stringify(toIamPolicy(document))) as unknown),
        ],
      ])
      const page = readFileSync(iamReportPath, 'utf8')
      expect(page).toContain('The deployment makes none of these roles')
      expect(page).toContain(':secret:crowsnest/slack-oncall-??????')
      expect(page).not.toMatch(/Engine|topsecret/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('has outputs that an alert and a monitoring take', async () => {
    const { outputs } = (await slack({ secretArn: EXISTING, channelName: 'team' })).resource('SlackChannel')
    const functionArn = `arn:aws:lambda:us-east-2:${ACCOUNT}:function:crowsnest-slack-team`
    expect(outputs).toEqual({
      functionArn,
      functionName: 'crowsnest-slack-team',
      roleArn: expect.stringMatching(/:role\/crowsnest\/us-east-2\/channels\/crowsnest-slack-team-/) as string,
      secretArn: EXISTING,
      logGroup: '/aws/lambda/crowsnest-slack-team',
      iamReport: expect.stringContaining('crowsnest-slack-team') as string,
      channel: { lambda: { function: functionArn } },
    })
  })

  it('lets its owner change a child', async () => {
    const run = await slack({
      ...secretHook(),
      transform: { secret: ({ args }) => ({ args: { ...args, recoveryWindowInDays: 7 } }) },
    })
    expect(run.resource('Secret').inputs['recoveryWindowInDays']).toBe(7)
  })
})

describe('the channels to services', () => {
  it('make resources that the schemas of AWS have nothing against', async () => {
    const run = await runProgram(() => {
      void new SlackChannel('slack', secretHook())
      void new PagerDutyChannel('pagerduty', { routingKey: pulumi.secret('key'), serviceRegion: 'eu', retries: 0 })
      void new DatadogChannel('datadog', {
        apiKey: pulumi.secret('key'),
        eventTags: { team: 'growth' },
        secretKeyArn: KEY,
        logKeyArn: KEY,
        onFailureArn: QUEUE,
        reservedConcurrency: 2,
        permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/bound`,
        tags: { team: 'growth' },
        region: 'us-east-2',
      })
      void new WebhookChannel('webhook', { url: 'https://example.com', headers: { 'x-team': 'growth' } })
      void new EmailChannel('email', { addresses: ['a@example.com'], tags: { team: 'growth' } })
    })
    expect(problemsOf(run)).toEqual([])
  })

  it('tell their function of the options of their service', async () => {
    const run = await runProgram(() => {
      void new PagerDutyChannel('pagerduty', { secretArn: EXISTING, serviceRegion: pulumi.output('eu') })
      void new DatadogChannel('datadog', { secretArn: EXISTING, site: 'datadoghq.eu', eventTags: { team: 'growth' } })
      void new WebhookChannel('webhook', { secretArn: EXISTING, headers: { 'x-team': 'growth' } })
      void new DatadogChannel('bare', { secretArn: EXISTING })
    })
    const told = ['pagerduty', 'datadog', 'webhook', 'bare'].map((name) => {
      const { environment } = run.resource('Function', `${name}-function`).inputs
      const settings = readNotifierEnvironment(
        (environment as { readonly variables: Record<string, string> }).variables,
      )
      return 'options' in settings ? [settings.service, settings.options] : settings
    })
    expect(told).toEqual([
      ['pagerduty', { serviceRegion: 'eu' }],
      ['datadog', { site: 'datadoghq.eu', tags: { team: 'growth' } }],
      ['webhook', { headers: { 'x-team': 'growth' } }],
      ['datadog', {}],
    ])
  })

  it('keep the key and the secret headers of a webhook beside its address', async () => {
    const run = await runProgram(() => {
      const signingKey = pulumi.secret('whsec_dG9wc2VjcmV0')
      void new WebhookChannel('hook', { url: HOOK, signingKey, secretHeaders: { authorization: 'Bearer topsecret' } })
      void new WebhookChannel('bare', { url: HOOK })
    })
    const texts = ['hook', 'bare'].map((name) => run.resource('SecretVersion', `${name}-secret`).inputs['secretString'])
    expect(texts).toEqual([
      { secret: `{"url":"${HOOK}","signingKey":"whsec_dG9wc2VjcmV0","headers":{"authorization":"Bearer topsecret"}}` },
      { secret: `{"url":"${HOOK}"}` },
    ])
    expect(inTheOpen(run)).not.toMatch(/topsecret|whsec/)
  })

  it('tag every child that can have tags, and give provider and region to all', async () => {
    const run = await runProgram(() => {
      const provider = new Provider('tokyo', { region: 'ap-northeast-1' })
      const common = { tags: { team: 'growth' }, region: 'ap-northeast-1' }
      void new SlackChannel('slack', { ...secretHook(), ...common }, { providers: [provider] })
      void new EmailChannel('email', { addresses: ['a@example.com'], ...common }, { providers: [provider] })
    })
    const taggable = ['Role', 'LogGroup', 'Function', 'Secret', 'Topic']
    const children = run.resources.filter(({ type }) => type.startsWith('aws:'))
    expect(children).toHaveLength(11)
    for (const { name, type, provider, inputs } of children) {
      expect([name, provider]).toEqual([name, expect.stringContaining('pulumi:providers:aws::tokyo')])
      if (!type.startsWith('aws:iam/')) expect([type, inputs['region']]).toEqual([type, 'ap-northeast-1'])
      if (taggable.some((one) => type.endsWith(`:${one}`))) {
        expect([type, inputs['tags']]).toEqual([type, { team: 'growth' }])
      }
    }
    for (const { provider } of run.invokes) expect(provider).toContain('tokyo')
  })
})

describe('EmailChannel', () => {
  it('is an encrypted topic that each address is subscribed to', async () => {
    const addresses = ['ann@example.com', pulumi.output('bob@example.com')]
    const run = await runProgram(() => void new EmailChannel('oncall', { addresses }))
    expect(run.urns()).toEqual([
      'crowsnest:index:EmailChannel$aws:sns/topic:Topic$aws:sns/topicPolicy:TopicPolicy::oncall',
      'crowsnest:index:EmailChannel$aws:sns/topic:Topic$aws:sns/topicSubscription:TopicSubscription::oncall-1',
      'crowsnest:index:EmailChannel$aws:sns/topic:Topic$aws:sns/topicSubscription:TopicSubscription::oncall-71d4f55f',
      'crowsnest:index:EmailChannel$aws:sns/topic:Topic::oncall',
      'crowsnest:index:EmailChannel::oncall',
      'pulumi:pulumi:Stack::shop-test',
    ])
    const topicArn = `arn:aws:sns:us-east-2:${ACCOUNT}:crowsnest-email-oncall`
    expect(run.resource('Topic').inputs).toMatchObject({
      name: 'crowsnest-email-oncall',
      kmsMasterKeyId: 'alias/aws/sns',
    })
    const subscriptions = run.resources.filter(({ type }) => type.endsWith(':TopicSubscription'))
    expect(subscriptions.map(({ inputs }) => inputs)).toEqual([
      { topic: topicArn, protocol: 'email', endpoint: 'ann@example.com' },
      { topic: topicArn, protocol: 'email', endpoint: 'bob@example.com' },
    ])
    expect(run.resource('EmailChannel').outputs).toEqual({
      topicArn,
      channel: { sns: { topic: topicArn, format: 'LONG_TEXT' } },
    })
  })

  it('keeps the subscriptions of others when an address is taken out', async () => {
    const [, second] = await subscriptionsOf('ann@example.com', 'bob@example.com')
    expect(await subscriptionsOf('Bob@example.com')).toEqual([second])
    expect(second).not.toContain('bob')
  })

  it('encrypts with the key that it is given, or not at all', async () => {
    const run = await runProgram(() => {
      void new EmailChannel('own', { addresses: ['a@example.com'], topicKeyArn: KEY })
      void new EmailChannel('open', { addresses: ['a@example.com'], encrypted: false })
    })
    expect(run.resource('Topic', 'own').inputs['kmsMasterKeyId']).toBe(KEY)
    expect(run.resource('Topic', 'open').inputs).not.toHaveProperty('kmsMasterKeyId')
    expect(run.resources.find(({ name, custom }) => name === 'own' && !custom)?.outputs?.['topicKeyArn']).toBe(KEY)
  })
})

describe('wrong arguments of channels', () => {
  type Row = readonly [string, () => unknown, string | RegExp]
  const good = secretHook
  const make = {
    slack: (args: SlackChannelArgs) => () => new SlackChannel('oncall', args),
    pagerduty: (args: PagerDutyChannelArgs) => () => new PagerDutyChannel('oncall', args),
    datadog: (args: DatadogChannelArgs) => () => new DatadogChannel('oncall', args),
    webhook: (args: WebhookChannelArgs) => () => new WebhookChannel('oncall', args),
    email: (args: EmailChannelArgs) => () => new EmailChannel('oncall', args),
  }
  const rows: readonly Row[] = [
    [
      'neither a URL nor a secret',
      make.slack({}),
      'webhookUrl: It is missing. Give webhookUrl, from which a secret is',
    ],
    ['both', make.pagerduty({ routingKey: 'k', secretArn: EXISTING }), 'secretArn: There are two. Give routingKey,'],
    [
      'a field of no secret',
      make.datadog({ apiKey: 'k', secretField: 'x' }),
      'secretField: It is a field of an existing',
    ],
    [
      'a key beside a secret',
      make.webhook({ secretArn: EXISTING, signingKey: 'k' }),
      'signingKey: It belongs into the',
    ],
    ['headers beside a secret', make.webhook({ secretArn: EXISTING, secretHeaders: {} }), 'secretHeaders: They belong'],
    ['a URL without TLS', make.slack({ webhookUrl: 'http://example.com' }), 'webhookUrl: It is not an https URL'],
    [
      'the same, known later',
      make.slack({ webhookUrl: later('http://example.com') }),
      'webhookUrl: It is not an https',
    ],
    ['a key with spaces', make.datadog({ apiKey: 'a b' }), 'apiKey: It is empty or has spaces'],
    ['a secret that is none', make.slack({ secretArn: 'crowsnest/x' }), 'secretArn: "crowsnest/x" is not the ARN of a'],
    [
      'a secret of another partition',
      make.slack({ secretArn: EXISTING.replace('aws', 'aws-cn') }),
      'lies in another partition',
    ],
    [
      'a key that is an alias',
      make.slack({ ...good(), secretKeyArn: KEY.replace('key/', 'alias/') }),
      'secretKeyArn: ',
    ],
    ['a name that is too long', make.slack({ ...good(), channelName: 'x'.repeat(33) }), 'channelName: '],
    ['the same, known later', make.slack({ ...good(), channelName: later('a b') }), 'channelName: "a b" is not a name'],
    ['somebody whom Slack cannot name', make.slack({ ...good(), mention: '@ann' }), 'mention: "@ann" is nobody'],
    ['the same, known later', make.slack({ ...good(), mention: later('@ann') }), 'mention: "@ann" is nobody'],
    [
      'a region that PagerDuty has not',
      make.pagerduty({ routingKey: 'k', serviceRegion: 'cn' }),
      'serviceRegion: "cn"',
    ],
    [
      'an endpoint without TLS',
      make.pagerduty({ routingKey: 'k', endpoint: 'http://x.example' }),
      'endpoint: must be an',
    ],
    [
      'a site that Datadog has not',
      make.datadog({ apiKey: 'k', site: 'datadoghq.org' }),
      'site: "datadoghq.org" is not',
    ],
    [
      'a tag with a comma',
      make.datadog({ apiKey: 'k', eventTags: { team: 'a,b' } }),
      'eventTags.team: A tag of Datadog',
    ],
    ['a header of its own', make.webhook({ url: HOOK, headers: { host: 'x' } }), 'headers.host: The notifier writes'],
    [
      'a secret header of its own',
      make.webhook({ url: HOOK, secretHeaders: { host: 'topsecret' } }),
      'secretHeaders.host:',
    ],
    ['the same, known later', make.webhook({ url: HOOK, secretHeaders: later({ host: 'x' }) }), 'secretHeaders.host:'],
    ['too much memory', make.slack({ ...good(), memorySize: 10_241 }), 'memorySize: 10241 is not possible.'],
    ['a timeout that is too short', make.slack({ ...good(), timeout: later(1) }), 'timeout: 1 is not possible.'],
    ['too many retries', make.slack({ ...good(), retries: 3 }), 'retries: 3 is not possible.'],
    [
      'days that CloudWatch Logs does not know',
      make.slack({ ...good(), logRetentionDays: 100 }),
      'logRetentionDays: 100',
    ],
    ['a processor that does not exist', make.slack({ ...good(), architecture: 'arm' }), 'architecture: "arm"'],
    ['a role that is none', make.slack({ ...good(), roleArn: 'x' }), 'roleArn: "x" is not the ARN of a role.'],
    [
      'a path of an existing role',
      make.slack({ ...good(), roleArn: role(), rolePath: '/x/' }),
      'rolePath: The existing role',
    ],
    ['failures to a function', make.slack({ ...good(), onFailureArn: later('x') }), 'onFailureArn: "x" is not the ARN'],
    ['no address', make.email({ addresses: [] }), 'addresses: It is empty.'],
    ['an address that is none', make.email({ addresses: ['ann'] }), 'addresses[0]: "ann" is not an address'],
    ['the same, known later', make.email({ addresses: [later('ann')] }), 'addresses[0]: "ann" is not an address'],
    [
      'an alias for a topic',
      make.email({ addresses: ['a@b.example'], topicKeyArn: 'alias/x' }),
      'topicKeyArn: "alias/x"',
    ],
  ]

  it.each(rows)('%s', async (_, program, text) => {
    const error: unknown = await runProgram(() => void program()).catch((cause: unknown) => cause)
    expect(String(error)).toContain(text)
    expect(String(error)).not.toContain('topsecret')
  })

  it('all at once, with their paths', async () => {
    await expect(slack({ mention: '@ann', channelName: 'a b', retries: 9 })).rejects.toThrow(
      /SlackChannel "oncall" cannot be made from these arguments:\n {2}webhookUrl: .*\n {2}mention: .*\n {2}channelName: .*\n {2}retries: /,
    )
  })
})

function later<T>(value: T): pulumi.Output<T> {
  return pulumi.output(Promise.resolve(value)) as pulumi.Output<T>
}

function role(): string {
  return `arn:aws:iam::${ACCOUNT}:role/notifier`
}

async function subscriptionsOf(...addresses: readonly string[]): Promise<readonly string[]> {
  const run = await runProgram(() => void new EmailChannel('oncall', { addresses }))
  return run.resources.filter(({ type }) => type.endsWith(':TopicSubscription')).map(({ urn }) => urn)
}

/** All that is recorded of a program and not encrypted. */
function inTheOpen({ resources }: ProgramRun): string {
  return JSON.stringify(
    resources.map(({ inputs, outputs }) => [inputs, outputs]),
    (_, value: unknown) => (isSecret(value) ? undefined : value),
  )
}

function isSecret(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).join() === 'secret'
}
