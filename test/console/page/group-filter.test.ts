import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GroupLine } from '../../../engine/console/page-data.ts'
import {
  filterGroups,
  filterQuery,
  NO_FILTER,
  parseFilter,
  RANGES,
  SORTS,
  type GroupFilter,
} from '../../../engine/console/page/group-filter.ts'

const DAY = 86_400_000
const NEWEST = Date.UTC(2026, 5, 30)
const context = { least: 0, newest: NEWEST }

describe('filterGroups', () => {
  const outage = line({ id: 'outage', severity: 95, start: NEWEST - 2 * DAY, end: NEWEST - 2 * DAY, change: -0.9 })
  const slow = line({
    id: 'slow',
    measure: 'latency',
    severity: 60,
    start: NEWEST - 10 * DAY,
    end: NEWEST - 8 * DAY,
    metricCount: 9,
    where: [{ dimension: 'platform', value: 'iOS app', percent: 70 }],
    alerts: ['on-call'],
    change: 0.4,
  })
  const old = line({ id: 'old', severity: 20, start: NEWEST - 60 * DAY, end: NEWEST - 60 * DAY, change: 2 })
  const all = [outage, slow, old]

  it.each<[string, Partial<GroupFilter>, string[]]>([
    ['everything without a filter', {}, ['outage', 'slow', 'old']],
    ['the severity and what is above', { least: 60 }, ['outage', 'slow']],
    ['a word of a measure, in any case', { text: 'LATEN' }, ['slow']],
    ['a word of a value', { text: 'ios' }, ['slow']],
    ['a part of an id', { text: 'outa' }, ['outage']],
    ['an alert', { text: 'on-call' }, ['slow']],
    ['groups that have all words', { text: 'latency ios' }, ['slow']],
    ['nothing where one word is missing', { text: 'latency web' }, []],
    ['one of the measures', { measures: ['latency', 'orders'] }, ['slow']],
    ['one of the values of a dimension', { values: { country: ['de', 'us'] } }, ['outage', 'old']],
    ['values of every dimension that has some', { values: { country: ['de'], platform: ['iOS app'] } }, []],
    ['dimensions without a value as if they were not there', { values: { country: [] } }, ['outage', 'slow', 'old']],
    ['what ended within the last days', { range: '7d' }, ['outage']],
    ['what began before and ended within a range', { from: NEWEST - 9 * DAY, to: NEWEST - 5 * DAY }, ['slow']],
    ['nothing that began at the end of a range', { from: NEWEST - 5 * DAY, to: NEWEST - 2 * DAY }, []],
  ])('shows %s', (_, filter, ids) => {
    expect(shown({ ...NO_FILTER, ...filter })).toEqual(ids)
  })

  it('has the severity of the context where the filter has none', () => {
    expect(filterGroups(all, NO_FILTER, { ...context, least: 70 }).map(({ id }) => id)).toEqual(['outage'])
  })

  it.each<[GroupFilter['sort'], string[]]>([
    ['newest', ['outage', 'slow', 'old']],
    ['oldest', ['old', 'slow', 'outage']],
    ['severity', ['outage', 'slow', 'old']],
    ['metrics', ['slow', 'outage', 'old']],
    ['duration', ['slow', 'outage', 'old']],
    ['change', ['old', 'outage', 'slow']],
  ])('sorts by %s', (sort, ids) => {
    expect(shown({ ...NO_FILTER, sort })).toEqual(ids)
  })

  function shown(filter: GroupFilter): string[] {
    return filterGroups(all, filter, context).map(({ id }) => id)
  }
})

describe('filterQuery', () => {
  it('is empty where nothing is filtered', () => {
    expect(filterQuery(NO_FILTER)).toBe('')
  })

  it('is read back by parseFilter, whatever the values are', () => {
    const texts = fc.uniqueArray(fc.string({ unit: 'grapheme' }), { maxLength: 3 })
    const time = fc.option(fc.integer({ min: 0, max: 4e12 }))
    fc.assert(
      fc.property(
        fc.record({
          text: fc.string({ unit: 'grapheme' }),
          least: fc.option(fc.integer({ min: 0, max: 100 })),
          sort: fc.constantFrom(...SORTS.map(({ sort }) => sort)),
          measures: texts,
          values: fc
            .dictionary(
              fc.string({ unit: 'grapheme' }),
              texts.filter(({ length }) => length > 0),
            )
            .map((values) => ({ ...values })),
          range: fc.option(fc.constantFrom(...RANGES.map(({ range }) => range))),
          from: time,
          to: time,
        }),
        (filter) => {
          expect(parseFilter(new URLSearchParams(filterQuery(filter)))).toEqual(filter)
        },
      ),
    )
  })

  it.each(['severity=101', 'severity=-1', 'severity=high', 'severity=', 'sort=luck', 'range=7y', 'from=then', 'to='])(
    'leaves out what is wrong in an address: %s',
    (query) => {
      expect(parseFilter(new URLSearchParams(query))).toEqual(NO_FILTER)
    },
  )
})

function line(overrides: Partial<GroupLine>): GroupLine {
  return {
    id: 'a',
    measure: 'revenue',
    start: NEWEST,
    end: NEWEST,
    severity: 50,
    severityBefore: null,
    metricCount: 1,
    open: false,
    where: [{ dimension: 'country', value: 'de', percent: 100 }],
    change: null,
    direction: null,
    judged: { relevant: 0, notRelevant: 0 },
    alerts: [],
    ...overrides,
  }
}
