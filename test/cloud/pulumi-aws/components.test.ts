import { CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DatadogChannel,
  EmailChannel,
  Engine,
  Monitoring,
  Network,
  PagerDutyChannel,
  SlackChannel,
  WebhookChannel,
} from '../../../components/index.ts'
import type { Emulator } from '../emulator.ts'
import { installMiniStack, MINISTACK_ACCOUNT, miniStackOptions, startMiniStack } from '../ministack.ts'
import { deploy } from '../pulumi/deploy.ts'

let emulator: Emulator

beforeAll(async () => {
  installMiniStack()
  emulator = await startMiniStack({ enforceIam: true })
  const statement = { Effect: 'Allow', Action: '*', Resource: '*' }
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  const iam = new IAMClient(miniStackOptions(emulator))
  await iam.send(new CreatePolicyCommand({ PolicyName: 'boundary', PolicyDocument }))
})
afterAll(() => emulator?.stop())

const tags = { team: 'growth' }

/** Programs with as many kinds of children as our components have. */
const PROGRAMS: Readonly<Record<string, () => Promise<unknown>>> = {
  'an engine': async () => new Engine('plain', { stateOnDestroy: 'delete' }),
  'an engine with all that one can wish': async () => {
    const network = new Network('rich', { tags, natGateway: true, services: ['sts', 'rds'] })
    return new Engine('rich', {
      tags,
      network: network.network,
      createStateKey: true,
      stateOnDestroy: 'delete',
      reservedConcurrency: 60,
      map: true,
      tracing: true,
      permissionsBoundary: `arn:aws:iam::${MINISTACK_ACCOUNT}:policy/boundary`,
      logRetentionDays: 30,
    })
  },
  channels: async () => [
    new SlackChannel('slack', { tags, webhookUrl: 'https://hooks.slack.com/services/T0/B0/x' }),
    new EmailChannel('mail', { tags, addresses: ['oncall@example.com'] }),
    new PagerDutyChannel('pager', { routingKey: 'key', retries: 0, logRetentionDays: 30 }),
    new DatadogChannel('dog', { apiKey: 'key', eventTags: tags, memorySize: 512 }),
    new WebhookChannel('hook', { url: 'https://example.com', signingKey: 'key', headers: { 'x-team': 'growth' } }),
  ],
  'the monitoring of an engine': async () => {
    const channel = new SlackChannel('told', { webhookUrl: 'https://hooks.slack.com/services/T0/B0/x' })
    return new Monitoring('health', {
      tags,
      engine: { name: 'plain' },
      detectors: [{ name: 'revenue', interval: 'PT1H' }, { name: 'signups' }],
      channelFunctions: [channel.functionName],
      emails: ['platform@example.com'],
    })
  },
}

describe('components on the stand-in of AWS', () => {
  it.each(Object.keys(PROGRAMS))('%s goes up, has nothing to do, is found as it was left, and goes', async (name) => {
    const deployment = await deploy(async () => void (await PROGRAMS[name]!()), {
      plugins: [import.meta.dirname],
      config: { 'aws:region': 'us-east-1' },
      env: { CROWSNEST_AWS_ENDPOINT: emulator.endpoint },
    })
    const { create: made } = (await deployment.up()).changes
    expect((await deployment.up()).changes).toEqual({ same: made })
    expect((await deployment.refresh()).steps).toEqual([])
    expect((await deployment.destroy()).changes).toEqual({ delete: made })
  })
})
