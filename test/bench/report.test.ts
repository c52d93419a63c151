import { describe, expect, it } from 'vitest'
import type { Evaluation } from '../../bench/accuracy/evaluate.ts'
import { resultTables } from '../../bench/accuracy/report.ts'

function evaluation(kinds: Evaluation['kinds'] = { spike: { events: 3, found: 2 } }): Evaluation {
  return {
    events: 3,
    metricWeeks: 10,
    recallAt01: 0,
    recallAt05: 0.5,
    recallAt1: 1,
    meanRecall: 0.5,
    bestF1: 0.5,
    perWeekAtSeverity: [4, 3, 2, 1],
    kinds,
  }
}

function heads(sets: Readonly<Record<string, Evaluation>>): string[] {
  const results = Object.fromEntries(Object.entries(sets).map(([set, each]) => [set, { A: each, B: each }]))
  return resultTables(results)
    .split('\n')
    .filter((line) => /^\| (?:method|kind) /u.test(line))
}

describe('resultTables', () => {
  it('shows recall of all sets in one table, and the kinds of events in one a family of sets', () => {
    const each = evaluation()
    expect(heads({ public5m: each, public1h: each, more5m: each, more1h: each })).toEqual([
      '| method | public5m | public1h | more5m | more1h |',
      '| kind | public5m, A | public5m, B | public1h, A | public1h, B |',
      '| kind | more5m, A | more5m, B | more1h, A | more1h, B |',
    ])
  })

  it('leaves sets out of the kinds of events of which these are not known', () => {
    expect(heads({ own1h: evaluation(), nab: evaluation({}) })[1]).toBe('| kind | own1h, A | own1h, B |')
  })
})
