import { describe, expect, it } from 'vitest'
import { profileColumns } from '../../../../engine/sources/inspect/columns.ts'
import { guessInterval } from '../../../../engine/sources/inspect/interval-guess.ts'
import { chooseRoles } from '../../../../engine/sources/inspect/roles.ts'

/** Roles of columns, each given by what it holds in a record. */
function rolesOf(columns: Readonly<Record<string, (index: number) => string | number>>, quota = 1e9, dataName = '') {
  const table = {
    columns: Object.keys(columns),
    rows: Array.from({ length: 200 }, (_, index) => Object.values(columns).map((value) => String(value(index)))),
    format: { csv: {} },
    decisions: [],
  }
  const { timestamp, measures, dimensions, decisions } = chooseRoles(table, profileColumns(table), quota, dataName)
  return {
    timestamp: timestamp?.name,
    measures: measures.map(({ column, aggregation }) => `${column} ${aggregation}`),
    dimensions,
    decisions,
  }
}

const at = (index: number): string => new Date(Date.UTC(2026, 0, 1, index)).toISOString().slice(0, 19)
const value = (index: number): number => (index * 7919) % 101

/** Twelve columns of a kind. */
function named(letter: string, of: (index: number) => string | number) {
  return Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`${letter}${index}`, of]))
}

describe('chooseRoles', () => {
  it.each([
    { column: 'value', says: 'the name of the data says an amount that adds up' },
    { column: 'clicks', says: 'its name says an amount that adds up' },
  ])('says of $column whose name tells that it is added up', ({ column, says }) => {
    const { decisions } = rolesOf({ at, [column]: value }, 1e9, 'orders.csv')
    expect(decisions).toContainEqual({ about: `measure ${column}`, decided: 'SUM', reason: says, sure: false })
  })

  it('finds the timestamp, the measures and the dimensions of business data', () => {
    expect(
      rolesOf({
        order_id: (index) => index + 1000,
        created_at: at,
        country: (index) => ['us', 'uk', 'de'][index % 3],
        store_id: (index) => 10 + (index % 4),
        views: value,
        conversion_rate: (index) => value(index) / 100,
        temperature: (index) => value(index) - 50,
        note: (index) => `free text number ${index}`,
        year: () => 2026,
        is_anomaly: (index) => index % 2,
        session: (index) => `s${index}`,
        currency: () => 'EUR',
      }),
    ).toMatchObject({
      timestamp: 'created_at',
      measures: ['views SUM', 'conversion_rate AVG', 'temperature AVG'],
      dimensions: ['country', 'store_id'],
    })
  })

  it.each([
    { what: 'a birth date', other: (index: number) => `19${50 + (value(index) % 50)}-03-0${1 + (value(index) % 9)}` },
    { what: 'a date that is due', other: (index: number) => `2026-0${1 + (value(index) % 9)}-15` },
    { what: 'the day of an export', other: () => '2026-09-01' },
  ])('takes the times that records are written in the order of, not $what', ({ other }) => {
    expect(rolesOf({ some_date: other, ordered: at, x: value }).timestamp).toBe('ordered')
    expect(rolesOf({ some_date: other, ordered: (index) => at(200 - index), x: value }).timestamp).toBe('ordered')
  })

  it('takes a birth date for the time of a record only where there is no other', () => {
    const born = (index: number): string => `19${10 + (value(index) % 80)}-03-01`
    expect(rolesOf({ birth_date: born, seen: (index) => at(value(index)), x: value }).timestamp).toBe('seen')
    expect(rolesOf({ birth_date: born, x: value }).timestamp).toBe('birth_date')
  })

  it('says of every column what became of it', () => {
    const { decisions } = rolesOf({
      at,
      site: (index) => `s${index % 2}`,
      x: value,
      'bad name': value,
      empty: () => '',
    })
    expect(decisions.map(({ about, decided }) => `${about}: ${decided}`).toSorted()).toEqual([
      'column bad name: left out',
      'column empty: left out',
      'dimension site: dimension',
      'measure x: SUM',
    ])
  })

  it.each([
    { name: 'clicks', of: (index: number) => value(index), aggregation: 'SUM' },
    { name: 'latency', of: (index: number) => value(index), aggregation: 'AVG' },
    { name: 'x', of: (index: number) => value(index), aggregation: 'SUM' },
    { name: 'x', of: (index: number) => value(index) + 0.5, aggregation: 'AVG' },
    { name: 'x', of: (index: number) => -value(index), aggregation: 'AVG' },
  ])('aggregates $name by $aggregation', ({ name, of, aggregation }) => {
    expect(rolesOf({ at, [name]: of }).measures).toEqual([`${name} ${aggregation}`])
  })

  it('takes the name of the data where that of the column says nothing', () => {
    expect(rolesOf({ at, value }, 1e9, 'speed_6005').measures).toEqual(['value AVG'])
    expect(rolesOf({ at, value }, 1e9, 'clicks').measures).toEqual(['value SUM'])
  })

  it('keeps dimensions whose series stay within the quota, those with few values first', () => {
    const columns = { at, a: (index: number) => `a${index % 20}`, b: (index: number) => `b${index % 3}`, x: value }
    expect(rolesOf(columns, 60).dimensions).toEqual(['a', 'b'])
    expect(rolesOf(columns, 59).dimensions).toEqual(['b'])
  })

  it('chooses at most ten measures and ten dimensions', () => {
    const { measures, dimensions } = rolesOf({ at, ...named('m', value), ...named('d', (index) => `v${index % 2}`) })
    expect([measures.length, dimensions.length]).toEqual([10, 10])
  })
})

describe('guessInterval', () => {
  it.each([
    { step: 1, interval: 'PT5M' },
    { step: 300, interval: 'PT5M' },
    { step: 301, interval: 'PT10M' },
    { step: 600, interval: 'PT10M' },
    { step: 900, interval: 'PT1H' },
    { step: 3600, interval: 'PT1H' },
    { step: 86_400, interval: 'P1D' },
    { step: 7 * 86_400, interval: 'P1D' },
  ])('takes $interval for times that are $step s apart', ({ step, interval }) => {
    const moments = Array.from({ length: 50 }, (_, index) => Math.floor(index / 2) * step * 1000)
    expect(guessInterval([moments.toReversed()], null).interval).toBe(interval)
  })

  it('gives each interval a folder of its own', () => {
    expect(guessInterval([[0, 60_000, 120_000]], 3600).interval).toBe('PT1H')
  })

  it('says that it guesses when there is one time only', () => {
    expect(guessInterval([[0, 0], [1]], null).decision).toMatchObject({ sure: false })
  })
})
