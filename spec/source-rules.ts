import { durationSeconds } from './duration.ts'
import type { Interval } from './interval.ts'
import type { DatasetOutline, MeasureOutline, Placed, SourceKind, SourceOutline } from './outline.ts'
import { bucketProblems } from './path-rules.ts'
import { patternPieces } from './pattern.ts'
import { problem, type Problem } from './problem.ts'

/** Sources whose records are read from files; their names are the original service's. */
const FILES: ReadonlySet<SourceKind> = new Set(['s3', 'folder'])

/** Sources whose timestamps are text or numbers that have to be read. */
const WRITTEN: ReadonlySet<SourceKind> = new Set(['s3', 'folder', 'appflow'])

/** Longest time of a query: that of a function of Lambda. */
const LONGEST_TIMEOUT_SECONDS = 900

/** What is wrong with a source beyond the shape and the paths of files, and with a dataset because of its source. */
export function sourceProblems(dataset: DatasetOutline, interval: Interval | null): readonly Problem[] {
  const { source } = dataset
  if (source === null) return []
  return [
    ...choiceProblems(source),
    ...historyProblems(source),
    ...timeoutProblems(source),
    ...source.folders.flatMap(bucketProblems),
    ...source.partitions.flatMap(partitionProblems),
    ...nameProblems(dataset, source),
    ...timestampProblems(dataset, source),
    ...dataset.measures.value.flatMap((measure) => statisticProblems(measure, dataset, source, interval)),
  ]
}

/** Keys of which exactly one, or at most one, is given; and keys that need another one. */
const CHOICES: Readonly<Partial<Record<SourceKind, readonly { keys: readonly string[]; needed: boolean }[]>>> = {
  rds: [
    { keys: ['instance', 'cluster', 'host'], needed: true },
    { keys: ['secret', 'user'], needed: true },
  ],
  redshift: [
    { keys: ['cluster', 'workgroup'], needed: true },
    { keys: ['secret', 'user'], needed: false },
  ],
}

const NEEDS: Readonly<Partial<Record<SourceKind, Readonly<Record<string, string>>>>> = {
  rds: { secretPrefix: 'secret', secretKeyArn: 'secret', passwordVariable: 'user' },
  redshift: { secretPrefix: 'secret', secretKeyArn: 'secret', user: 'cluster' },
}

function choiceProblems({ kind, path, keys }: SourceOutline): readonly Problem[] {
  return [
    ...(CHOICES[kind] ?? []).flatMap(({ keys: choices, needed }) => {
      const chosen = choices.filter((key) => keys.includes(key))
      if (chosen.length > 1) return [problem('CHOICE_AMBIGUOUS', path, { keys: chosen })]
      return needed && chosen.length === 0 ? [problem('CHOICE_MISSING', path, { choices }, 'key')] : []
    }),
    ...Object.entries(NEEDS[kind] ?? {}).flatMap(([key, needed]) =>
      keys.includes(key) && !keys.includes(needed)
        ? [problem('KEY_UNUSED', [...path, key], { key, needs: [needed] }, 'key')]
        : [],
    ),
  ]
}

function historyProblems({ until, watches }: SourceOutline): readonly Problem[] {
  if (until === null || !UNTIL.test(until.value)) return []
  const moment = Date.parse(`${until.value.slice(0, 10)}T${until.value.slice(11) || '00:00'}Z`)
  // Dates roll over: the 31st of June is the 1st of July.
  if (Number.isNaN(moment) || new Date(moment).toISOString().slice(0, 10) !== until.value.slice(0, 10)) {
    return [problem('UNTIL_INVALID', until.path, { got: until.value })]
  }
  return watches ? [problem('UNTIL_UNUSED', until.path, { got: until.value }, 'key')] : []
}

/** As the schema has it, which reports other texts. */
const UNTIL = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?$/

function timeoutProblems({ timeout }: SourceOutline): readonly Problem[] {
  const seconds = timeout === null ? null : durationSeconds(timeout.value)
  if (timeout === null || seconds === null) return []
  if (seconds >= 1 && seconds <= LONGEST_TIMEOUT_SECONDS) return []
  return [problem('TIMEOUT_INVALID', timeout.path, { got: timeout.value })]
}

function partitionProblems({ value: got, path }: Placed<string>): readonly Problem[] {
  const pieces = patternPieces(got)
  const keys = pieces?.filter(({ kind }) => kind === 'key') ?? []
  const known = keys.every(({ text }) => /^(yyyy|MM?|dd?|DD?|HH?|mm)$/.test(text))
  return keys.length > 0 && known ? [] : [problem('PARTITION_PATTERN_INVALID', path, { got })]
}

/** Names in files are those that the original service took; elsewhere whatever the schema lets through. */
function nameProblems(
  { timestampColumn, measures, dimensions }: DatasetOutline,
  { kind }: SourceOutline,
): readonly Problem[] {
  if (!FILES.has(kind)) return []
  const names = [...(timestampColumn ? [timestampColumn] : []), ...measures.value, ...dimensions.value]
  return names
    .filter(({ value }) => value !== '' && value.length <= 255 && !value.includes('\0'))
    .filter(({ value }) => !/^[a-zA-Z0-9][a-zA-Z0-9\-_]{0,62}$/.test(value) || value.endsWith('\n'))
    .map(({ value: got, path }) => problem('COLUMN_NAME_INVALID', path, { got }))
}

function timestampProblems(
  { path, hasTimestamp, timestampColumn, timestampFormat }: DatasetOutline,
  { kind }: SourceOutline,
): readonly Problem[] {
  const at = [...path, 'timestamp']
  if (kind === 'cloudwatch') return hasTimestamp ? [problem('TIMESTAMP_UNUSED', at, {}, 'key')] : []
  if (!hasTimestamp) return [problem('FIELD_MISSING', at, { key: 'timestamp' }, 'key')]
  if (timestampFormat === null) {
    if (!WRITTEN.has(kind) || timestampColumn === null) return []
    return [problem('FIELD_MISSING', [...at, 'format'], { key: 'format' }, 'key')]
  }
  if (WRITTEN.has(kind) || isSortable(timestampFormat.value)) return []
  return [problem('TIMESTAMP_FORMAT_UNSORTABLE', timestampFormat.path, { got: timestampFormat.value })]
}

/** Whether texts in a format are in the order of time: parts of fixed width, the greatest first. */
function isSortable(format: string): boolean {
  const keys = patternPieces(format)?.filter(({ kind }) => kind === 'key') ?? []
  const order = ['yyyy', 'MM', 'dd', 'HH', 'mm', 'ss']
  return (
    keys.length > 0 &&
    keys.every(({ text }, index) => (text === 'DD' ? 'dd' : text === 'uuuu' ? 'yyyy' : text) === order[index])
  )
}

/** Statistics that a period of CloudWatch can be put together from shorter ones for. */
const DIVISIBLE = /^(Sum|Average|SampleCount|Minimum|Maximum)$/

const ADDITIVE = /^(Sum|SampleCount|t[cs]\d.*|T[CS]\(.*)$/

function statisticProblems(
  { metric, statistic, aggregation }: MeasureOutline,
  { timezone }: DatasetOutline,
  { kind }: SourceOutline,
  interval: Interval | null,
): readonly Problem[] {
  if (kind !== 'cloudwatch') {
    return Object.entries({ metric, statistic }).flatMap(([key, place]) =>
      place === null ? [] : [problem('STATISTIC_UNUSED', place.path, { key }, 'key')],
    )
  }
  if (statistic === null) return []
  const { value, path } = statistic
  const zone = timezone?.value ?? 'UTC'
  const summed = aggregation === 'SUM' && !ADDITIVE.test(value)
  const split = interval === 'P1D' && !UTC.has(zone) && !DIVISIBLE.test(value)
  return [
    ...(summed ? [problem('STATISTIC_NOT_ADDITIVE', path, { statistic: value })] : []),
    ...(split ? [problem('STATISTIC_NOT_DIVISIBLE', path, { statistic: value, timezone: zone })] : []),
  ]
}

const UTC: ReadonlySet<string> = new Set(['UTC', 'Etc/UTC', 'GMT', 'Etc/GMT', 'Z'])
