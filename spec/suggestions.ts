import { durationSeconds, formatDuration } from './duration.ts'
import { INTERVALS, INTERVAL_SECONDS, type Interval } from './interval.ts'
import { nearest } from './nearest.ts'

/** Other names that people know for keys, by the key of a spec. From the original API, CloudFormation and CSV tools. */
const KEY_SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  detector: ['name', 'detectorName', 'anomalyDetectorName'],
  interval: ['frequency', 'metricSetFrequency', 'anomalyDetectorFrequency', 'schedule'],
  dataset: ['metricSet', 'data'],
  source: ['metricSource', 'datasource'],
  measures: ['metrics', 'metricList', 'values'],
  dimensions: ['dimensionList', 'groupBy'],
  filters: ['filter', 'dimensionFilterList'],
  timestamp: ['timestampColumn', 'time', 'date'],
  offset: ['delay'],
  column: ['name', 'columnName', 'metricName', 'field'],
  format: ['columnFormat', 'pattern', 'snsFormat'],
  aggregation: ['function', 'aggregationFunction', 'aggregate'],
  threshold: ['severity', 'sensitivity', 'alertSensitivityThreshold', 'severityThreshold'],
  channel: ['action', 'target'],
  continuous: ['live', 'templatedPathList', 'template'],
  historical: ['history', 'historicalDataPathList', 'path'],
  delimiter: ['separator', 'sep'],
  quote: ['quoteSymbol', 'quoteChar'],
  header: ['containsHeader', 'hasHeader'],
  columns: ['headerList', 'names'],
  charset: ['encoding'],
  compression: ['fileCompression'],
  folder: ['file', 'local', 'directory', 'dir'],
  jsonLines: ['json', 'jsonl', 'ndjson', 'jsonFormatDescriptor'],
  csv: ['tsv', 'csvFormatDescriptor'],
  topic: ['arn', 'snsTopicArn', 'topicArn'],
  function: ['arn', 'lambdaArn', 'functionArn'],
  webhook: ['http', 'https', 'slack'],
  log: ['console', 'stdout'],
}

/** Other spellings of values, by the value of a spec. */
const VALUE_SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  SUM: ['total', 'add'],
  AVG: ['average', 'mean'],
  'ISO-8859-1': ['latin1', 'latin-1', 'windows-1252'],
  'UTF-8': ['ascii', 'us-ascii'],
  'UTF-16': ['ucs-2', 'utf-16le', 'utf-16be'],
  gzip: ['gz', '.gz'],
  LONG_TEXT: ['email', 'mail', 'text'],
  SHORT_TEXT: ['sms'],
  '': ['none', 'null'],
}

/** The key that somebody probably meant: another name for one first, then a slip of the pen. */
export function nearestKey(key: string, known: readonly string[]): string | null {
  return synonym(key, known, KEY_SYNONYMS) ?? nearest(key, known)
}

/** The allowed value that somebody probably meant. */
export function nearestValue(got: unknown, allowed: readonly unknown[]): string | null {
  const texts = allowed.filter((value) => typeof value === 'string')
  if (typeof got !== 'string') return null
  return synonym(got, texts, VALUE_SYNONYMS) ?? nearest(got, texts)
}

/** The interval of the same length: PT5M for "5m", "5 min" or "PT300S", PT1H for "hourly". */
export function nearestInterval(got: unknown): Interval | null {
  if (typeof got !== 'string') return null
  const seconds = spokenSeconds(got)
  return INTERVALS.find((interval) => INTERVAL_SECONDS[interval] === seconds) ?? null
}

/** The duration that somebody probably meant by "10m", "2 hours" or a number of seconds. */
export function nearestDuration(got: unknown): string | null {
  if (typeof got === 'number') return Number.isSafeInteger(got) && got >= 0 ? formatDuration(got) : null
  const seconds = typeof got === 'string' ? spokenSeconds(got) : null
  return seconds === null ? null : formatDuration(seconds)
}

const WORDS: Readonly<Record<string, number>> = { hourly: 3600, daily: 86_400, hour: 3600, day: 86_400, none: 0 }
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

function spokenSeconds(text: string): number | null {
  const word = text.trim().toLowerCase()
  if (Object.hasOwn(WORDS, word)) return WORDS[word]!
  const spoken = /^(\d{1,9})\s*(s|m|h|d)(?:ec|econd|in|inute|our|r|ay)?s?$/.exec(word)
  if (spoken) return Number(spoken[1]) * UNITS[spoken[2]!]!
  const iso = word.toUpperCase()
  return durationSeconds(iso) ?? durationSeconds(`P${iso}`) ?? durationSeconds(`PT${iso}`) ?? misplacedTime(iso)
}

/** P5M and P1H lack the T before hours, minutes and seconds. */
function misplacedTime(iso: string): number | null {
  return durationSeconds(iso.replace(/^P/, 'PT'))
}

function synonym(
  word: string,
  known: readonly string[],
  synonyms: Readonly<Record<string, readonly string[]>>,
): string | null {
  const lower = word.toLowerCase()
  return known.find((name) => synonyms[name]?.some((other) => other.toLowerCase() === lower)) ?? null
}
