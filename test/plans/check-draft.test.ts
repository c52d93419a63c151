import { array, assert as assertLaw, constantFrom, property, subarray } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDraft, type Path } from '../../plans/index.ts'
import { checkSpec } from '../../spec/index.ts'
import { mappingOf, names, sampleSpec } from '../spec/sample-spec.ts'

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
    for (const hole of placesIn(spec())) {
      expect(checkDraft({ value: without(spec(), [hole]), unknown: [hole] })).toEqual([])
    }
  })
})
