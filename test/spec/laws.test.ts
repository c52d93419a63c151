import { Ajv2020 } from 'ajv/dist/2020.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import schema from '../../spec/detector.schema.json' with { type: 'json' }
import { checkSpec, parseSpec, withDefaults, type Finding } from '../../spec/index.ts'
import { sampleSpec } from './sample-spec.ts'

const name = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,20}$/)
const text = fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }).filter((value) => value.trim() !== '')
const values = fc.uniqueArray(text, { minLength: 1, maxLength: 5 })

/** Specs without errors. */
const validSpec = fc
  .record({
    columns: fc.uniqueArray(name, { minLength: 3, maxLength: 6 }),
    interval: fc.constantFrom('PT5M', 'PT10M', 'PT1H', 'P1D'),
    detector: name,
    description: fc.option(text, { nil: undefined }),
    timezone: fc.constantFrom('UTC', 'Europe/Berlin', undefined),
    offset: fc.constantFrom('PT10M', 'P1DT2H', undefined),
    kept: values,
    alerts: fc.uniqueArray(name, { maxLength: 3 }),
    threshold: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
    format: fc.constantFrom(
      { csv: { delimiter: '\t', quote: '' } },
      { jsonLines: { charset: 'UTF-16' } },
      { parquet: {} },
    ),
    tags: fc.dictionary(
      fc.stringMatching(/^[b-z][a-zA-Z0-9 _.:/=+@-]{0,20}$/),
      fc.stringMatching(/^[b-z0-9 ]{0,20}$/),
      {
        maxKeys: 3,
        noNullPrototype: true,
      },
    ),
    backtestIntervals: fc.integer({ min: 1, max: 100_000 }),
  })
  .map(({ columns: [at, measure, dimension, ...more], kept, alerts, threshold, ...rest }) => ({
    detector: rest.detector,
    ...defined({ description: rest.description }),
    interval: rest.interval,
    dataset: {
      source: { folder: { continuous: './{{yyyyMMdd}}/{{HHmm}}', historical: './history', format: rest.format } },
      timestamp: { column: at, format: 'UNIX' },
      ...defined({ timezone: rest.timezone, offset: rest.offset }),
      measures: [{ column: measure, aggregation: 'SUM' }],
      dimensions: [dimension, ...more],
      filters: { [dimension!]: kept },
    },
    alerts: alerts.map((alert) => ({
      name: alert,
      ...defined({ threshold }),
      measures: [measure],
      dimensions: { [dimension!]: kept.slice(0, 1) },
      channel: { log: {} },
    })),
    tags: rest.tags,
    quotas: { backtestIntervals: rest.backtestIntervals },
  }))

/** The sample with something done to it somewhere. */
const brokenSpec = fc
  .tuple(fc.nat(), fc.constantFrom('remove', 'replace', 'add'), fc.string(), fc.jsonValue())
  .map(([seed, action, key, value]) => {
    const spec = sampleSpec()
    const places = mappingsOf(spec)
    const place = places[seed % places.length]!
    const keys = Object.keys(place)
    const chosen = keys[seed % Math.max(1, keys.length)] ?? key
    if (action === 'remove') delete place[chosen]
    else place[action === 'add' ? key : chosen] = value
    return spec
  })

describe('a valid spec', () => {
  it('is found valid, and comes back from YAML and JSON as it was', () => {
    fc.assert(
      fc.property(validSpec, (spec) => {
        expect(checkSpec(spec)).toEqual({ spec, findings: [] })
        expect(parseSpec(stringify(spec), 'a.yaml')).toEqual({ spec, findings: [] })
        expect(parseSpec(JSON.stringify(spec), 'a.json')).toEqual({ spec, findings: [] })
      }),
    )
  })

  it('can be given its defaults', () => {
    fc.assert(
      fc.property(validSpec, (spec) => {
        const resolved = withDefaults(checkSpec(spec).spec!)
        expect(resolved.name).toBe(spec.detector)
        expect(resolved.dataset.offsetSeconds).toBeGreaterThanOrEqual(0)
        expect(resolved.quotas.backtestIntervals).toBe(spec.quotas.backtestIntervals)
      }),
    )
  })
})

describe('any value', () => {
  it('is checked without an exception', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (value) => {
          const { spec, findings } = checkSpec(value)
          expect(spec).toBeNull()
          expect(findings.length).toBeGreaterThan(0)
        },
      ),
    )
  })

  it('is checked without an exception where a spec has something else', () => {
    fc.assert(
      fc.property(brokenSpec, (spec) => {
        lawful(checkSpec(spec).findings, spec)
      }),
      { numRuns: 300 },
    )
  })

  it('is refused when the schema refuses it', () => {
    const validate = new Ajv2020({ allErrors: true, strictTypes: false, keywords: ['x-finding'] }).compile(schema)
    fc.assert(
      fc.property(brokenSpec, (spec) => {
        const refused = !validate(spec)
        const { spec: usable, findings } = checkSpec(spec)
        if (refused) expect(usable, JSON.stringify(findings)).toBeNull()
      }),
      { numRuns: 300 },
    )
  })
})

describe('any text', () => {
  const yamlish = fc
    .array(
      fc.constantFrom(
        'a',
        'detector',
        'dataset',
        ': ',
        ':',
        '\n',
        '  ',
        '- ',
        '[',
        ']',
        '{',
        '}',
        '"',
        "'",
        '&a ',
        '*a',
        '!',
        '#',
        '|',
        '\t',
        '---\n',
        '? ',
        ',',
        '%',
        '\0',
        '<<: *a',
        '\uFEFF',
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join(''))

  it('is read without an exception, and every finding has a place in it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), yamlish), (source) => {
        const { spec, findings } = parseSpec(source, 'a.yaml')
        expect(spec).toBeNull()
        expect(findings.length).toBeGreaterThan(0)
        const lines = source.split('\n').length
        for (const { line } of findings) {
          expect(line).toBeGreaterThanOrEqual(1)
          expect(line).toBeLessThanOrEqual(lines)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('gives findings in the order of the text', () => {
    fc.assert(
      fc.property(brokenSpec, (spec) => {
        const places = parseSpec(stringify(spec), 'a.yaml').findings.map(({ line, column }) => line! * 1000 + column!)
        expect(places).toEqual(places.toSorted((one, other) => one - other))
      }),
    )
  })
})

/** Every finding can be serialised, and its path or the path of its parent exists. */
function lawful(findings: readonly Finding[], document: unknown): void {
  for (const finding of findings) {
    expect(JSON.parse(JSON.stringify(finding))).toMatchObject({ code: finding.code, message: finding.message })
    const parent = finding.path
      .slice(0, -1)
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document)
    if (finding.path.length > 0) expect(parent, `${finding.code} ${finding.path.join('.')}`).toBeTypeOf('object')
  }
}

function mappingsOf(value: unknown): readonly Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return []
  const below = Object.values(value).flatMap(mappingsOf)
  return Array.isArray(value) ? below : [value as Record<string, unknown>, ...below]
}

function defined(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
}
