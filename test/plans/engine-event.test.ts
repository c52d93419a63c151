import { assert as assertLaw, constantFrom, property, subarray } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meaningOf } from '../../engine/run/declare.ts'
import { activateEvent, backtestEvent, executeEvent } from '../../plans/index.ts'
import { withDefaults, type DetectorSpec } from '../../spec/index.ts'

const SPEC: DetectorSpec = {
  detector: 'revenue',
  interval: 'PT1H',
  dataset: {
    source: { s3: { continuous: 's3://acme/{{yyyyMMdd}}/{{HHmm}}', format: { jsonLines: {} } } },
    timestamp: { column: 'at', format: 'UNIX' },
    measures: [{ column: 'revenue', aggregation: 'SUM' }],
  },
  alerts: [{ name: 'oncall', channel: { log: {} } }],
}

type Change = (spec: DetectorSpec) => DetectorSpec

const dataset =
  (change: Partial<DetectorSpec['dataset']>): Change =>
  (spec) => ({ ...spec, dataset: { ...spec.dataset, ...change } })

const CHANGES: readonly Change[] = [
  (spec) => ({ ...spec, interval: 'PT10M' }),
  (spec) => ({ ...spec, description: 'x' }),
  (spec) => ({ ...spec, quotas: { metrics: 10 } }),
  (spec) => ({ ...spec, alerts: [] }),
  dataset({ timezone: 'UTC' }),
  dataset({ timezone: 'Europe/Berlin' }),
  dataset({ offset: 'PT5M' }),
  dataset({ dimensions: [] }),
  dataset({ dimensions: ['shop'] }),
  dataset({ filters: {} }),
  dataset({ filters: { shop: ['us'], kind: ['a'] } }),
  dataset({ filters: { kind: ['a'], shop: ['us'] } }),
  dataset({ measures: [{ aggregation: 'SUM', column: 'revenue' }] }),
  dataset({ measures: [{ column: 'revenue', aggregation: 'AVG' }] }),
  dataset({ missingData: 'IGNORE' }),
  dataset({ role: 'arn:aws:iam::111122223333:role/x' }),
  dataset({ source: { s3: { continuous: 's3://other/{{yyyyMMdd}}/{{HHmm}}', format: { parquet: {} } } } }),
]

function activate({ detector, interval, dataset: data, alerts = [] }: DetectorSpec): string {
  return activateEvent(detector, { interval, dataset: data, alerts })
}

describe('activateEvent', () => {
  it('changes exactly when the engine begins a new generation', () => {
    const specs = subarray([...CHANGES]).map((changes) => changes.reduce((spec, change) => change(spec), SPEC))
    assertLaw(
      property(specs, specs, (one, other) => {
        const sameMeaning = meaningOf(withDefaults(one)) === meaningOf(withDefaults(other))
        expect(activate(one) === activate(other)).toBe(sameMeaning)
      }),
      { numRuns: 400 },
    )
  })

  it('names the detector and nothing that only the engine may derive', () => {
    expect(JSON.parse(activate(SPEC))).toEqual({
      operation: 'activate',
      detector: 'revenue',
      trigger: expect.stringMatching(/^[0-9a-f]{32}$/),
    })
  })
})

function backtest(spec: DetectorSpec, threshold: number | null = null): string {
  const watched = { interval: spec.interval, dataset: spec.dataset, alerts: spec.alerts ?? [] }
  return backtestEvent(spec.detector, watched, { maxAlertsPerWeek: 3, threshold })
}

describe('backtestEvent', () => {
  it('asks for a limit, by the alerts or by a threshold', () => {
    expect(JSON.parse(backtest(SPEC))).toMatchObject({
      operation: 'backtest',
      detector: 'revenue',
      maxAlertsPerWeek: 3,
    })
    expect(JSON.parse(backtest(SPEC))).not.toHaveProperty('threshold')
    expect(JSON.parse(backtest(SPEC, 50))).toMatchObject({ threshold: 50 })
  })

  it('is another one when the alerts that count change, and the same when roles or descriptions do', () => {
    const louder: DetectorSpec = { ...SPEC, alerts: [{ ...SPEC.alerts![0]!, threshold: 0 }] }
    const other: DetectorSpec = {
      ...dataset({ role: 'arn:aws:iam::111122223333:role/x' })(SPEC),
      alerts: [{ ...SPEC.alerts![0]!, description: 'x', role: 'arn:aws:iam::111122223333:role/y' }],
    }
    expect(backtest(louder)).not.toBe(backtest(SPEC))
    expect(backtest(louder, 50)).toBe(backtest(SPEC, 50))
    expect(backtest(other)).toBe(backtest(SPEC))
  })

  it('is another one when the data changes', () => {
    assertLaw(
      property(constantFrom(dataset({ offset: 'PT5M' }), dataset({ dimensions: ['shop'] })), (change) => {
        expect(backtest(change(SPEC), 50)).not.toBe(backtest(SPEC, 50))
      }),
    )
  })
})

describe('executeEvent', () => {
  it('names the detector alone', () => {
    expect(executeEvent('revenue')).toBe('{"operation":"execute","detector":"revenue"}')
  })
})
