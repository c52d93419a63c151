import type * as pulumi from '@pulumi/pulumi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as crowsnest from '../../components/index.ts'
import { PACKAGE, type TypeSchema } from '../../provider/package-schema.ts'
import { STRUCTURAL } from '../../provider/structural.generated.ts'
import { runProgram } from '../components/harness.ts'
import { unknown } from '../components/values.ts'
import { made } from './made.ts'
import { RefusedError, startProvider, type RunningProvider } from './plugin.ts'
import { outputValue, unknownOutput } from './wire.ts'

type Args = Readonly<Record<string, unknown>>

const TOPIC = 'arn:aws:sns:us-east-2:111122223333:oncall'
const engine = { name: 'main' }
const dataset = {
  source: { s3: { continuous: 's3://acme-metrics/live/{{yyyyMMdd}}/{{HHmm}}', format: { csv: { quote: "'" } } } },
  timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
  measures: [{ column: 'revenue', aggregation: 'SUM' }],
  dimensions: ['platform'],
}
const alert = { name: 'oncall', threshold: 70, channel: { sns: { topic: TOPIC, format: 'JSON' } } }

/** Arguments of each component, with a choice and a number of each type that it takes. */
const SAMPLES: Readonly<Record<string, Args>> = {
  Alert: { engine, detector: 'revenue', threshold: 50, channel: alert.channel },
  DatadogChannel: { apiKey: '0123456789abcdef0123456789abcdef' },
  Dataset: { engine, detector: 'revenue', interval: 'PT1H', ...dataset, quotas: { measures: 20 } },
  Detector: { engine, interval: 'PT1H', dataset, alerts: [alert], backtest: { maxAlertsPerWeek: 3 } },
  EmailChannel: { addresses: ['oncall@example.com'] },
  Engine: { tags: { team: 'growth' }, createStateKey: true },
  Flow: {
    application: 'salesforce',
    connectorProfileName: 'acme',
    bucket: 'acme-flows',
    interval: 'PT1H',
    fields: ['CreatedDate', 'Amount'],
  },
  Monitoring: { engine, detectors: [{ name: 'revenue' }] },
  Network: { services: ['sts', 'sns'] },
  PagerDutyChannel: { routingKey: '0123456789abcdef0123456789abcdef' },
  ServiceRole: { engine, detector: 'revenue', dataset: { s3: { historical: 's3://acme-metrics/past/' } } },
  SlackChannel: { webhookUrl: 'https://hooks.slack.com/services/T000/B000/XXXX' },
  WebhookChannel: { url: 'https://hooks.example.com/anomalies' },
}

let provider: RunningProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.stop())

describe('every component', () => {
  it('has a sample here', () => {
    const components = Object.keys(PACKAGE.resources).map((token) => token.slice(token.lastIndexOf(':') + 1))
    expect(Object.keys(SAMPLES).toSorted()).toEqual(components.toSorted())
  })

  describe.each(Object.entries(SAMPLES))('%s', (name, args) => {
    const request = { type: `crowsnest:index:${name}`, name: 'sample', inputs: args }

    it.each([{ preview: false }, { preview: true }])(
      'is what TypeScript makes, with preview $preview',
      async ({ preview }) => {
        const here = await provider.construct({ ...request, preview })
        const there = await runProgram(() => makeHere(name, args), { preview })
        expect(made(here.resources)).toEqual(made(there.resources))
        expect(here.resources.length).toBeGreaterThan(1)
      },
    )

    it('gives what its schema says', async () => {
      const { state } = await provider.construct(request)
      const { properties, required } = PACKAGE.resources[request.type]!
      expect(Object.keys(state).filter((key) => !(key in properties))).toEqual([])
      expect(required.filter((key) => state[key] === undefined)).toEqual([])
    })

    it('takes arguments that other resources will give', async () => {
      const late = Object.keys(args).filter((key) => isInput(PACKAGE.resources[request.type]!.inputProperties[key]!))
      const inputs = {
        ...args,
        ...Object.fromEntries(
          late.filter((key) => !STRUCTURAL.has(`${name}.${key}`)).map((key) => [key, unknownOutput()]),
        ),
      }
      const { resources } = await provider.construct({ ...request, inputs, preview: true })
      expect(resources[0]).toMatchObject({ type: request.type })
    })

    it('refuses an argument that it does not know', async () => {
      const problems = await problemsOf({ ...request, inputs: { ...args, tag: { a: 'b' } } })
      expect(problems['tag']).toBe(`${name} has no such argument. Did you mean tags?`)
    })

    it.each(wrongValues(name, args))('refuses $value at $path', async ({ path, value, inputs }) => {
      const problems = await problemsOf({ ...request, inputs })
      expect(Object.keys(problems)).toContain(path)
      expect(problems[path]).toMatch(/\.( \[[A-Z_]+\])?$/)
      expect(problems[path]).toContain(String(value))
    })
  })
})

describe('a detector', () => {
  const detector = { type: 'crowsnest:index:Detector', name: 'revenue' }

  it('takes an engine that is known in part', async () => {
    const reference = { name: 'main', functionArn: unknownOutput() }
    const inputs = { engine: reference, interval: 'PT1H', dataset, alerts: [alert] }
    const { resources } = await provider.construct({ ...detector, inputs, preview: true })
    const schedule = resources.find(({ type }) => type === 'aws:scheduler/schedule:Schedule')!
    expect(schedule.inputs).toMatchObject({ name: 'revenue' })
    expect(JSON.stringify(schedule.wire['target'])).toContain('04da6b54-80e4-46f7-96ec-b56ff0331ba9')
  })

  it('plans a role for an alert whose channel is known only later', async () => {
    const alerts = [{ ...alert, channel: unknownOutput() }]
    const inputs = { engine, interval: 'PT1H', dataset, alerts }
    const { resources, state } = await provider.construct({ ...detector, inputs, preview: true })
    expect(resources.map(({ name }) => name)).toContain('revenue-alert-oncall')
    expect(state['datasetRole']).toEqual(unknown)
  })

  it('is declared in the order of the schema, as the wire has none', async () => {
    const inputs = { engine, interval: 'PT1H', dataset, alerts: [alert] }
    const { resources } = await provider.construct({ ...detector, inputs })
    const contents = resources.flatMap(({ inputs: { content } }) => (content === undefined ? [] : [String(content)]))
    const sns = contents.find((content) => content.includes('"sns"'))
    expect(sns!.indexOf('"topic"')).toBeLessThan(sns!.indexOf('"format"'))
  })

  it('sees into a list of alerts that is an output', async () => {
    const alerts = outputValue([alert], { dependencies: ['urn:pulumi:test::shop::aws:sns/topic:Topic::oncall'] })
    const { resources } = await provider.construct({
      ...detector,
      inputs: { engine, interval: 'PT1H', dataset, alerts },
    })
    expect(resources.map(({ name }) => name)).toContain('revenue-alert-oncall')
  })

  it.each([
    { inputs: { alerts: unknownOutput() }, path: 'alerts', says: 'Write it out here' },
    { inputs: { dataset: unknownOutput() }, path: 'dataset', says: 'Write it out here' },
    {
      inputs: { alerts: [{ ...alert, name: unknownOutput() }] },
      path: 'alerts[0].name',
      says: 'Write the value itself',
    },
    { inputs: { dataset: undefined, detaset: dataset }, path: 'detaset', says: 'Did you mean dataset?' },
    { inputs: { alerts: [{ ...alert, threshold: 101 }] }, path: 'alerts[0].threshold', says: '101' },
    {
      inputs: { alerts: [{ ...alert, dimensions: { colour: ['red'] } }] },
      path: 'alerts[0].dimensions.colour',
      says: 'colour',
    },
    { inputs: { dataset: { ...dataset, source: {} } }, path: 'dataset.source', says: 's3' },
    { inputs: { dataset: { measures: dataset.measures } }, path: 'dataset.source', says: 'It is required.' },
    {
      inputs: { alerts: [{ ...alert, channel: { sns: { topic: TOPIC }, log: {} } }] },
      path: 'alerts[0].channel',
      says: 'sns',
    },
    { inputs: { alerts: [{ ...alert, name: 'a'.repeat(64) }] }, path: 'alerts[0].name', says: '63' },
    {
      inputs: { alerts: [{ ...alert, channel: { sns: { topic: TOPIC.replace('aws', 'aws-cn') } } }] },
      path: 'alerts[0].channel.sns.topic',
      says: 'partition',
    },
  ])('refuses $path: $says', async ({ inputs, path, says }) => {
    const whole = { engine, interval: 'PT1H', dataset, alerts: [alert], ...inputs }
    const given = Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined))
    const problems = await problemsOf({ ...detector, inputs: given, preview: true })
    expect(problems[path]).toContain(says)
  })
})

async function problemsOf(
  request: Parameters<RunningProvider['construct']>[0],
): Promise<Readonly<Record<string, string>>> {
  const error = await provider.construct(request).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof RefusedError)) throw new Error('it was not refused', { cause: error })
  return error.problems
}

function makeHere(name: string, args: Args): void {
  const Component = (crowsnest as unknown as Record<string, new (name: string, args: Args) => pulumi.Resource>)[name]!
  void new Component('sample', args)
}

function isInput({ plain }: TypeSchema): boolean {
  return plain !== true
}

interface Wrong {
  readonly path: string
  readonly value: unknown
  readonly inputs: Args
}

/** The arguments with one value wrong: a choice that there is not, a number that nothing can be. */
function wrongValues(component: string, args: Args): readonly Wrong[] {
  const { inputProperties } = PACKAGE.resources[`crowsnest:index:${component}`]!
  return wrongIn(args, inputProperties, '').map(({ path, value, object }) => ({ path, value, inputs: object as Args }))
}

interface WrongPart {
  readonly path: string
  readonly value: unknown
  readonly object: unknown
}

function wrongIn(given: Args, properties: Readonly<Record<string, TypeSchema>>, path: string): readonly WrongPart[] {
  return Object.entries(properties).flatMap(([key, type]) => {
    const at = path === '' ? key : `${path}.${key}`
    return wrongValue(given[key], type, at).map((part) => ({ ...part, object: { ...given, [key]: part.object } }))
  })
}

function wrongValue(given: unknown, type: TypeSchema, path: string): readonly WrongPart[] {
  const definition = type.$ref === undefined ? undefined : PACKAGE.types[type.$ref.replace('#/types/', '')]
  if (definition?.enum !== undefined) return [{ path, value: 'wrong', object: 'wrong' }]
  if (type.type === 'integer') return [{ path, value: -1, object: -1 }]
  if (given === undefined) return []
  if (definition?.properties !== undefined) return wrongIn(given as Args, definition.properties, path)
  if (type.items !== undefined) {
    const [first, ...rest] = given as readonly unknown[]
    return wrongValue(first, type.items, `${path}[0]`).map((part) => ({ ...part, object: [part.object, ...rest] }))
  }
  return []
}
