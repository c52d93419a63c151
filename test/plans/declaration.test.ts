import { assert as assertLaw, constantFrom, oneof, constant, property, record, string, uniqueArray } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadDetector, declareSpec } from '../../engine/run/declare.ts'
import { alertKey, datasetKey, detectorKey } from '../../engine/state/keys.ts'
import { memoryStore } from '../../engine/state/index.ts'
import { alertDeclaration, datasetDeclaration, detectorDeclaration, type Declaration } from '../../plans/index.ts'
import { checkSpec, withDefaults, type DetectorSpec } from '../../spec/index.ts'
import { ACCOUNT, PLACE } from '../policies/documents/ask.ts'

const SPEC: DetectorSpec = {
  detector: 'revenue',
  description: 'Hourly revenue',
  interval: 'PT1H',
  dataset: {
    source: {
      s3: {
        continuous: 's3://acme-metrics/live/{{yyyyMMdd}}/{{HHmm}}',
        historical: 's3://acme-metrics/history/',
        format: { csv: { delimiter: ';' } },
      },
    },
    timestamp: { column: 'at', format: 'yyyy-MM-dd HH:mm:ss' },
    offset: 'PT10M',
    measures: [{ column: 'revenue', aggregation: 'SUM' }],
    dimensions: ['shop'],
    role: `arn:aws:iam::${ACCOUNT}:role/crowsnest/us-east-2/main/services/data`,
  },
  alerts: [
    { name: 'log', channel: { log: {} } },
    { name: 'oncall', threshold: 80, channel: { sns: { topic: `arn:aws:sns:us-east-2:${ACCOUNT}:oncall` } } },
  ],
  tags: { team: 'growth' },
  quotas: { alerts: 20 },
}

function declarationsOf(spec: DetectorSpec, place = PLACE): readonly Declaration[] {
  const { dataset, alerts = [], ...head } = spec
  return [
    detectorDeclaration(place, head),
    datasetDeclaration(place, head.detector, dataset),
    ...alerts.map((alert) => alertDeclaration(place, head.detector, alert)),
  ]
}

async function storeWith(declarations: readonly Declaration[]) {
  const store = memoryStore()
  for (const { key, content } of declarations) await store.create(key, Buffer.from(content))
  return store
}

describe('declarations', () => {
  it('are what the engine loads and what it writes itself, byte for byte', async () => {
    const store = await storeWith(declarationsOf(SPEC))
    expect(await loadDetector(store, 'revenue')).toEqual(withDefaults(SPEC))
    expect(await declareSpec(store, SPEC)).toBe(false)
  })

  it('lie where the engine looks, below the prefix of the state', () => {
    const keys = declarationsOf(SPEC, { ...PLACE, statePrefix: 'team/crowsnest' } as never).map(({ key }) => key)
    expect(keys).toEqual(
      [detectorKey('revenue'), datasetKey('revenue'), alertKey('revenue', 'log'), alertKey('revenue', 'oncall')].map(
        (key) => `team/crowsnest/${key}`,
      ),
    )
  })

  it('keep what a spec says, whatever texts are in it', () => {
    const specs = record({
      description: string({ minLength: 1, maxLength: 40 }).filter((text) => /\S/.test(text)),
      quote: constantFrom('"', "'", ''),
      delimiter: oneof(constant('\t'), constant('|'), constant(',')),
      values: uniqueArray(string({ minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 5 }),
      alerts: uniqueArray(constantFrom('a', 'a-b', 'B_c', '0'), { maxLength: 4 }),
    }).map(({ description, quote, delimiter, values, alerts }): DetectorSpec => ({
      ...SPEC,
      description,
      dataset: {
        ...SPEC.dataset,
        source: { s3: { historical: 's3://acme/h/', format: { csv: { quote, delimiter } } } },
        filters: { shop: values },
      },
      alerts: alerts.map((name) => ({ name, description, channel: { log: {} } })),
    }))
    assertLaw(
      property(specs, (spec) => {
        const { findings } = checkSpec(spec)
        const [head, dataset, ...alerts] = declarationsOf(spec).map(
          ({ content }) => JSON.parse(content) as Partial<DetectorSpec>,
        )
        const back = { ...head, dataset, ...(spec.alerts!.length > 0 && { alerts }) }
        expect(checkSpec(back).findings).toEqual(findings)
        expect(withDefaults(back as unknown as DetectorSpec)).toEqual(withDefaults(spec))
      }),
    )
  })
})
