import { describe, expect, it } from 'vitest'
import { compare, readLabels } from '../../examples/sample-labels.ts'
import { sampleGroup, sampleResult, START } from '../console/sample-result.ts'

const HOUR = 3_600_000
const time = (hour: number) => new Date(START + hour * HOUR).toISOString().slice(0, 19).replace('T', ' ')

/** The group of sampleResult: revenue, web us and ios us, hours 80 and 81; tested are the hours 70 to 99. */
function labels(...rows: readonly string[]) {
  return readLabels(`event,kind,measure,start,end,platform,country\n${rows.join('\n')}\n`)
}

describe('readLabels', () => {
  it('reads times as UTC and leaves empty dimensions open', () => {
    expect(labels(`sale,spike,revenue,${time(80)},${time(82)},,us`)).toEqual([
      {
        name: 'sale',
        kind: 'spike',
        measure: 'revenue',
        start: START + 80 * HOUR,
        end: START + 82 * HOUR,
        slice: { country: 'us' },
      },
    ])
  })
})

describe('compare', () => {
  it.each([
    { row: `sale,spike,revenue,${time(81)},${time(85)},,us`, why: 'overlaps', missed: 0, falseGroups: 0 },
    {
      row: `sale,spike,revenue,${time(80)},${time(80)},web,`,
      why: 'the place of one metric',
      missed: 0,
      falseGroups: 0,
    },
    { row: `sale,spike,orders,${time(80)},${time(85)},,us`, why: 'another measure', missed: 1, falseGroups: 1 },
    { row: `sale,spike,revenue,${time(80)},${time(85)},,uk`, why: 'another place', missed: 1, falseGroups: 1 },
    {
      row: `sale,spike,revenue,${time(81)},${time(81)},ios,us`,
      why: 'a metric that was normal then',
      missed: 1,
      falseGroups: 1,
    },
    { row: `sale,spike,revenue,${time(82)},${time(85)},,us`, why: 'later', missed: 1, falseGroups: 1 },
    { row: `sale,spike,revenue,${time(20)},${time(25)},,us`, why: 'before the tested time', missed: 0, falseGroups: 1 },
    {
      row: `feast,holiday,revenue,${time(80)},${time(85)},,us`,
      why: 'a holiday that was found',
      missed: 0,
      falseGroups: 0,
    },
    {
      row: `feast,holiday,orders,${time(80)},${time(85)},,us`,
      why: 'a holiday that was not',
      missed: 0,
      falseGroups: 1,
    },
  ])('$why: $missed missed, $falseGroups false', ({ row, missed, falseGroups }) => {
    const comparison = compare(sampleResult({ groups: [sampleGroup()] }), labels(row))
    expect(comparison.missed).toHaveLength(missed)
    expect(comparison.falseGroups).toHaveLength(falseGroups)
  })
})
