import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import proto from '@pulumi/pulumi/proto/analyzer_pb.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as pulumi from '@pulumi/pulumi'
import {
  DatadogChannel,
  EmailChannel,
  Engine,
  Network,
  PagerDutyChannel,
  SlackChannel,
  WebhookChannel,
  type EngineArgs,
} from '../../components/index.ts'
import { RULES } from '../../policy-pack/rules.ts'
import { runProgram } from '../components/harness.ts'
import { EXAMPLES, runExample } from '../examples/run-example.ts'
import { startAnalyzer, type Analyzer } from './analyzer.ts'
import { badStack } from './bad-stack.ts'

let pack: Analyzer
beforeAll(async () => {
  pack = await startAnalyzer()
})
afterAll(() => pack.stop())

const HOOK = 'https://hooks.slack.com/services/T0/B0/topsecret'
const SECRET = 'arn:aws:secretsmanager:us-east-2:111122223333:secret:crowsnest/ours-a1B2c3'

const ORGANIZATION = {
  'crowsnest-permissions-boundary': { boundary: 'arn:aws:iam::111122223333:policy/acme-boundary' },
  'crowsnest-role-path': { path: '/acme/' },
  'crowsnest-required-tags': { tags: { team: ['growth'] } },
}

describe('the policy pack as a process', () => {
  it('says its name, the version of the package, and every rule with level and settings', () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      readonly version: string
    }
    expect([pack.info.getName(), pack.info.getVersion(), pack.info.getSupportsconfig()]).toEqual([
      'crowsnest',
      version,
      true,
    ])
    const levels = pack.info
      .getPoliciesList()
      .map((policy) => [
        policy.getName(),
        policy.getEnforcementlevel() === proto.EnforcementLevel.MANDATORY ? 'mandatory' : 'advisory',
        Object.keys(policy.getConfigschema()!.getProperties()!.toJavaScript()).toSorted(),
      ])
    expect(levels).toEqual(
      Object.entries(RULES).map(([name, rule]) => [
        name,
        rule.enforcement,
        [...Object.keys(rule.settings), 'scope'].toSorted(),
      ]),
    )
  })
})

describe.each([{ preview: true }, { preview: false }])('the policy pack, preview: $preview', ({ preview }) => {
  async function judge(program: () => unknown, config: Parameters<Analyzer['configure']>[0] = {}) {
    const { resources } = await runProgram(program, { preview })
    await pack.configure(config)
    return pack.judge(resources, { preview })
  }

  it.each<{ readonly what: string; readonly args: EngineArgs }>([
    { what: 'as it comes', args: {} },
    { what: 'with a key', args: { createStateKey: true } },
    { what: 'with a bucket of others', args: { stateBucket: 'acme-state' } },
    { what: 'with roles of others', args: { roles: 'precreated' } },
    {
      what: 'in a VPC',
      args: { network: { subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] }, tracing: true },
    },
  ])('finds nothing in an Engine $what', async ({ args }) => {
    expect(await judge(() => void new Engine('main', args))).toEqual([])
  })

  it.each<{ readonly what: string; readonly program: () => unknown }>([
    { what: 'Network', program: () => new Network('net', { natGateway: true }) },
    { what: 'SlackChannel', program: () => new SlackChannel('slack', { webhookUrl: pulumi.secret(HOOK) }) },
    { what: 'SlackChannel with a secret of others', program: () => new SlackChannel('slack', { secretArn: SECRET }) },
    {
      what: 'PagerDutyChannel',
      program: () => new PagerDutyChannel('pages', { routingKey: pulumi.secret('R'.repeat(32)) }),
    },
    { what: 'DatadogChannel', program: () => new DatadogChannel('datadog', { apiKey: pulumi.secret('a'.repeat(32)) }) },
    {
      what: 'WebhookChannel',
      program: () => new WebhookChannel('hook', { url: pulumi.secret('https://acme.example/alerts') }),
    },
    { what: 'EmailChannel', program: () => new EmailChannel('mail', { addresses: ['oncall@acme.example'] }) },
  ])('finds nothing in a $what', async ({ program }) => {
    expect(await judge(program)).toEqual([])
  })

  it.each(EXAMPLES)('finds nothing in the example %s', async (name) => {
    const { resources } = await runExample(name, preview)
    await pack.configure({})
    expect(await pack.judge(resources, { preview })).toEqual([])
  })

  it('finds nothing in an Engine as an organization wants it', async () => {
    const args = {
      tags: { team: 'growth' },
      rolePath: '/acme/metrics/',
      permissionsBoundary: ORGANIZATION['crowsnest-permissions-boundary'].boundary,
    }
    expect(await judge(() => void new Engine('main', args), ORGANIZATION)).toEqual([])
  })

  it('names what an Engine lacks of what an organization wants', async () => {
    const said = await judge(() => void new Engine('main', { stateOnDestroy: 'delete' }), ORGANIZATION)
    const rules = new Set(said.map(({ policy }) => policy))
    expect([...rules].toSorted()).toEqual([...Object.keys(ORGANIZATION), 'crowsnest-state-kept'].toSorted())
  })

  it('finds every rule broken in a stack that breaks all', async () => {
    const said = await judge(badStack, { ...ORGANIZATION, 'crowsnest-required-tags': { tags: { team: [] } } })
    // What follows from the ARN of a resource that is not there yet is judged in the update alone.
    const notYet = preview ? ['crowsnest-external-ids'] : []
    expect(new Set([...said.map(({ policy }) => policy), ...notYet])).toEqual(new Set(Object.keys(RULES)))
    expect(said.filter(({ message }) => message.includes("can't run"))).toEqual([])
  })
})

describe('the example of a pack of an organization', () => {
  it('has our rules, set as it wants, beside its own', async () => {
    const own = await startAnalyzer('examples/policy-pack/index.ts')
    try {
      expect(own.info.getName()).toBe('acme')
      const names = own.info.getPoliciesList().map((policy) => policy.getName())
      expect(names).toEqual([...Object.keys(RULES), 'no-large-functions'])
      const { resources } = await runProgram(
        () => void new Engine('main', { memorySize: 4096, tags: { team: 'growth' } }),
      )
      const said = await own.judge(resources)
      const rules = ['crowsnest-permissions-boundary', 'crowsnest-required-tags', 'no-large-functions']
      expect([...new Set(said.map(({ policy }) => policy))].toSorted()).toEqual(rules)
      expect(said.find(({ policy }) => policy === 'crowsnest-required-tags')?.message).toMatch(
        /"stage".*\(test, live\)/,
      )
    } finally {
      own.stop()
    }
  })
})
