import type { MeasureSpec } from '../../../spec/index.ts'
import type { ColumnProfile } from './columns.ts'
import type { Decision } from './decision.ts'
import type { TableSample } from './table-sample.ts'

/** Which column plays which part in a dataset. */
export interface Roles {
  readonly timestamp: ColumnProfile | null
  readonly measures: readonly MeasureSpec[]
  readonly dimensions: readonly string[]
  readonly decisions: readonly Decision[]
}

/** Limits of the original service: measures and dimensions of a dataset, characters of a dimension value. */
const MOST = 10
const LONGEST_VALUE = 40
/** A dimension may have at most this many values, or this share of the records. */
const VALUES = 50
const SHARE_OF_RECORDS = 0.1

/** Times before are those of a record only where there are no others. */
const LONG_AGO = Date.UTC(1990, 0, 1)
/** Share of records that may be out of order. */
const LATE = 0.02

/**
 * Chooses the timestamp, the measures and the dimensions among columns, by their values first and by their names where
 * these leave it open.
 *
 * @param metricQuota - series of the dataset times measures, at most
 * @param dataName - of the file or folder: it says more than a column that is called `value`
 * @param names - whether columns may have any names, as in databases, or those that the original service took
 */
export function chooseRoles(
  table: Pick<TableSample, 'rows'>,
  columns: readonly ColumnProfile[],
  metricQuota: number,
  dataName = '',
  names: 'plain' | 'any' = 'plain',
): Roles {
  const timestamp = chooseTimestamp(columns)
  const decisions: Decision[] = []
  const usable = columns.filter((column) => {
    if (column === timestamp) return false
    const problem = unusable(column, names)
    if (problem !== null) decisions.push(leftOut(column, problem))
    return problem === null
  })
  const judged = usable.map((column) => ({ column, role: roleOf(column, table.rows.length) }))
  decisions.push(...judged.flatMap(({ column, role }) => (role.kind === 'none' ? [leftOut(column, role.reason)] : [])))
  const measures = judged.filter(({ role }) => role.kind === 'measure').map(({ column }) => column)
  for (const column of measures.slice(MOST)) decisions.push(leftOut(column, `there are ${MOST} measures already`))
  const kept = measures.slice(0, MOST).map((column) => ({ column, ...aggregationOf(column, dataName) }))
  for (const { column, aggregation, reason, sure } of kept) {
    decisions.push({ about: `measure ${column.name}`, decided: aggregation, reason, sure })
  }
  const labels = judged.flatMap(({ column, role }) => (role.kind === 'dimension' ? [{ column, ...role }] : []))
  const dimensions = withinQuota(table, labels, metricQuota / Math.max(1, kept.length), decisions)
  return {
    timestamp,
    measures: kept.map(({ column, aggregation }) => ({ column: column.name, aggregation })),
    dimensions,
    decisions,
  }
}

/**
 * Of several columns with times, one that records are written in the order of, and none of long ago (a birth date is no time of a
 * record), where there are such; then by its name.
 */
function chooseTimestamp(columns: readonly ColumnProfile[]): ColumnProfile | null {
  const times = columns.filter(({ name, timestamp }) => timestamp !== null && isColumnName(name))
  const fitting = [isRecent, isInOrder].reduce((left, wanted) => {
    const better = left.filter(({ timestamp }) => wanted(timestamp?.moments ?? []))
    return better.length > 0 ? better : left
  }, times)
  return fitting.find(({ name }) => /time|date|^ts$|^at$|_at$|^day$|^hour$|period/i.test(name)) ?? fitting[0] ?? null
}

function isRecent(moments: readonly number[]): boolean {
  return moments.every((moment) => moment >= LONG_AGO)
}

/** Whether times run on, or back, but for a few; one and the same time says nothing. */
function isInOrder(moments: readonly number[]): boolean {
  const back = moments.filter((moment, index) => index > 0 && moment < moments[index - 1]).length
  const on = moments.filter((moment, index) => index > 0 && moment > moments[index - 1]).length
  return Math.max(back, on) > 0 && Math.min(back, on) <= LATE * moments.length
}

/** The characters that the original service allows in column names. */
function isColumnName(name: string): boolean {
  return /^[a-zA-Z0-9][a-zA-Z0-9\-_]{0,62}$/.test(name)
}

function unusable(
  { name, filled, distinct, timestamp, numbers }: ColumnProfile,
  names: 'plain' | 'any',
): string | null {
  if (names === 'plain' && !isColumnName(name))
    return 'its name may have only letters, digits, - and _, up to 63; rename it to use it'
  if (filled === 0) return 'it is empty'
  if (timestamp !== null && numbers === null) return 'it is another time'
  return distinct === 1 && numbers === null ? 'it always has the same value' : null
}

type Role =
  | { readonly kind: 'measure' }
  | { readonly kind: 'dimension'; readonly reason: string; readonly sure: boolean }
  | { readonly kind: 'none'; readonly reason: string }

const IDENTIFIER = /(?:^|[_-])(?:id|uuid|guid|key|code|zip|postcode|sku|phone|no|nr|index|row)$|Id$|ID$/
const CALENDAR = /^(?:year|month|week|day|hour|minute|weekday|day_?of_?week|quarter)$/i
const PLACE = /^(?:lat|lon|lng|latitude|longitude)$/i
const LABEL = /(?:^|[_-])(?:label|labels|is_?anomaly|anomaly|flag|target_class)$|^is[_-]/i

function roleOf(column: ColumnProfile, records: number): Role {
  const { name, numbers, distinct, longest, timestamp } = column
  const few = distinct <= VALUES || distinct <= records * SHARE_OF_RECORDS
  const repeated = distinct <= records / 2 || records < 20
  if (numbers === null) {
    if (longest > LONGEST_VALUE) return { kind: 'none', reason: `its values have up to ${longest} characters` }
    if (!few || !repeated) return { kind: 'none', reason: `it has ${distinct} values in ${records} records` }
    return { kind: 'dimension', reason: `text with ${distinct} values`, sure: distinct <= VALUES }
  }
  if (numbers.counter) return { kind: 'none', reason: 'it numbers the records' }
  if (timestamp !== null && timestamp.format !== 'UNIX') return { kind: 'none', reason: 'it is another time' }
  if (CALENDAR.test(name) || PLACE.test(name)) return { kind: 'none', reason: 'its name says a time or a place' }
  if (LABEL.test(name)) return { kind: 'none', reason: 'its name says a label, not a measurement' }
  if (IDENTIFIER.test(name)) {
    if (few && repeated && numbers.whole && distinct > 1) {
      return { kind: 'dimension', reason: `numbers that name something, ${distinct} of them`, sure: false }
    }
    return { kind: 'none', reason: 'its name says an identifier' }
  }
  return { kind: 'measure' }
}

const AVERAGED =
  /avg|average|mean|median|rate|ratio|percent|pct|share|latency|duration|elapsed|_ms$|seconds|temp|price|cpu|util|usage|load|age$|memory|level|speed|score|p\d\d$|humidity|pressure|voltage/i
const SUMMED =
  /count|total|sum|views|clicks|orders|requests|revenue|sales|amount|quantity|qty|units|errors|failures|visits|sessions|impressions|bytes|number|num_|hits|users|signups|spend|cost|downloads|events|packets/i

/** Whether a name says that values are levels, whose sum means nothing. */
export function isLevelName(name: string): boolean {
  return AVERAGED.test(name)
}

/** Names that say nothing of what is measured. */
const NAMELESS = /^(?:value|val|v|y|x|metric|measure|data|column\d+)$/i

function aggregationOf(
  { name: column, numbers }: ColumnProfile,
  dataName: string,
): {
  readonly aggregation: MeasureSpec['aggregation']
  readonly reason: string
  readonly sure: boolean
} {
  const [name, whose] = NAMELESS.test(column) ? [dataName, 'the name of the data'] : [column, 'its name']
  if (AVERAGED.test(name)) return { aggregation: 'AVG', reason: `${whose} says a level, not an amount`, sure: false }
  if (SUMMED.test(name)) return { aggregation: 'SUM', reason: `${whose} says an amount that adds up`, sure: false }
  if (numbers!.least < 0) return { aggregation: 'AVG', reason: 'it has negative values', sure: false }
  if (numbers!.whole) return { aggregation: 'SUM', reason: 'whole numbers mostly count something', sure: false }
  return { aggregation: 'AVG', reason: 'decimal numbers are mostly levels', sure: false }
}

interface Label {
  readonly column: ColumnProfile
  readonly reason: string
  readonly sure: boolean
}

/** The dimensions with the fewest values, as many as keep the series within their quota; in the order of the file. */
function withinQuota(
  { rows }: Pick<TableSample, 'rows'>,
  labels: readonly Label[],
  seriesQuota: number,
  decisions: Decision[],
): readonly string[] {
  const kept: Label[] = []
  for (const label of labels.toSorted((a, b) => a.column.distinct - b.column.distinct)) {
    const tried = [...kept, label].map(({ column }) => column.index)
    const series = new Set(rows.map((row) => JSON.stringify(tried.map((index) => row[index]))))
    if (kept.length === MOST) decisions.push(leftOut(label.column, `there are ${MOST} dimensions already`))
    else if (series.size > seriesQuota) {
      decisions.push(leftOut(label.column, `with it there would be more than ${Math.floor(seriesQuota)} series`))
    } else kept.push(label)
  }
  const inOrder = kept.toSorted((a, b) => a.column.index - b.column.index)
  for (const { column, reason, sure } of inOrder) {
    decisions.push({ about: `dimension ${column.name}`, decided: 'dimension', reason, sure })
  }
  return inOrder.map(({ column }) => column.name)
}

function leftOut({ name }: ColumnProfile, reason: string): Decision {
  return { about: `column ${name}`, decided: 'left out', reason, sure: false }
}
