import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  activateEvent,
  alertDeclaration,
  alertPart,
  datasetDeclaration,
  datasetPart,
  detectorDeclaration,
  executeEvent,
  planServiceRoles,
  planWakeUps,
  resolveEngine,
} from '../../plans/index.ts'
import { lintDocument, toIamPolicy } from '../../policies/index.ts'
import { PLACES } from '../../scripts/every-policy.ts'
import { parseSpec, type AwsPlace, type DetectorSpec } from '../../spec/index.ts'
import { detectorTemplate, TemplateError, type DetectorTemplateSettings } from '../../templates/cloudformation/index.ts'
import { resolveTemplate, samePolicy, type ResolvedTemplate } from './resolve.ts'

function said(declaration: { readonly content: string }): unknown {
  return JSON.parse(declaration.content)
}

function specIn(at: AwsPlace): DetectorSpec {
  return {
    detector: 'revenue',
    description: 'Hourly revenue, with a ${sign}',
    interval: 'PT1H',
    dataset: {
      source: {
        s3: {
          continuous: 's3://acme-metrics/continuous/{{yyyyMMdd}}/{{HHmm}}',
          historical: 's3://acme-metrics/historical/',
          format: { csv: {} },
        },
      },
      timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
      offset: 'PT10M',
      measures: [{ column: 'views', aggregation: 'SUM' }],
    },
    alerts: [
      { name: 'on-call', channel: { sns: { topic: topicIn(at) } } },
      {
        name: 'onCall',
        channel: { lambda: { function: `arn:${at.partition}:lambda:${at.region}:${at.account}:function:act` } },
      },
      { name: 'log', channel: { log: {} } },
    ],
    tags: { team: 'growth' },
  }
}

const topicIn = (at: AwsPlace): string => `arn:${at.partition}:sns:${at.region}:${at.account}:oncall`

const IDS = { 'on-call': 'AlertOnCall', onCall: 'AlertOnCall2', log: 'AlertLog' } as const

function stackOf(spec: DetectorSpec, at: AwsPlace, settings: DetectorTemplateSettings = {}): ResolvedTemplate {
  const engine = engineOf(at)
  return resolveTemplate(detectorTemplate(spec, { engine: 'shop', ...settings }), {
    place: at,
    stackName: 'revenue-stack',
    imports: {
      'crowsnest-shop-FunctionArn': engine.functionArn,
      'crowsnest-shop-RoleArn': engine.roleArn,
      'crowsnest-shop-SchedulerRoleArn': engine.schedulerRoleArn,
      'crowsnest-shop-ScheduleGroup': engine.scheduleGroup,
      'crowsnest-shop-DeadLetterQueueArn': engine.deadLetterQueueArn,
    },
    attributes: Object.fromEntries(
      ['DatasetRole', 'AlertOnCallRole', 'AlertOnCall2Role', 'ServiceRole'].map((id) => [`${id}.Arn`, arnOf(at, id)]),
    ),
  })
}

const engineOf = (at: AwsPlace) => resolveEngine({ name: 'shop' }, at)
const arnOf = (at: AwsPlace, id: string): string => `arn:${at.partition}:iam::${at.account}:role/${id}`

describe.each(PLACES)('the template of a detector in $partition', (at) => {
  const spec = specIn(at)
  const { dataset, alerts = [] } = spec
  const engine = engineOf(at)
  const parts = [datasetPart(dataset, {}), ...alerts.flatMap((alert) => alertPart(alert, undefined) ?? [])]
  const roles = planServiceRoles(engine, 'revenue', parts)
  const ids = ['DatasetRole', 'AlertOnCallRole', 'AlertOnCall2Role']

  it.each([
    ['for any region', {}],
    ['for one region', { region: at.region }],
    ['for one account', { accountOfStack: at.account }],
  ] satisfies [string, DetectorTemplateSettings][])('has, %s, the roles of the component', async (_, settings) => {
    const { resources } = stackOf(spec, at, settings)
    for (const [index, role] of roles.entries()) {
      const made = resources[ids[index]!]!
      const [policy] = made['Policies'] as readonly { readonly PolicyName: string; readonly PolicyDocument: unknown }[]
      expect(made['Path']).toBe(role.path)
      expect(samePolicy(made['AssumeRolePolicyDocument'])).toEqual(samePolicy(toIamPolicy(role.trust)))
      expect(policy!.PolicyName).toBe(role.documents[0]!.name)
      expect(samePolicy(policy!.PolicyDocument)).toEqual(samePolicy(toIamPolicy(role.documents[0]!)))
      expect(made['Tags']).toEqual([{ Key: 'team', Value: 'growth' }])
      const name = String(made['RoleName'])
      if ('region' in settings) expect(name).toBe(role.name)
      else expect(name.replace(/-[0-9a-f]{8}$/, '')).toBe(role.name.replace(/-[0-9a-f]{10}$/, ''))
      const findings = await lintDocument(samePolicy(policy!.PolicyDocument), { type: 'identity' })
      expect(findings.filter(({ level }) => level !== 'suggestion')).toEqual([])
    }
  })

  it('declares what the component declares', () => {
    const { resources } = stackOf(spec, at)
    const { dataset: _dataset, alerts: _alerts, ...head } = spec
    const contentOf = (id: string): unknown => JSON.parse(String(resources[id]!['Content']))
    expect(contentOf('DetectorDeclaration')).toEqual(
      said(detectorDeclaration(engine.place, { ...head, managedBy: 'the CloudFormation stack revenue-stack' })),
    )
    expect(contentOf('DatasetDeclaration')).toEqual(
      said(datasetDeclaration(engine.place, 'revenue', { ...dataset, role: arnOf(at, 'DatasetRole') })),
    )
    for (const alert of alerts) {
      const id = IDS[alert.name as keyof typeof IDS]
      const role = alert.name === 'log' ? {} : { role: arnOf(at, `${id}Role`) }
      expect(contentOf(`${id}Declaration`)).toEqual(
        said(alertDeclaration(engine.place, 'revenue', { ...alert, ...role })),
      )
      expect(resources[`${id}Declaration`]).toMatchObject({ Detector: 'revenue', Part: 'alert', Alert: alert.name })
    }
  })

  it('activates and wakes the engine as the component does', () => {
    const { resources } = stackOf(spec, at)
    expect(resources['Activation']).toMatchObject({
      ServiceToken: engine.functionArn,
      Event: activateEvent('revenue', { interval: 'PT1H', dataset, alerts }),
    })
    const wakeUps = planWakeUps('PT1H', { offsetSeconds: 600, timezone: 'UTC' })
    expect(resources['Schedule']).toMatchObject({
      Name: 'revenue',
      GroupName: engine.scheduleGroup,
      ScheduleExpression: wakeUps.expression,
      State: 'ENABLED',
      Target: {
        Arn: engine.functionArn,
        RoleArn: engine.schedulerRoleArn,
        Input: executeEvent('revenue'),
        DeadLetterConfig: { Arn: engine.deadLetterQueueArn },
      },
    })
  })
})

describe('detectorTemplate', () => {
  const [at] = PLACES
  const spec = specIn(at)

  it('makes one role for all where that is asked for', () => {
    const { resources } = stackOf(spec, at, { combined: true })
    expect(Object.keys(resources).filter((id) => id.endsWith('Role'))).toEqual(['ServiceRole'])
    const content = JSON.parse(String(resources['AlertOnCallDeclaration']!['Content'])) as { readonly role: string }
    expect(content.role).toBe(arnOf(at, 'ServiceRole'))
  })

  it('makes no role where the spec names one', () => {
    const role = 'arn:aws:iam::111122223333:role/crowsnest/us-east-1/shop/services/mine'
    const { resources } = stackOf({ ...spec, alerts: [], dataset: { ...spec.dataset, role } }, at)
    expect(Object.keys(resources).filter((id) => id.endsWith('Role'))).toEqual([])
    expect(String(resources['DatasetDeclaration']!['Content'])).toContain(role)
  })

  it('backtests before it activates where a limit is given', () => {
    const template = detectorTemplate(spec, { backtest: { maxAlertsPerWeek: 3, threshold: null } })
    expect(template.Resources['Backtest']!.Type).toBe('Custom::CrowsnestBacktest')
    expect(template.Resources['Activation']!.DependsOn).toContain('Backtest')
    expect(template.Outputs).toHaveProperty('BacktestSummary')
  })

  it('declares before it activates, and wakes last', () => {
    const { Resources: resources } = detectorTemplate(spec)
    const declarations = Object.keys(resources).filter((id) => id.endsWith('Declaration'))
    expect(resources['Activation']!.DependsOn).toEqual(declarations)
    expect(resources['Schedule']!.DependsOn).toEqual([...declarations, 'Activation'])
  })

  it('leaves names that had to be cut to CloudFormation, as two could be the same', () => {
    const long = { ...spec, detector: 'd'.repeat(60) }
    expect(stackOf(long, at).resources['DatasetRole']).not.toHaveProperty('RoleName')
    expect(stackOf(long, at, { region: at.region }).resources['DatasetRole']!['RoleName']).toHaveLength(64)
  })

  it('keeps an account in a spec as it is, and says wherever the stack is where it is told so', () => {
    const foreign = { partition: 'aws', region: 'us-east-1', account: '999988887777' }
    const kept = stackOf(spec, foreign).resources['AlertOnCallDeclaration']!
    expect(String(kept['Content'])).toContain(topicIn(at))
    const moved = stackOf(spec, foreign, { accountOfStack: at.account }).resources['AlertOnCallDeclaration']!
    expect(String(moved['Content'])).toContain(topicIn(foreign))
  })

  it.each([
    [
      'a folder',
      { dataset: { ...spec.dataset, source: { folder: { historical: './a', format: { csv: {} } } } } },
      {},
      'dataset.source',
    ],
    [
      'nothing to watch',
      { dataset: { ...spec.dataset, source: { s3: { historical: 's3://acme/a/', format: { csv: {} } } } } },
      {},
      'dataset.source.s3.continuous',
    ],
    [
      'a topic key for nobody',
      {},
      { topicKeyArns: { nobody: 'arn:aws:kms:us-east-1:111122223333:key/a' } },
      'topicKeyArns',
    ],
    ['a key that is none', {}, { keyArn: 'alias/a' }, 'dataset'],
  ] as [string, Partial<DetectorSpec>, DetectorTemplateSettings, string][])(
    'refuses %s',
    (_, change, settings, path) => {
      const refusal = (): unknown => detectorTemplate({ ...spec, ...change }, settings)
      expect(refusal).toThrow(TemplateError)
      expect(refusal).toThrow(path)
    },
  )

  // The examples name no account; a Redshift workgroup and a secret in an ARN do.
  it.each(['revenue-s3', 'cloudwatch', 'athena'])('writes a template of examples/%s.yaml', (name) => {
    const path = join(import.meta.dirname, `../../examples/${name}.yaml`)
    const parsed = parseSpec(readFileSync(path, 'utf8'), path)
    const template = detectorTemplate(parsed.spec!, { activate: false })
    expect(Object.keys(template.Resources)).toContain('DatasetRole')
  })
})
