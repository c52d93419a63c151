import { readFileSync } from 'node:fs'
import { ConnectorType } from '@aws-sdk/client-appflow'
import { describe, expect, it } from 'vitest'
import { compileTimestampFormat } from '../../engine/time/index.ts'
import { APPFLOW_PRESET_NAMES, APPFLOW_PRESETS, appflowSpec, checkSpec, parseSpec } from '../../spec/index.ts'

// Guide, "Using Amazon AppFlow with Lookout for Metrics"
const APPLICATIONS = [
  'Salesforce',
  'Marketo',
  'Dynatrace',
  'Singular',
  'Zendesk',
  'Servicenow',
  'Infor Nexus',
  'Trendmicro',
  'Veeva',
  'Google Analytics',
  'Amplitude',
]

describe('APPFLOW_PRESETS', () => {
  it('has every application of the guide, in its order, and no other', () => {
    expect(Object.values(APPFLOW_PRESETS).map(({ application }) => application)).toEqual(APPLICATIONS)
  })

  it.each(APPFLOW_PRESET_NAMES)('has a connector of AppFlow for %s', (name) => {
    expect(Object.values(ConnectorType)).toContain(APPFLOW_PRESETS[name].connectorType)
  })

  it.each(APPFLOW_PRESET_NAMES)('has a timestamp for %s that its format can read', (name) => {
    const { format, example } = APPFLOW_PRESETS[name].timestamp
    const moment = compileTimestampFormat(format, 'UTC').parseText(example)
    expect(new Date(moment).toISOString().slice(0, 10)).toBe('2026-07-04')
  })

  it.each(APPFLOW_PRESET_NAMES)('says of %s that names are your own when they are', (name) => {
    const { measures, dimensions, object, names } = APPFLOW_PRESETS[name]
    const all = [object, ...measures.map(({ column }) => column), ...dimensions]
    expect(all.some((one) => one.startsWith('your'))).toBe(names === 'own')
  })
})

describe('appflowSpec', () => {
  it.each(APPFLOW_PRESET_NAMES)('gives a spec for %s that nothing is wrong with', (name) => {
    const spec = appflowSpec(name, { detector: 'crm', flow: 'crm-hourly', destination: 's3://acme-flows/crm/' })
    expect(checkSpec(spec).findings).toEqual([])
    expect(spec.dataset.source).toMatchObject({ appflow: { flow: 'crm-hourly', destination: 's3://acme-flows/crm/' } })
  })
})

describe('docs/appflow.md', () => {
  it('shows a spec for every application that nothing is wrong with', () => {
    const page = readFileSync(new URL('../../docs/appflow.md', import.meta.url), 'utf8')
    const specs = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => parseSpec(text, 'appflow.md'))
    expect(specs.flatMap(({ findings }) => findings)).toEqual([])
    expect(specs).toHaveLength(APPFLOW_PRESET_NAMES.length)
  })
})
