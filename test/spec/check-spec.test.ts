import { describe, expect, it } from 'vitest'
import { checkSpec, type FindingCode } from '../../spec/index.ts'
import { names, sampleSpec } from './sample-spec.ts'

type Changes = Readonly<Record<string, unknown>>

const PATH = 'dataset.source.folder.continuous'
const CSV = 'dataset.source.folder.format.csv'

/** The codes of the findings about a changed sample, each once. */
function codes(changes: Changes): readonly string[] {
  return [...new Set(checkSpec(sampleSpec(changes)).findings.map(({ code }) => code))]
}

function messages(changes: Changes): string {
  return checkSpec(sampleSpec(changes))
    .findings.map(({ message, help }) => `${message} ${help}`)
    .join('\n')
}

type Rows = readonly (readonly [Changes, readonly FindingCode[]])[]

function table(rows: Rows): void {
  it.each(rows.map(([changes, expected]) => ({ changes, expected })))(
    '$changes: $expected',
    ({ changes, expected }) => {
      expect(codes(changes)).toEqual(expected)
    },
  )
}

// facts/lookout-for-metrics.md 1.5: AnomalyDetectorName and AlertName 1..63, ^[a-zA-Z0-9][a-zA-Z0-9\-_]*$; descriptions 1..256
describe('names and descriptions', () => {
  table([
    [{ detector: 'a' }, []],
    [{ detector: '9-a_B' }, []],
    [{ detector: 'x'.repeat(63) }, []],
    [{ detector: 'x'.repeat(64) }, ['NAME_INVALID']],
    [{ detector: '-a' }, ['NAME_INVALID']],
    [{ detector: '' }, ['NAME_INVALID']],
    [{ detector: 'a\n' }, ['NAME_INVALID']],
    [{ detector: 'größe' }, ['NAME_INVALID']],
    [{ 'alerts.0.name': 'a b' }, ['NAME_INVALID']],
    [{ description: 'x'.repeat(256) }, []],
    [{ description: 'x'.repeat(257) }, ['TEXT_TOO_LONG']],
    [{ 'alerts.0.description': 'x'.repeat(257) }, ['TEXT_TOO_LONG']],
    [{ 'dataset.timestamp.format': `yyyy-MM-dd HH '${'x'.repeat(60)}'` }, ['TEXT_TOO_LONG']],
  ])
})

// Guide, "Tag key and value requirements"
describe('tags', () => {
  table([
    [{ tags: Object.fromEntries(names(50).map((name) => [name, ''])) }, []],
    [{ tags: Object.fromEntries(names(51).map((name) => [name, ''])) }, ['TAGS_TOO_MANY']],
    [{ tags: { 'Cost center_.:/=+@-': 'Aa 0_.:/=+@-' } }, []],
    [{ tags: { ['k'.repeat(128)]: 'v'.repeat(256) } }, []],
    [{ tags: { '': 'v' } }, ['TAG_KEY_LENGTH']],
    [{ tags: { 'aws:a': 'b' } }, ['TAG_RESERVED']],
    [{ tags: { a: 'aws:b' } }, ['TAG_RESERVED']],
    [{ tags: { AWS: 'aws' } }, []],
    [{ tags: { a: 'b\tc' } }, ['TAG_CHARACTERS']],
    [{ tags: { a: 'ü' } }, ['TAG_CHARACTERS']],
    [{ tags: { a: 1 } }, ['TYPE_WRONG']],
  ])
})

// Guide, "Quotas" (10 measures, 10 dimensions, 10 alerts), "Creating filters" (5 and 10), "Creating alerts" (5, 5, 10):
// defaults that the spec can raise.
describe('quotas', () => {
  const measures = names(11).map((column) => ({ column, aggregation: 'SUM' }))
  const plain = {
    alerts: undefined,
    [`${CSV}.columns`]: undefined,
    [`${CSV}.header`]: undefined,
    'dataset.filters': undefined,
  }
  table([
    [{ ...plain, 'dataset.measures': measures.slice(1) }, []],
    [{ ...plain, 'dataset.measures': measures }, ['MEASURES_TOO_MANY']],
    [{ ...plain, 'dataset.measures': measures, 'quotas.measures': 11 }, []],
    [{ ...plain, 'dataset.dimensions': names(10) }, []],
    [{ ...plain, 'dataset.dimensions': names(11) }, ['DIMENSIONS_TOO_MANY']],
    [{ ...plain, 'dataset.dimensions': names(11), 'quotas.dimensions': 20 }, []],
    [{ alerts: names(10).map((name) => ({ name, channel: { log: {} } })) }, []],
    [{ alerts: names(11).map((name) => ({ name, channel: { log: {} } })) }, ['ALERTS_TOO_MANY']],
    [{ alerts: names(11).map((name) => ({ name, channel: { log: {} } })), 'quotas.alerts': 11 }, []],
    [{ 'dataset.filters.shop': ['us', ...names(9)] }, []],
    [{ 'dataset.filters.shop': ['us', ...names(10)] }, ['FILTER_VALUES_TOO_MANY']],
    [{ 'dataset.filters.shop': ['us', ...names(10)], 'quotas.filterValues': 11 }, []],
    [{ 'dataset.filters': undefined, 'alerts.0.dimensions.shop': names(10) }, []],
    [{ 'dataset.filters': undefined, 'alerts.0.dimensions.shop': names(11) }, ['ALERT_VALUES_TOO_MANY']],
    [{ 'dataset.filters': undefined, 'alerts.0.dimensions.shop': names(11), 'quotas.alertValues': 11 }, []],
    [{ 'quotas.metrics': 1.5 }, ['TYPE_WRONG']],
    [{ 'quotas.metrics': '50' }, ['TYPE_WRONG']],
    [{ 'quotas.metrics': -1 }, ['NUMBER_OUT_OF_RANGE']],
    [{ 'quotas.metric': 1 }, ['FIELD_UNKNOWN']],
  ])
})

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html; facts/lookout-for-metrics.md 1.5 (RoleArn)
describe('service roles', () => {
  const china = 'arn:aws-cn:sns:cn-north-1:111122223333:oncall'
  const inBucket = s3('s3://acme/{{yyyyMMdd}}/{{HH}}')
  table([
    [{ 'alerts.0.role': role('oncall') }, []],
    [{ 'alerts.0.role': role('crowsnest/us-east-1/main/services/a+b=c,d.e@f-g_h') }, []],
    [{ 'alerts.0.role': role('x'.repeat(64)) }, []],
    [{ 'alerts.0.role': role('x'.repeat(65)) }, ['SERVICE_ROLE_INVALID']],
    [{ 'alerts.0.role': role('') }, ['SERVICE_ROLE_INVALID']],
    [{ 'alerts.0.role': role('a path/oncall') }, ['SERVICE_ROLE_INVALID']],
    [{ 'alerts.0.role': role('*') }, ['SERVICE_ROLE_INVALID']],
    [{ 'alerts.0.role': `${role('oncall')}\n` }, ['SERVICE_ROLE_INVALID']],
    [{ 'alerts.0.role': 'oncall' }, ['SERVICE_ROLE_INVALID']],
    [{ 'alerts.0.role': 'arn:aws:iam::oncall:role/oncall' }, ['SERVICE_ROLE_INVALID']],
    [{ 'alerts.0.role': 'arn:aws:sts::111122223333:assumed-role/oncall/me' }, ['SERVICE_ROLE_INVALID']],
    [{ 'alerts.0.role': 'arn:aws:iam::111122223333:user/me' }, ['SERVICE_ROLE_INVALID']],
    [{ 'alerts.0.role': 7 }, ['TYPE_WRONG']],
    [{ 'alerts.0.role': role('oncall', 'aws-cn') }, ['SERVICE_ROLE_PARTITION']],
    [{ 'alerts.0.role': role('oncall', 'aws-cn'), 'alerts.0.channel.sns.topic': china }, []],
    [{ ...inBucket, 'dataset.role': role('data') }, []],
    [{ ...inBucket, 'dataset.role': role('data', 'aws-cn') }, ['SERVICE_ROLE_PARTITION']],
    [{ ...inBucket, 'dataset.role': role('data', 'aws-cn'), alerts: undefined }, []],
    [{ ...inBucket, 'dataset.role': 'data' }, ['SERVICE_ROLE_INVALID']],
    [{ 'dataset.role': role('data') }, ['SERVICE_ROLE_UNUSED']],
    [{ 'alerts.1.role': role('log') }, ['SERVICE_ROLE_UNUSED']],
    [{ 'alerts.0.Role': role('oncall') }, ['FIELD_UNKNOWN']],
  ])

  it('may be missing: without AWS there is none', () => {
    expect(codes(inBucket)).toEqual([])
  })
})

// Guide, "Create a datasource in Amazon S3": commas, tabs, spaces and pipes; single, double or no quotes; API: one character
describe('CSV', () => {
  table([
    ...[',', '\t', ' ', '|', ';', '\u0001', '§'].map((delimiter) => [{ [`${CSV}.delimiter`]: delimiter }, []] as const),
    ...['', '\n', '\r', '\\t', ',,'].map(
      (delimiter) => [{ [`${CSV}.delimiter`]: delimiter }, ['DELIMITER_INVALID']] as const,
    ),
    [{ [`${CSV}.quote`]: '' }, []],
    [{ [`${CSV}.quote`]: '`' }, ['VALUE_UNKNOWN']],
    [{ [`${CSV}.quote`]: undefined, [`${CSV}.delimiter`]: '"' }, ['DELIMITER_IS_QUOTE']],
    [{ [`${CSV}.header`]: undefined }, ['CSV_COLUMNS_UNUSED']],
    [{ [`${CSV}.header`]: true, [`${CSV}.columns`]: undefined }, []],
    [{ [`${CSV}.columns`]: undefined }, ['CSV_COLUMNS_MISSING']],
    [{ [`${CSV}.columns`]: ['at', 'views', 'revenue', 'shop'] }, ['CSV_COLUMN_UNKNOWN']],
    [{ [`${CSV}.columns`]: [] }, ['LIST_EMPTY']],
    [{ [`${CSV}.charset`]: 'UTF-32' }, ['VALUE_UNKNOWN']],
    [{ [`${CSV}.compression`]: 'zip' }, ['VALUE_UNKNOWN']],
  ])
})

describe('columns', () => {
  table([
    [{ 'dataset.measures.1.column': 'views', 'alerts.0.measures': ['views'] }, ['COLUMN_REUSED']],
    [{ 'dataset.dimensions.1': 'shop' }, ['COLUMN_REUSED']],
    [{ 'dataset.dimensions.1': 'at' }, ['COLUMN_REUSED']],
    [{ 'dataset.timestamp.column': 'views' }, ['COLUMN_REUSED']],
    [{ 'dataset.dimensions': [], 'dataset.filters': undefined, 'alerts.0.dimensions': undefined }, []],
    [{ 'dataset.filters.shop': [] }, ['LIST_EMPTY', 'ALERT_VALUE_FILTERED']],
    [{ 'dataset.filters.shop.0': 'x'.repeat(40), 'dataset.filters.shop.2': 'us' }, []],
  ])
})

// Guide, "Timestamps": keys, DD as dd, hh with a, UNIX; date alone for daily intervals only
describe('timestamp formats', () => {
  table([
    [format('yyyy-MM-DD', 'P1D'), []],
    [format('yyyy-MM-DD HH:mm:ss', 'PT5M'), []],
    [format('yyyy-MM-dd hh:mm:ss a', 'PT5M'), []],
    [format("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", 'PT5M'), []],
    [format('yyyyMMddTHHmm', 'PT5M'), []],
    [format('UNIX', 'PT5M'), []],
    [format('yyyy-MM-dd', 'PT1H'), ['TIMESTAMP_FORMAT_TOO_COARSE']],
    [format('yyyy-MM-dd HH', 'PT1H'), []],
    [format('yyyy-MM-dd HH', 'PT10M'), ['TIMESTAMP_FORMAT_TOO_COARSE']],
    [format('yyyy-MM', 'P1D'), ['TIMESTAMP_FORMAT_INVALID']],
    [format('YYYY-MM-dd', 'P1D'), ['TIMESTAMP_FORMAT_INVALID']],
    [format('%Y-%m-%d', 'P1D'), ['TIMESTAMP_FORMAT_INVALID']],
    [format('yyyy-MM-dd mm', 'P1D'), ['TIMESTAMP_FORMAT_INVALID']],
    [format('yyyy-MM-dd MM', 'P1D'), ['TIMESTAMP_FORMAT_INVALID']],
    [format("yyyy-MM-dd'", 'P1D'), ['TIMESTAMP_FORMAT_INVALID']],
    [format('yyyyMd', 'P1D'), ['TIMESTAMP_FORMAT_INVALID']],
    [format('unix', 'P1D'), ['TIMESTAMP_FORMAT_INVALID']],
    [format('yyyy-MM-dd hh:mm', 'PT5M'), ['TIMESTAMP_MARKER_MISSING']],
  ])
})

// Guide, "Path template keys"; facts 7.4: letters, digits, spaces and _ - / = { } only in S3
describe('path templates', () => {
  table([
    [folder('./{{yyyy}}/{{MM}}/{{dd}}', 'P1D'), []],
    [folder('./{{yyyyMMdd}}/{{HHmm}}', 'PT5M'), []],
    [folder('./{{yyyyMMdd}}/{{hha}}/{{mm}}', 'PT5M'), []],
    [folder('./{{yyyyMMdd}}/{{hh}}/{{mm}}', 'PT5M'), ['TEMPLATE_TOO_COARSE']],
    [folder('./{{yyyyMMdd}}/{{KK}}/{{mm}}', 'PT5M'), ['TEMPLATE_TOO_COARSE']],
    [folder('./{{yyyyMMdd}}/{{KKa}}/{{mm}}', 'PT5M'), []],
    [folder('./{{yyyyMMdd}}/{{HH}}', 'PT5M'), ['TEMPLATE_TOO_COARSE']],
    [folder('./{{MM}}/{{dd}}', 'P1D'), ['TEMPLATE_TOO_COARSE']],
    [folder('./live', 'P1D'), ['TEMPLATE_TOO_COARSE']],
    [folder('./{yyyyMMdd}', 'P1D'), ['TEMPLATE_BRACES']],
    [folder('./{{yyyyMMdd', 'P1D'), ['TEMPLATE_BRACES']],
    [folder('./{{yyyyMMdd}/{{HH}}', 'P1D'), ['TEMPLATE_BRACES']],
    [folder('./{{yyyyMMddx}}', 'P1D'), ['TEMPLATE_KEY_UNKNOWN']],
    [folder('file:///data/{{yyyyMMdd}}', 'P1D'), []],
    [folder('https://example.com/{{yyyyMMdd}}', 'P1D'), ['FOLDER_PATH_INVALID']],
    [s3('s3://acme-metrics/a_b c=d/{{yyyyMMdd}}/{{HH}}'), []],
    [s3('s3://acme-metrics/{{yyyyMMdd}}/{{HH}}/data.csv'), ['S3_TEMPLATE_CHARACTER']],
    [s3('s3://acme.metrics/{{yyyyMMdd}}/{{HH}}'), ['S3_TEMPLATE_CHARACTER']],
    [s3('s3://Acme/{{yyyyMMdd}}/{{HH}}'), ['S3_BUCKET_INVALID']],
    [s3('s3://{{yyyyMMdd}}/{{HH}}'), ['S3_BUCKET_INVALID']],
    [s3('./live/{{yyyyMMdd}}/{{HH}}'), ['S3_PATH_INVALID']],
    [s3('s3://'), ['S3_PATH_INVALID', 'TEMPLATE_TOO_COARSE']],
    [s3(`s3://acme-metrics/{{yyyyMMdd}}/{{HH}}/${'x'.repeat(1024)}`), ['S3_PATH_INVALID']],
  ])
})

// API reference: Offset 0..432,000 s; guide, "Setting up a detector"
describe('offset and time zone', () => {
  table([
    [{ 'dataset.offset': 'PT0S' }, []],
    [{ 'dataset.offset': 'P5D' }, []],
    [{ 'dataset.offset': 'PT120H' }, []],
    [{ 'dataset.offset': 'P4DT24H1S' }, ['OFFSET_TOO_LONG']],
    [{ 'dataset.offset': 'P' }, ['OFFSET_INVALID']],
    [{ 'dataset.offset': 'PT' }, ['OFFSET_INVALID']],
    [{ 'dataset.offset': 'P1M' }, ['OFFSET_INVALID']],
    [{ 'dataset.offset': 'PT1.5H' }, ['OFFSET_INVALID']],
    [{ 'dataset.offset': '-PT10M' }, ['OFFSET_INVALID']],
    [{ 'dataset.offset': 600 }, ['OFFSET_INVALID']],
    [{ [PATH]: undefined }, ['OFFSET_UNUSED']],
    [{ [PATH]: undefined, 'dataset.offset': 'PT0S' }, []],
    [{ 'dataset.timezone': 'UTC' }, []],
    [{ 'dataset.timezone': 'Asia/Calcutta' }, []],
    [{ 'dataset.timezone': 'Etc/GMT+2' }, []],
    [{ 'dataset.timezone': 'europe/berlin' }, ['TIMEZONE_UNKNOWN']],
    [{ 'dataset.timezone': '+02:00' }, ['TIMEZONE_UNKNOWN']],
    [{ 'dataset.timezone': '' }, ['TIMEZONE_UNKNOWN']],
  ])
})

// API reference: SensitivityThreshold 0..100; guide, "Creating alerts"
describe('alerts', () => {
  table([
    [{ 'alerts.0.threshold': 0 }, []],
    [{ 'alerts.0.threshold': 100 }, []],
    [{ 'alerts.0.threshold': -1 }, ['THRESHOLD_OUT_OF_RANGE']],
    [{ 'alerts.0.threshold': 70.5 }, ['THRESHOLD_OUT_OF_RANGE']],
    [{ 'alerts.0.threshold': '70' }, ['TYPE_WRONG']],
    [{ 'alerts.0.measures': [] }, ['LIST_EMPTY']],
    [{ 'alerts.0.measures': ['revenue', 'revenue'] }, ['VALUE_REPEATED']],
    [{ 'alerts.0.dimensions.shop': ['fr'] }, ['ALERT_VALUE_FILTERED']],
    [{ 'alerts.0.dimensions.kind': ['fr'] }, []],
    [sns('arn:aws-cn:sns:cn-north-1:111122223333:oncall'), []],
    [sns('arn:aws-us-gov:sns:us-gov-west-1:111122223333:oncall.fifo'), []],
    [sns('arn:aws:sns:us-east-1:1111:oncall'), ['SNS_TOPIC_INVALID']],
    [sns('arn:aws:sqs:us-east-1:111122223333:oncall'), ['SNS_TOPIC_INVALID']],
    [sns('arn:aws:sns:us-east-1:111122223333:oncall:7f3a'), ['SNS_TOPIC_INVALID']],
    [lambda('function:on-anomaly'), []],
    [lambda('function:on-anomaly:live'), []],
    [lambda('function:on-anomaly:$LATEST'), []],
    [lambda('layer:on-anomaly'), ['LAMBDA_FUNCTION_INVALID']],
    [webhook('https://example.com/hook?x=1'), []],
    [webhook('http://localhost:8080/'), []],
    [webhook('http://127.0.0.1:8080/'), []],
    [webhook('http://[::1]:8080/'), []],
    [webhook('http://localhost.example.com/'), ['WEBHOOK_NOT_ENCRYPTED']],
    [webhook('http://10.0.0.1/'), ['WEBHOOK_NOT_ENCRYPTED']],
    [webhook('https://'), ['WEBHOOK_URL_INVALID']],
    [webhook('ftp://example.com'), ['WEBHOOK_URL_INVALID']],
    [webhook('https://token@example.com'), ['WEBHOOK_CREDENTIALS']],
    [channel({ email: {} }), ['FIELD_UNKNOWN']],
    [channel({}), ['CHOICE_MISSING']],
    [channel('log'), ['TYPE_WRONG']],
    [channel({ log: null }), ['TYPE_WRONG']],
    [channel({ log: { level: 'info' } }), ['FIELD_UNKNOWN']],
  ])
})

describe('a choice', () => {
  it('reports only the chosen branch', () => {
    expect(
      codes({ 'dataset.source': { s3: { historical: 's3://acme/history', format: { csv: { delimiter: '' } } } } }),
    ).toEqual(['DELIMITER_INVALID', 'OFFSET_UNUSED'])
  })
})

describe('a near miss', () => {
  it.each<[Changes, string]>([
    [
      { 'dataset.dimensions': undefined, 'dataset.dimension': ['shop'] },
      '`dimension` is not known here; did you mean `dimensions`?',
    ],
    [{ interval: '5m' }, 'Did you mean `PT5M`?'],
    [{ interval: '10 minutes' }, 'Did you mean `PT10M`?'],
    [{ interval: 'hourly' }, 'Did you mean `PT1H`?'],
    [{ interval: 'PT60M' }, 'Did you mean `PT1H`?'],
    [{ interval: 'PT24H' }, 'Did you mean `P1D`?'],
    [{ interval: 'pt1h' }, 'Did you mean `PT1H`?'],
    [{ interval: 'daily' }, 'Did you mean `P1D`?'],
    [{ 'dataset.offset': '10m' }, 'Did you mean `PT10M`?'],
    [{ 'dataset.offset': 'P2H' }, 'Did you mean `PT2H`?'],
    [{ 'dataset.offset': 93_600 }, 'Did you mean `P1DT2H`?'],
    [{ 'dataset.timezone': 'Berlin' }, 'Did you mean `Europe/Berlin`?'],
    [{ 'dataset.timezone': 'Europe/Belrin' }, 'Did you mean `Europe/Berlin`?'],
    [{ 'dataset.timezone': 'PST' }, 'Did you mean `America/Los_Angeles`?'],
    [{ 'dataset.timezone': 'america/new_york' }, 'Did you mean `America/New_York`?'],
    [{ 'dataset.measures.0.aggregation': 'sum' }, 'Did you mean `SUM`?'],
    [{ 'dataset.measures.0.aggregation': 'mean' }, 'Did you mean `AVG`?'],
    [{ 'dataset.missingData': 'ignore' }, 'Did you mean `IGNORE`?'],
    [{ [`${CSV}.charset`]: 'utf8' }, 'Did you mean `UTF-8`?'],
    [{ [`${CSV}.charset`]: 'latin1' }, 'Did you mean `ISO-8859-1`?'],
    [{ 'alerts.0.measures': ['revenu'] }, 'Did you mean `revenue`?'],
    [{ 'alerts.0.severity': 70, 'alerts.0.threshold': undefined }, 'did you mean `threshold`?'],
    [{ name: 'revenue', detector: undefined }, 'did you mean `detector`?'],
    [{ 'dataset.source.folder.format': { json: {} } }, 'did you mean `jsonLines`?'],
    [{ timezone: 'UTC' }, '`timezone` belongs in `dataset`: move it there.'],
    [{ 'dataset.tags': {} }, '`tags` belongs in the top level: move it there.'],
    [
      { 'dataset.delimiter': ',' },
      '`delimiter` belongs in `dataset.source.s3.format.csv`, `dataset.source.folder.format.csv` or `dataset.source.appflow.format.csv`',
    ],
    [{ threshold: 70 }, '`threshold` belongs in `alerts[]`: move it there.'],
  ])('%j: %s', (changes, text) => {
    expect(messages(changes)).toContain(text)
  })

  it('is reported once: a misspelt key is not missing too, and what is below it is still checked', () => {
    expect(codes({ detector: undefined, detecter: 'revenue' })).toEqual(['FIELD_UNKNOWN'])
    const changes = { 'dataset.dimensions': undefined, 'dataset.dimension': ['shop', 'kind'] }
    expect(codes(changes)).toEqual(['FIELD_UNKNOWN'])
    expect(codes({ ...changes, 'dataset.filters.region': ['eu'] })).toEqual([
      'FIELD_UNKNOWN',
      'FILTER_DIMENSION_UNKNOWN',
    ])
  })

  it('is not invented', () => {
    expect(messages({ interval: 'PT15M' })).not.toContain('Did you mean')
    expect(messages({ 'dataset.measures.0.aggregation': 'COUNT' })).not.toContain('Did you mean')
    expect(messages({ owner: 'me' })).not.toContain('did you mean')
  })
})

function format(text: string, interval = 'PT1H'): Changes {
  return { 'dataset.timestamp.format': text, interval, [PATH]: './{{yyyyMMdd}}/{{HHmm}}' }
}

function folder(continuous: string, interval: string): Changes {
  return { [PATH]: continuous, interval, 'dataset.timestamp.format': 'UNIX' }
}

function role(name: string, partition = 'aws'): string {
  return `arn:${partition}:iam::111122223333:role/${name}`
}

function s3(continuous: string): Changes {
  return { 'dataset.source': { s3: { continuous, format: { parquet: {} } } }, interval: 'PT1H' }
}

function channel(value: unknown): Changes {
  return { 'alerts.0.channel': value }
}

function webhook(url: string): Changes {
  return channel({ webhook: { url } })
}

function lambda(name: string): Changes {
  return channel({ lambda: { function: `arn:aws:lambda:us-east-1:111122223333:${name}` } })
}

function sns(topic: string): Changes {
  return channel({ sns: { topic } })
}
