import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkSpec, FINDING_TEXTS, parseSpec, type FindingCode } from '../../spec/index.ts'
import { mappingOf, names, sampleSpec } from './sample-spec.ts'

const FOLDER = 'dataset.source.folder'
const CSV = `${FOLDER}.format.csv`

const FLOW = { flow: 'sales', destination: 's3://acme/sales/', format: { jsonLines: {} } }

const METRICS = { cloudwatch: { namespace: 'AWS/Lambda' } }

/** A way to provoke each finding: a text, or changes to a spec without findings; and where it is then found. */
const PROVOKED: Readonly<Record<FindingCode, readonly [string | Readonly<Record<string, unknown>>, string]>> = {
  SPEC_EMPTY: ['# nothing yet\n', ''],
  SPEC_TOO_LONG: ['#'.repeat(100_001), ''],
  SPEC_TOO_DEEP: [`a: ${'['.repeat(20_000)}`, ''],
  SPEC_NOT_A_MAPPING: ['- detector: a\n', ''],
  YAML_SYNTAX: ['detector: [a\ninterval: PT1H\n', ''],
  YAML_TAB: ['dataset:\n\tsource: {}\n', ''],
  YAML_DUPLICATE_KEY: ['detector: a\ndetector: b\n', ''],
  YAML_KEY_NOT_TEXT: ['[a, b]: c\n', ''],
  YAML_SEVERAL_DOCUMENTS: ['detector: a\n---\ndetector: b\n', ''],
  YAML_TOO_MANY_ALIASES: [aliasBomb(), ''],
  YAML_TAG_UNKNOWN: ['detector: !env NAME\n', ''],
  TYPE_WRONG: [{ 'dataset.dimensions': 'shop' }, 'dataset.dimensions'],
  FIELD_UNKNOWN: [{ owner: 'me' }, 'owner'],
  FIELD_MISSING: [{ 'dataset.timestamp': undefined }, 'dataset.timestamp'],
  CHOICE_MISSING: [{ 'alerts.0.channel': {} }, 'alerts.0.channel'],
  CHOICE_AMBIGUOUS: [{ 'alerts.0.channel.log': {} }, 'alerts.0.channel'],
  VALUE_UNKNOWN: [{ 'dataset.measures.0.aggregation': 'MAX' }, 'dataset.measures.0.aggregation'],
  TEXT_BLANK: [{ description: '  ' }, 'description'],
  TEXT_TOO_LONG: [{ description: 'x'.repeat(257) }, 'description'],
  LIST_EMPTY: [{ 'dataset.measures': [] }, 'dataset.measures'],
  NUMBER_OUT_OF_RANGE: [{ 'quotas.metrics': 0 }, 'quotas.metrics'],
  PLACEHOLDER_LEFT: [{ 'dataset.source.folder.historical': './<<DataFolder>>' }, 'dataset.source.folder.historical'],
  NAME_INVALID: [{ detector: 'my detector' }, 'detector'],
  INTERVAL_UNKNOWN: [{ interval: 'PT15M' }, 'interval'],
  TAGS_TOO_MANY: [{ tags: mappingOf(51, 'x') }, 'tags'],
  TAG_KEY_LENGTH: [{ tags: { ['k'.repeat(129)]: 'x' } }, `tags.${'k'.repeat(129)}`],
  TAG_VALUE_LENGTH: [{ 'tags.team': 'x'.repeat(257) }, 'tags.team'],
  TAG_CHARACTERS: [{ 'tags.team': 'a&b' }, 'tags.team'],
  TAG_RESERVED: [{ 'tags.aws:team': 'x' }, 'tags.aws:team'],
  COLUMN_NAME_INVALID: [{ 'dataset.measures.1.column': 'net revenue' }, 'dataset.measures.1.column'],
  COLUMN_REUSED: [{ 'dataset.dimensions.1': 'views' }, 'dataset.dimensions.1'],
  MEASURES_TOO_MANY: [
    { 'dataset.measures': names(11).map((column) => ({ column, aggregation: 'SUM' })) },
    'dataset.measures',
  ],
  DIMENSIONS_TOO_MANY: [{ 'dataset.dimensions': names(11) }, 'dataset.dimensions'],
  TIMEZONE_UNKNOWN: [{ 'dataset.timezone': 'Mars/Olympus' }, 'dataset.timezone'],
  OFFSET_INVALID: [{ 'dataset.offset': 'soon' }, 'dataset.offset'],
  OFFSET_TOO_LONG: [{ 'dataset.offset': 'P5DT1S' }, 'dataset.offset'],
  OFFSET_UNUSED: [{ [`${FOLDER}.continuous`]: undefined }, 'dataset.offset'],
  TIMESTAMP_FORMAT_INVALID: [{ 'dataset.timestamp.format': 'yyyy-MM-dd QQ' }, 'dataset.timestamp.format'],
  TIMESTAMP_MARKER_MISSING: [{ 'dataset.timestamp.format': 'yyyy-MM-dd hh:mm' }, 'dataset.timestamp.format'],
  TIMESTAMP_FORMAT_TOO_COARSE: [{ 'dataset.timestamp.format': 'yyyy-MM-dd' }, 'dataset.timestamp.format'],
  FILTER_DIMENSION_UNKNOWN: [{ 'dataset.filters.region': ['eu'] }, 'dataset.filters.region'],
  FILTER_DIMENSIONS_TOO_MANY: [
    { 'dataset.dimensions': names(6), 'dataset.filters': mappingOf(6, ['a']) },
    'dataset.filters',
  ],
  FILTER_VALUES_TOO_MANY: [{ 'dataset.filters.shop': ['us', ...names(10)] }, 'dataset.filters.shop'],
  VALUE_REPEATED: [{ 'dataset.filters.shop.1': 'us' }, 'dataset.filters.shop.1'],
  VALUE_TOO_LONG: [{ 'dataset.filters.shop.1': 'x'.repeat(41) }, 'dataset.filters.shop.1'],
  SOURCE_NAME_INVALID: [
    { 'dataset.source': { cloudwatch: { namespace: ':a' } } },
    'dataset.source.cloudwatch.namespace',
  ],
  DATABASE_IDENTIFIER_INVALID: [rds({ host: undefined, instance: 'a--b' }), 'dataset.source.rds.instance'],
  WORKGROUP_ARN_INVALID: [redshift({ cluster: undefined, workgroup: 'etl' }), 'dataset.source.redshift.workgroup'],
  REGION_INVALID: [rds({ region: 'Frankfurt' }), 'dataset.source.rds.region'],
  SECRET_INVALID: [rds({ secret: 'a b' }), 'dataset.source.rds.secret'],
  KEY_ARN_INVALID: [rds({ secretKeyArn: 'alias/shop' }), 'dataset.source.rds.secretKeyArn'],
  VARIABLE_INVALID: [
    rds({ secret: undefined, user: 'a', passwordVariable: 'pass word' }),
    'dataset.source.rds.passwordVariable',
  ],
  FLOW_NAME_INVALID: [{ 'dataset.source': { appflow: { ...FLOW, flow: '-' } } }, 'dataset.source.appflow.flow'],
  TIMEOUT_INVALID: [rds({ timeout: 'PT16M' }), 'dataset.source.rds.timeout'],
  UNTIL_INVALID: [rds({ backtest: true, until: '2026-02-30' }), 'dataset.source.rds.until'],
  UNTIL_UNUSED: [rds({ until: '2026-06-01' }), 'dataset.source.rds.until'],
  KEY_UNUSED: [rds({ passwordVariable: 'PASSWORD' }), 'dataset.source.rds.passwordVariable'],
  TIMESTAMP_UNUSED: [{ 'dataset.source': METRICS }, 'dataset.timestamp'],
  TIMESTAMP_FORMAT_UNSORTABLE: [
    { ...rds({}), 'dataset.timestamp.format': 'dd.MM.yyyy HH:mm' },
    'dataset.timestamp.format',
  ],
  STATISTIC_INVALID: [metrics({ 'dataset.measures.0.statistic': 'Median' }), 'dataset.measures.0.statistic'],
  STATISTIC_UNUSED: [{ 'dataset.measures.0.statistic': 'Sum' }, 'dataset.measures.0.statistic'],
  STATISTIC_NOT_ADDITIVE: [metrics({ 'dataset.measures.0.statistic': 'Average' }), 'dataset.measures.0.statistic'],
  STATISTIC_NOT_DIVISIBLE: [
    metrics({
      interval: 'P1D',
      'dataset.timezone': 'Europe/Berlin',
      'dataset.measures.0': { column: 'views', aggregation: 'AVG', statistic: 'p99' },
    }),
    'dataset.measures.0.statistic',
  ],
  PARTITION_PATTERN_INVALID: [
    {
      'dataset.source': {
        athena: { workgroup: 'a', database: 'b', table: 'c', partitions: { dt: 'yyyy-QQ' } },
      },
    },
    'dataset.source.athena.partitions.dt',
  ],
  PATHS_MISSING: [{ [`${FOLDER}.continuous`]: undefined, [`${FOLDER}.historical`]: undefined }, FOLDER],
  S3_PATH_INVALID: [s3({ historical: './history' }), 'dataset.source.s3.historical'],
  S3_BUCKET_INVALID: [s3({ historical: 's3://a_b/history' }), 'dataset.source.s3.historical'],
  S3_TEMPLATE_CHARACTER: [s3({ continuous: 's3://acme/{{yyyyMMdd}}/{{HH}}.csv' }), 'dataset.source.s3.continuous'],
  FOLDER_PATH_INVALID: [{ [`${FOLDER}.historical`]: 's3://acme/history' }, `${FOLDER}.historical`],
  TEMPLATE_BRACES: [{ [`${FOLDER}.continuous`]: './live/{{yyyyMMdd}/{{HH}}' }, `${FOLDER}.continuous`],
  TEMPLATE_KEY_UNKNOWN: [{ [`${FOLDER}.continuous`]: './{{yyyyMMdd}}/{{HH}}/{{x}}' }, `${FOLDER}.continuous`],
  TEMPLATE_TOO_COARSE: [{ [`${FOLDER}.continuous`]: './live/{{yyyyMMdd}}' }, `${FOLDER}.continuous`],
  TEMPLATE_HISTORICAL: [{ [`${FOLDER}.historical`]: './history/{{yyyy}}' }, `${FOLDER}.historical`],
  DELIMITER_INVALID: [{ [`${CSV}.delimiter`]: '||' }, `${CSV}.delimiter`],
  DELIMITER_IS_QUOTE: [{ [`${CSV}.delimiter`]: "'" }, `${CSV}.delimiter`],
  CSV_COLUMNS_MISSING: [{ [`${CSV}.columns`]: undefined }, `${CSV}.header`],
  CSV_COLUMNS_UNUSED: [{ [`${CSV}.header`]: true }, `${CSV}.columns`],
  CSV_COLUMN_UNKNOWN: [{ 'dataset.dimensions.1': 'colour' }, 'dataset.dimensions.1'],
  CSV_COLUMN_REPEATED: [{ [`${CSV}.columns.5`]: 'at' }, `${CSV}.columns.5`],
  ALERTS_TOO_MANY: [{ alerts: names(11).map((name) => ({ name, channel: { log: {} } })) }, 'alerts'],
  ALERT_NAME_REPEATED: [{ 'alerts.1.name': 'oncall' }, 'alerts.1.name'],
  THRESHOLD_OUT_OF_RANGE: [{ 'alerts.0.threshold': 101 }, 'alerts.0.threshold'],
  ALERT_MEASURE_UNKNOWN: [{ 'alerts.0.measures.0': 'profit' }, 'alerts.0.measures.0'],
  ALERT_DIMENSION_UNKNOWN: [{ 'alerts.0.dimensions.region': ['eu'] }, 'alerts.0.dimensions.region'],
  ALERT_VALUE_FILTERED: [{ 'alerts.0.dimensions.shop.0': 'fr' }, 'alerts.0.dimensions.shop.0'],
  ALERT_MEASURES_TOO_MANY: [{ 'alerts.0.measures': names(6) }, 'alerts.0.measures'],
  ALERT_DIMENSIONS_TOO_MANY: [{ 'alerts.0.dimensions': mappingOf(6, ['a']) }, 'alerts.0.dimensions'],
  ALERT_VALUES_TOO_MANY: [{ 'alerts.0.dimensions.shop': names(11) }, 'alerts.0.dimensions.shop'],
  SNS_TOPIC_INVALID: [{ 'alerts.0.channel.sns.topic': 'oncall' }, 'alerts.0.channel.sns.topic'],
  LAMBDA_FUNCTION_INVALID: [
    { 'alerts.0.channel': { lambda: { function: 'on-anomaly' } } },
    'alerts.0.channel.lambda.function',
  ],
  WEBHOOK_URL_INVALID: [webhook('example.com/hook'), 'alerts.0.channel.webhook.url'],
  WEBHOOK_NOT_ENCRYPTED: [webhook('http://example.com/hook'), 'alerts.0.channel.webhook.url'],
  WEBHOOK_CREDENTIALS: [webhook('https://me:secret@example.com'), 'alerts.0.channel.webhook.url'],
  SERVICE_ROLE_INVALID: [{ 'alerts.0.role': 'oncall-role' }, 'alerts.0.role'],
  SERVICE_ROLE_PARTITION: [{ 'alerts.0.role': 'arn:aws-cn:iam::111122223333:role/oncall' }, 'alerts.0.role'],
  SERVICE_ROLE_UNUSED: [{ 'dataset.role': 'arn:aws:iam::111122223333:role/data' }, 'dataset.role'],
}

function metrics(changes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { 'dataset.source': METRICS, 'dataset.timestamp': undefined, ...changes }
}

function rds(changes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const given = { engine: 'postgres', host: 'db', database: 'shop', table: 'orders', secret: 'shop', ...changes }
  return { 'dataset.source': { rds: withoutUndefined(given) } }
}

function redshift(changes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return {
    'dataset.source': { redshift: withoutUndefined({ cluster: 'dwh', database: 'dev', table: 'orders', ...changes }) },
  }
}

function withoutUndefined(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

describe('the sample', () => {
  it('has no findings, so that what is found below is what was provoked', () => {
    expect(checkSpec(sampleSpec())).toEqual({ spec: sampleSpec(), findings: [] })
  })
})

describe('each finding', () => {
  it.each(Object.entries(PROVOKED) as [FindingCode, (typeof PROVOKED)[FindingCode]][])(
    '%s can be provoked, has a place and says what to do',
    (code, [cause, place]) => {
      const { findings, spec } = typeof cause === 'string' ? parseSpec(cause, 'a.yaml') : checkSpec(sampleSpec(cause))
      const found = findings.find((finding) => finding.code === code)
      expect(found, JSON.stringify(findings.map((finding) => finding.code))).toBeDefined()
      expect(found!.path.join('.')).toBe(place)
      expect(found!.level).toBe(FINDING_TEXTS[code].level)
      expect(found!.message).toMatch(/[.?]$/)
      expect(found!.help.length).toBeGreaterThan(8)
      expect(`${found!.message} ${found!.help}`).not.toMatch(/undefined|\[object|NaN/)
      expect(spec === null).toBe(findings.some(({ level }) => level === 'error'))
      if (typeof cause === 'string') expect(found).toMatchObject({ file: 'a.yaml', line: expect.any(Number) })
    },
  )

  const pages = readFileSync(new URL('../../docs/findings.md', import.meta.url), 'utf8')
  it.each(Object.keys(FINDING_TEXTS))('%s is documented', (code) => {
    expect(pages).toContain(`\`${code}\``)
  })
})

function s3(paths: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  return { 'dataset.source': { s3: { ...paths, format: { jsonLines: {} } } } }
}

function webhook(url: string): Readonly<Record<string, unknown>> {
  return { 'alerts.0.channel': { webhook: { url } } }
}

/** Nine levels, each with nine aliases of the level before: 387 million nodes from half a kilobyte. */
function aliasBomb(): string {
  const levels = names(9, 'l').map((name, index, all) => {
    const item = index === 0 ? 'x' : `*${all[index - 1]}`
    return `${name}: &${name} [${Array.from({ length: 9 }, () => item).join(', ')}]`
  })
  return `${levels.join('\n')}\n`
}
