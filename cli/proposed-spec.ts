import { stringify } from 'yaml'
import type { DatasetSpec, DetectorSpec, Finding, FormatSpec, S3Source, SourceSpec } from '../spec/index.ts'
import type { Decision, Proposal } from '../engine/sources/index.ts'

/** Width that comments are wrapped to. */
const WIDTH = 100

/**
 * A proposed detector as a spec in YAML. What is not sure has a comment above it that begins with `check:`.
 *
 * @param made - what it was made from, for the first line
 * @param findings - what `checkSpec` says of it
 */
export function proposedSpec({ detector, decisions }: Proposal, made: string, findings: readonly Finding[]): string {
  const { dataset } = detector
  const comments = (...about: readonly string[]): readonly string[] =>
    decisions.filter((decision) => !decision.sure && about.includes(decision.about)).flatMap(checkComment)
  const aside = decisions.filter(({ about }) => /^(?:column |files$)/.test(about))
  const lines = [
    ...comment(`Written by \`crowsnest init\` from ${made}. Comments that begin with "check:" stand above guesses.`),
    ...findings.flatMap(({ message, help }) => comment(`check: ${message} ${help}`)),
    `detector: ${scalar(detector.detector)}`,
    ...comments('interval'),
    `interval: ${detector.interval}`,
    'dataset:',
    ...indent(1, [
      ...sourceLines(dataset, comments),
      ...timestampLines(dataset, comments),
      ...comments('timezone'),
      `timezone: ${scalar(dataset.timezone ?? 'UTC')}`,
      'measures:',
      ...dataset.measures.flatMap(({ column, aggregation }) =>
        indent(1, [
          ...comments(`measure ${column}`),
          `- { column: ${flowScalar(column)}, aggregation: ${aggregation} }`,
        ]),
      ),
      ...comments('dimensions'),
      ...((dataset.dimensions ?? []).length === 0 ? [] : ['dimensions:']),
      ...(dataset.dimensions ?? []).flatMap((name) =>
        indent(1, [...comments(`dimension ${name}`), `- ${scalar(name)}`]),
      ),
    ]),
    ...quotaLines(detector),
    ...alertLines(),
    ...aside.flatMap(({ about, decided, reason }) => comment(`${about}: ${decided}, ${reason}.`)),
  ]
  return `${lines.join('\n')}\n`
}

type Comments = (...about: readonly string[]) => readonly string[]

function sourceLines({ source }: DatasetSpec, comments: Comments): readonly string[] {
  const files = filesOf(source)
  if (files === null) return stringify({ source }, { lineWidth: 0 }).trimEnd().split('\n')
  const [kind, { continuous, historical, format }] = files
  return [
    'source:',
    ...indent(1, [
      `${kind}:`,
      ...indent(1, [
        ...comments('historical'),
        ...(historical === undefined ? [] : [`historical: ${scalar(historical)}`]),
        ...comments('continuous'),
        ...(continuous === undefined
          ? [
              ...comment('To watch new data, write that of each interval to a folder of its own:'),
              `# continuous: ${kind === 's3' ? 's3://bucket/continuous' : './continuous'}/{{yyyyMMdd}}/{{HHmm}}/`,
            ]
          : [`continuous: ${scalar(continuous)}`]),
        ...comments('delimiter', 'charset', 'columns'),
        'format:',
        ...indent(1, [formatLine(format)]),
      ]),
    ]),
  ]
}

function timestampLines({ timestamp }: DatasetSpec, comments: Comments): readonly string[] {
  if (timestamp === undefined) return []
  const { column, format } = timestamp
  const lines = [`column: ${scalar(column)}`, ...(format === undefined ? [] : [`format: ${scalar(format)}`])]
  return [...comments('timestamp'), 'timestamp:', ...indent(1, lines)]
}

function filesOf(source: SourceSpec): readonly ['s3' | 'folder', S3Source] | null {
  if ('s3' in source) return ['s3', source.s3]
  if ('folder' in source) return ['folder', source.folder]
  return null
}

function formatLine(format: FormatSpec): string {
  if ('csv' in format) return `csv: ${flow(format.csv)}`
  return 'jsonLines' in format ? `jsonLines: ${flow(format.jsonLines)}` : 'parquet: {}'
}

function quotaLines({ quotas = {} }: DetectorSpec): readonly string[] {
  const entries = Object.entries(quotas)
  return entries.length === 0
    ? []
    : [
        ...comment('Raised above the defaults of the original service, for this much data.'),
        'quotas:',
        ...indent(
          1,
          entries.map(([name, value]) => `${name}: ${value}`),
        ),
      ]
}

function alertLines(): readonly string[] {
  return [
    '# alerts:',
    '#   - name: first-alert',
    '#     threshold: 70 # severity from which it fires, 0 to 100',
    '#     channel: { log: {} } # or sns, lambda, webhook',
  ]
}

/** A map in one line; JSON texts are YAML texts, and show tabs. */
function flow(map: object): string {
  const entries = Object.entries(map).map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

function scalar(text: string): string {
  return stringify(text, { lineWidth: 0 }).trimEnd()
}

/** A text within a map in one line, where commas and brackets end it. */
function flowScalar(text: string): string {
  return /^[\w-]*$/.test(text) ? scalar(text) : JSON.stringify(text)
}

function checkComment({ decided, reason }: Decision): readonly string[] {
  return comment(`check: ${decided}, because ${reason}.`)
}

function comment(text: string): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.replaceAll(/[\r\n]+/g, ' ').split(' ')) {
    if (line !== '' && line.length + word.length > WIDTH) {
      lines.push(line)
      line = ''
    }
    line += line === '' ? word : ` ${word}`
  }
  return [...lines, line].map((each) => `# ${each}`)
}

function indent(levels: number, lines: readonly string[]): readonly string[] {
  return lines.map((line) => '  '.repeat(levels) + line)
}
