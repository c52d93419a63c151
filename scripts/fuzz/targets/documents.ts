import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseData } from '../../../cli/data-file.ts'
import { DataFileError } from '../../../cli/data-file.ts'
import { checkSpec, parseSpec, withDefaults } from '../../../spec/index.ts'
import { migrate } from '../../../spec/migration/index.ts'
import { type FuzzTarget, law, mayFail } from '../target.ts'

const root = join(import.meta.dirname, '../../..')

/** Files of a folder of the repository. */
function files(folder: string, ending: RegExp): readonly Uint8Array[] {
  return readdirSync(join(root, folder))
    .filter((name) => ending.test(name))
    .map((name) => readFileSync(join(root, folder, name)))
}

const YAML_TOKENS = [
  '- ',
  ': ',
  '&a ',
  '*a',
  '<<: ',
  '!!binary ',
  '!Sub ',
  '|',
  '>-',
  '#',
  '"',
  "'",
  '? ',
  '[',
  ']',
  '{',
  '}',
  '---',
  '\n',
  '  ',
  '\t',
]
const SPEC_TOKENS = [
  ...[
    'detector',
    'interval',
    'dataset',
    'source',
    'folder',
    's3',
    'athena',
    'redshift',
    'rds',
    'cloudwatch',
    'appflow',
    'continuous',
  ],
  ...[
    'historical',
    'format',
    'csv',
    'jsonLines',
    'parquet',
    'timestamp',
    'column',
    'measures',
    'aggregation',
    'dimensions',
    'filters',
  ],
  ...[
    'alerts',
    'threshold',
    'channel',
    'sns',
    'lambda',
    'webhook',
    'log',
    'tags',
    'quotas',
    'PT1H',
    'P1D',
    'SUM',
    'offset',
    'timezone',
  ],
  ...['{{yyyyMMdd}}', 'arn:aws:sns:us-east-1:111122223333:x', 's3://acme/x/'],
]

/** Specs as YAML and JSON. */
export async function specTarget(): Promise<FuzzTarget> {
  return {
    corpus: files('examples', /\.yaml$/),
    tokens: [...YAML_TOKENS, ...SPEC_TOKENS],
    shape: 'bytes',
    run: (input) => checkedText(Buffer.from(input).toString()),
  }
}

/** Specs as values, as they come from declared objects and programs. */
export async function specValueTarget(): Promise<FuzzTarget> {
  return {
    corpus: files('examples', /\.yaml$/).map((bytes) =>
      Buffer.from(JSON.stringify(parseData(bytes.toString(), 'example'))),
    ),
    tokens: SPEC_TOKENS,
    shape: 'json',
    run(input) {
      const text = Buffer.from(input).toString()
      const value = parsed(text)
      if (value !== undefined) {
        const { spec } = checkSpec(value)
        if (spec !== null) withDefaults(spec)
      }
      checkedText(text)
    },
  }
}

function checkedText(text: string): void {
  const { spec, findings } = parseSpec(text, 'fuzzed')
  law(spec !== null || findings.some(({ level }) => level === 'error'), () => 'there is no spec and nothing is wrong')
  for (const { message, help, line } of findings) {
    law(message !== '' && help !== '' && (line === null || line >= 1), () => 'a finding says nothing')
    law(message.length < 20_000, () => `a message has ${message.length} characters`)
  }
  if (spec !== null) withDefaults(spec)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Templates, states and answers that specs are made from. */
export async function migrateTarget(): Promise<FuzzTarget> {
  return {
    corpus: files('test/spec/migration/inputs', /\.(json|yaml|txt)$/),
    tokens: [
      ...YAML_TOKENS,
      ...[
        'Resources',
        'Type',
        'Properties',
        'Ref',
        'Fn::Sub',
        'Fn::If',
        'Fn::GetAtt',
        'Fn::FindInMap',
        'Fn::Select',
        'Fn::Split',
        'Fn::Join',
      ],
      ...[
        'AWS::LookoutMetrics::AnomalyDetector',
        'AWS::LookoutMetrics::Alert',
        'AnomalyDetectorArn',
        'MetricSetName',
        'Parameters',
        'Default',
      ],
      ...['${AWS::Region}', '<<x>>', 'Condition', 'Conditions', 'Mappings', 'resource_changes', 'deployment', 'PT1H'],
    ],
    shape: 'json',
    run(input) {
      const { detectors, findings } = migrate([{ name: 'fuzzed', text: Buffer.from(input).toString() }])
      for (const { text } of detectors) law(text.includes('detector'), () => 'a spec names no detector')
      for (const { message } of findings) law(message !== '', () => 'a finding says nothing')
    },
  }
}

/** Files of `crowsnest evaluate` and `crowsnest diff`. */
export async function dataFileTarget(): Promise<FuzzTarget> {
  return {
    corpus: [...files('test/golden/policies', /^alert.*\.json$/), ...files('examples', /\.yaml$/)],
    tokens: YAML_TOKENS,
    shape: 'bytes',
    run: (input) => mayFail([DataFileError], () => parseData(Buffer.from(input).toString(), 'fuzzed')),
  }
}
