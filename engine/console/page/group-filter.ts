import type { GroupLine } from '../page-data.ts'

/** Orders of the list. */
export const SORTS = [
  { sort: 'newest', name: 'Newest first' },
  { sort: 'oldest', name: 'Oldest first' },
  { sort: 'severity', name: 'Most severe first' },
  { sort: 'metrics', name: 'Most metrics first' },
  { sort: 'duration', name: 'Longest first' },
  { sort: 'change', name: 'Greatest change first' },
] as const

/** Time ranges that end with the newest data. */
export const RANGES = [
  { range: '1d', name: 'Last day', days: 1 },
  { range: '7d', name: 'Last 7 days', days: 7 },
  { range: '30d', name: 'Last 30 days', days: 30 },
  { range: '90d', name: 'Last 90 days', days: 90 },
] as const

/** Which groups a list shows, and in which order; all of it stands in the address. */
export interface GroupFilter {
  /** Words that measure, leading values or id have. */
  readonly text: string
  /** Least severity; null: what the detector's alerts say. */
  readonly least: number | null
  readonly sort: (typeof SORTS)[number]['sort']
  /** None: all. */
  readonly measures: readonly string[]
  /** By dimension; one of the values of each dimension that has some. */
  readonly values: Readonly<Record<string, readonly string[]>>
  /** One of `RANGES`, or null for `from` and `to`. */
  readonly range: (typeof RANGES)[number]['range'] | null
  /** Epoch milliseconds, null: no bound; groups that touch the time between are shown. */
  readonly from: number | null
  readonly to: number | null
}

/** What a filter leaves open. */
export interface FilterContext {
  /** Least severity where the filter has none. */
  readonly least: number
  /** End of the newest data, epoch milliseconds. */
  readonly newest: number
}

/** Everything, the newest first. */
export const NO_FILTER: GroupFilter = {
  text: '',
  least: null,
  sort: 'newest',
  measures: [],
  values: {},
  range: null,
  from: null,
  to: null,
}

const DAY = 86_400_000
const DIMENSION = 'is.'

/**
 * The filter that an address has; what is wrong in it is left out.
 *
 * @param params - the query of the address
 */
export function parseFilter(params: URLSearchParams): GroupFilter {
  const least = numberIn(params.get('severity'), 0, 100)
  const dimensions = [...new Set(params.keys())].filter((key) => key.startsWith(DIMENSION))
  return {
    text: params.get('q') ?? '',
    least,
    sort: SORTS.find(({ sort }) => sort === params.get('sort'))?.sort ?? NO_FILTER.sort,
    measures: params.getAll('measure'),
    values: Object.fromEntries(dimensions.map((key) => [key.slice(DIMENSION.length), params.getAll(key)])),
    range: RANGES.find(({ range }) => range === params.get('range'))?.range ?? null,
    from: timeIn(params.get('from')),
    to: timeIn(params.get('to')),
  }
}

/**
 * The query of the address that has a filter.
 *
 * @param filter - to be kept
 * @returns with its question mark, or empty where nothing is filtered
 */
export function filterQuery(filter: GroupFilter): string {
  const params = new URLSearchParams()
  if (filter.text !== '') params.set('q', filter.text)
  if (filter.least !== null) params.set('severity', String(filter.least))
  if (filter.sort !== NO_FILTER.sort) params.set('sort', filter.sort)
  for (const measure of filter.measures) params.append('measure', measure)
  for (const [dimension, values] of Object.entries(filter.values)) {
    for (const value of values) params.append(`${DIMENSION}${dimension}`, value)
  }
  if (filter.range !== null) params.set('range', filter.range)
  if (filter.from !== null) params.set('from', new Date(filter.from).toISOString())
  if (filter.to !== null) params.set('to', new Date(filter.to).toISOString())
  return params.size === 0 ? '' : `?${params}`
}

/**
 * The groups that pass a filter, in its order.
 *
 * @param groups - the newest onset first; not changed
 * @param filter - what is wanted
 * @param context - what the filter leaves open
 */
export function filterGroups(
  groups: readonly GroupLine[],
  filter: GroupFilter,
  context: FilterContext,
): readonly GroupLine[] {
  const words = filter.text.toLowerCase().split(/\s+/u).filter(Boolean)
  const least = filter.least ?? context.least
  const [from, to] = filterTimes(filter, context)
  const values = Object.entries(filter.values).filter(([, wanted]) => wanted.length > 0)
  const passed = groups.filter(
    (group) =>
      group.severity >= least &&
      group.start < to &&
      group.end >= from &&
      (filter.measures.length === 0 || filter.measures.includes(group.measure)) &&
      values.every(([dimension, wanted]) =>
        group.where.some((each) => each.dimension === dimension && wanted.includes(each.value)),
      ) &&
      (words.length === 0 || hasWords(group, words)),
  )
  return filter.sort === 'newest' ? passed : passed.toSorted(ORDERS[filter.sort])
}

/**
 * The time that a filter shows.
 *
 * @returns half-open, infinite where there is no bound
 */
export function filterTimes({ range, from, to }: GroupFilter, { newest }: FilterContext): readonly [number, number] {
  const days = RANGES.find((each) => each.range === range)?.days
  if (days !== undefined) return [newest - days * DAY, Infinity]
  return [from ?? -Infinity, to ?? Infinity]
}

const ORDERS: Readonly<Record<Exclude<GroupFilter['sort'], 'newest'>, (a: GroupLine, b: GroupLine) => number>> = {
  oldest: (a, b) => a.start - b.start || b.severity - a.severity,
  severity: (a, b) => b.severity - a.severity || b.start - a.start,
  metrics: (a, b) => b.metricCount - a.metricCount || b.severity - a.severity,
  duration: (a, b) => b.end - b.start - (a.end - a.start) || b.severity - a.severity,
  change: (a, b) => Math.abs(b.change ?? 0) - Math.abs(a.change ?? 0) || b.severity - a.severity,
}

/** What is searched of each group, made once. */
const searched = new WeakMap<GroupLine, string>()

function hasWords(group: GroupLine, words: readonly string[]): boolean {
  let text = searched.get(group)
  if (text === undefined) {
    text = [group.measure, group.id, ...group.where.map(({ value }) => value), ...group.alerts].join('\n').toLowerCase()
    searched.set(group, text)
  }
  return words.every((word) => text.includes(word))
}

function numberIn(text: string | null, least: number, greatest: number): number | null {
  const number = Number(text ?? NaN)
  return text === '' || !(number >= least && number <= greatest) ? null : number
}

function timeIn(text: string | null): number | null {
  const time = Date.parse(text ?? '')
  return Number.isNaN(time) ? null : time
}
