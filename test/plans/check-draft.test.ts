import { array, assert as assertLaw, constantFrom, property, subarray } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDraft, type Path } from '../../plans/index.ts'
import { checkSpec } from '../../spec/index.ts'
import { mappingOf, names, sampleSpec } from '../spec/sample-spec.ts'

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1111abcd-0000-4000-8000-00000000000a'
const CSV = { header: false, columns: ['at', 'views', 'revenue', 'shop', 'kind'], delimiter: ';', quote: "'" }
const S3 = {
  continuous: 's3://acme/live/{{yyyyMMdd}}/{{HH}}',
  historical: 's3://acme/history/',
  format: { csv: CSV },
}

function spec(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return sampleSpec(structuredClone({ 'dataset.source': { s3: S3 }, ...changes }))
}

/** Changes that each make something wrong. */
const MISTAKES: readonly Readonly<Record<string, unknown>>[] = [
  { interval: 'PT15M' },
  { detector: 'my detector' },
  { 'dataset.timestamp': undefined },
  { 'dataset.timestamp.format': 'yyyy-MM-dd' },
  { 'dataset.dimension': ['shop'] },
  { 'dataset.dimensions.1': 'views' },
  { 'dataset.dimensions': ['shop', 'colour'] },
  { 'dataset.dimensions': names(11) },
  { 'dataset.measures': [] },
  { 'dataset.measures.0.aggregation': 'MAX' },
  { 'dataset.filters.region': ['eu'] },
  { 'dataset.filters.shop': ['us', ...names(11)] },
  { 'dataset.offset': 'soon' },
  { 'dataset.source': {} },
  { 'dataset.source': { s3: S3, folder: { historical: './x', format: { jsonLines: {} } } } },
  { 'dataset.source': { s3: { format: { csv: CSV } } } },
  { 'dataset.source': { s3: { historical: S3.historical, format: { csv: CSV } } } },
  { 'dataset.source': { s3: { ...S3, format: { csv: { ...CSV, columns: undefined } } } } },
  { 'dataset.source': { s3: { ...S3, format: { csv: { ...CSV, header: true } } } } },
  { 'dataset.source': { s3: { ...S3, format: { csv: { ...CSV, delimiter: "'" } } } } },
  { 'dataset.source': { s3: { ...S3, continuous: 's3://acme/live/{{yyyyMMdd}}' } } },
  { 'dataset.role': 'arn:aws-cn:iam::111122223333:role/data' },
  { 'alerts.0.threshold': 101 },
  { 'alerts.0.measures': ['profit'] },
  { 'alerts.0.dimensions': { region: ['eu'] } },
  { 'alerts.0.dimensions.shop': ['fr'] },
  { 'alerts.0.dimensions': mappingOf(6, ['a']) },
  { 'alerts.0.channel': {} },
  { 'alerts.0.channel.sns.topic': 'oncall' },
  { 'alerts.0.role': 'arn:aws-cn:iam::111122223333:role/oncall' },
  { 'alerts.1.name': 'oncall' },
  { alerts: names(11).map((name) => ({ name, channel: { log: {} } })) },
  { 'quotas.metrics': 0 },
  { 'tags.aws:team': 'x' },
]

const TABLE = { database: 'shop', table: 'orders', timeout: 'PT1M' }
const SECRET = { secret: 'crowsnest/shop', secretPrefix: 'crowsnest/', secretKeyArn: KEY }
const PAST = { backtest: true, until: '2026-06-01' }

/** Datasets of other sources: what each says beside measures and dimensions. */
const SOURCES: readonly (readonly [source: Readonly<Record<string, unknown>>, timestamp: unknown])[] = [
  [{ cloudwatch: { namespace: 'AWS/Lambda', region: 'eu-central-1', ...PAST } }, undefined],
  [{ rds: { engine: 'postgres', instance: 'shop', schema: 'public', ...TABLE, ...SECRET, ...PAST } }, { column: 'at' }],
  [{ redshift: { cluster: 'shop', ...TABLE, user: 'crowsnest' } }, { column: 'at', format: 'yyyy-MM-dd HH' }],
  [{ athena: { workgroup: 'w', ...TABLE, partitions: { dt: 'yyyy-MM-dd' }, ...PAST } }, { column: 'at' }],
  [
    { appflow: { flow: 'sales', destination: 's3://acme-flow/', format: { csv: { delimiter: ';' } } } },
    { column: 'at', format: 'UNIX' },
  ],
]

/** What makes each of them wrong: values that do not go together. */
const SOURCE_MISTAKES: readonly Readonly<Record<string, unknown>>[] = [
  { 'dataset.measures.0.statistic': 'p99' },
  { 'dataset.measures.0': { column: 'a', aggregation: 'SUM', statistic: 'Average' } },
  { 'dataset.timestamp': undefined },
  { 'dataset.timestamp': { column: 'at', format: 'dd.MM.yyyy HH' } },
  { 'dataset.source.rds.user': 'crowsnest' },
  { 'dataset.source.rds.secret': undefined },
  { 'dataset.source.rds.backtest': false },
  { 'dataset.source.rds.timeout': 'PT1H' },
  { 'dataset.source.redshift.cluster': undefined },
  { 'dataset.source.redshift.secret': 'AmazonLookoutMetrics-shop' },
  { 'dataset.source.athena.partitions.dt': 'week' },
  { 'dataset.source.athena.data': 's3://Acme/' },
  { 'dataset.source.appflow.backtest': 'yes' },
]

function withSource([source, timestamp]: (typeof SOURCES)[number]): Record<string, unknown> {
  return sampleSpec({
    'dataset.source': structuredClone(source),
    'dataset.timestamp': structuredClone(timestamp),
    // A backtest has no use for it.
    'dataset.offset': undefined,
  })
}

/** A document with some places changed that it has the parents of; the others stay as they are. */
function changed(whole: Record<string, unknown>, changes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  for (const [place, value] of Object.entries(changes)) {
    const keys = place.split('.')
    const parent = keys.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], whole)
    if (typeof parent !== 'object' || parent === null) continue
    Object.assign(parent, { [keys.at(-1)!]: value })
  }
  return JSON.parse(JSON.stringify(whole)) as Record<string, unknown>
}

/** Every place in a document. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return []
  const entries = Array.isArray(value)
    ? value.map((item: unknown, index) => [index, item] as const)
    : Object.entries(value)
  return entries.flatMap(([key, item]) => [[...path, key], ...placesIn(item, [...path, key])])
}

/** A document without what is at some places, as outputs leave it. */
function without(value: unknown, holes: readonly Path[], path: Path = []): unknown {
  if (typeof value !== 'object' || value === null) return value
  const isHole = (key: string | number): boolean => holes.some((hole) => same(hole, [...path, key]))
  if (Array.isArray(value)) {
    return value.map((item: unknown, i) => (isHole(i) ? undefined : without(item, holes, [...path, i])))
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (isHole(key) ? [] : [[key, without(item, holes, [...path, key])]])),
  )
}

function same(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((part, i) => part === b[i])
}

describe('checkDraft', () => {
  it('finds in a draft nothing that the whole has not', () => {
    const changes = array(constantFrom(...MISTAKES), { maxLength: 3 })
    assertLaw(
      property(
        changes.chain((made) => {
          const whole = JSON.parse(JSON.stringify(spec(Object.assign({}, ...made)))) as unknown
          return subarray([...placesIn(whole)], { maxLength: 4 }).map((holes) => ({ whole, holes }))
        }),
        ({ whole, holes }) => {
          const inWhole = checkSpec(whole).findings.map(({ code, path }) => `${code} ${path.join('.')}`)
          const found = checkDraft({ value: without(whole, holes), unknown: holes })
          for (const { code, path } of found) expect(inWhole).toContain(`${code} ${path.join('.')}`)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('finds in a draft of another source nothing that the whole has not', () => {
    const wholes = constantFrom(...SOURCES).chain((source) =>
      array(constantFrom(...SOURCE_MISTAKES), { maxLength: 3 }).map((made) =>
        changed(withSource(source), Object.assign({}, ...made)),
      ),
    )
    assertLaw(
      property(
        wholes.chain((whole) => subarray([...placesIn(whole)], { maxLength: 4 }).map((holes) => ({ whole, holes }))),
        ({ whole, holes }) => {
          const inWhole = checkSpec(whole).findings.map(({ code, path }) => `${code} ${path.join('.')}`)
          const found = checkDraft({ value: without(whole, holes), unknown: holes })
          for (const { code, path } of found) expect(inWhole).toContain(`${code} ${path.join('.')}`)
        },
      ),
      { numRuns: 1000 },
    )
  })

  // What platform engineers write: names of buckets, topics and roles are outputs of the same program.
  const OUTPUTS: readonly Path[] = [
    ['dataset', 'source', 's3', 'continuous'],
    ['dataset', 'source', 's3', 'historical'],
    ['dataset', 'role'],
    ['alerts', 0, 'channel', 'sns', 'topic'],
  ]
  const found = MISTAKES.flatMap((change) =>
    checkSpec(spec(change))
      .findings.filter(({ path }) => !OUTPUTS.some((hole) => hole.every((part, i) => part === path[i])))
      .map(({ code, path, level }) => ({ change, code, place: path.join('.'), level })),
  ).filter(({ code }) => !['PATHS_MISSING', 'OFFSET_UNUSED', 'SERVICE_ROLE_PARTITION'].includes(code))

  it.each(found)('finds $code at $place though buckets, topics and roles are outputs', ({ change, code, place }) => {
    const draft = { value: without(spec(change), OUTPUTS), unknown: OUTPUTS }
    expect(checkDraft(draft).map((finding) => `${finding.code} ${finding.path.join('.')}`)).toContain(
      `${code} ${place}`,
    )
  })

  it('finds nothing in a good draft, wherever its holes are', () => {
    for (const good of [spec(), ...SOURCES.map(withSource)]) {
      expect(checkSpec(good).findings).toEqual([])
      for (const hole of placesIn(good)) {
        expect(checkDraft({ value: without(good, [hole]), unknown: [hole] })).toEqual([])
      }
    }
  })
})
