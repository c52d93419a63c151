import { beforeAll, describe, expect, it } from 'vitest'
import { Choices } from './choices.ts'
import { PLANTED_BUGS } from './planted-bugs.ts'
import { createGround, type Ground, runSchedule } from './schedule.ts'
import { readChoices, shrink, writeChoices } from './shrink.ts'
import { torture } from './torture.ts'
import { createWorld } from './world.ts'

/** What `npm run torture` does at length; test/cloud/torture.test.ts has a minute of it. */
const SCHEDULES = 50

/** A planted bug must show within so many schedules. */
const ENOUGH = 40

const seeds = (first: number, count: number): readonly number[] => Array.from({ length: count }, (_, k) => first + k)

let ground: Ground
beforeAll(async () => {
  ground = await createGround(await createWorld())
})

describe('the engine under random schedules', () => {
  it('knows what it must come to: eight commits after that of the history, one anomaly, two alerts', () => {
    const { commits, alerts } = ground.expected
    expect(commits.map((commit) => (JSON.parse(commit) as { readonly sequence: number }).sequence)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8,
    ])
    expect(alerts.size).toBe(2)
  })

  it('commits each interval once, in order, with the same bytes, and loses no alert', async () => {
    const tally = await torture(ground, { seeds: seeds(1, SCHEDULES), shrinkRuns: 30 })
    expect(tally.found.map(({ seed, violations, choices }) => ({ seed, violations, choices }))).toEqual([])
    expect(tally.schedules).toBe(SCHEDULES)
    const kinds = Object.keys(tally.faults)
    for (const service of ['store', 'source', 'channel']) {
      for (const fault of ['fail', 'throttle', 'time out', 'lose answer'])
        expect(kinds).toContain(`${service}: ${fault}`)
    }
    for (const fault of ['kill before', 'kill after', 'kill, done later', 'cut', 'time out, done later']) {
      expect(kinds).toContain(`store: ${fault}`)
    }
    expect(tally.checks['the state is readable at every moment']).toBeGreaterThan(SCHEDULES)
  })

  it('can be repeated step by step, from its seed and from its choices', async () => {
    const first = Choices.seeded(11)
    const told = await runSchedule(ground, first, { trace: true })
    expect(told.trace.length).toBeGreaterThan(100)
    const again = await runSchedule(ground, Choices.seeded(11), { trace: true })
    expect(stepsOf(again.trace)).toEqual(stepsOf(told.trace))
    const given = await runSchedule(ground, Choices.given(readChoices(writeChoices(first.taken))), { trace: true })
    expect(stepsOf(given.trace)).toEqual(stepsOf(told.trace))
  })

  it.each(PLANTED_BUGS)('would show the bug: %s', async (planted) => {
    const { found, schedules } = await torture(ground, {
      seeds: seeds(20, ENOUGH),
      planted,
      mostFound: 1,
      shrinkRuns: 40,
    })
    expect(schedules).toBeLessThanOrEqual(ENOUGH)
    expect(found).toHaveLength(1)
    const signs = {
      'commit before data': /what a commit names was there before it/,
      'alert before commit': /an alert is sent after the commit that has it/,
      'snapshot collected under a reader':
        /readable at every moment.*OBJECT_MISSING|fails for no other reason.*OBJECT_MISSING/s,
    }
    const shown = found[0].violations.join('\n')
    expect(shown).toMatch(signs[planted])
    // The shorter schedule that is printed shows it again; without the bug it shows nothing.
    const list = readChoices(found[0].choices)
    expect((await runSchedule(ground, Choices.given(list), { planted })).violations).toEqual(found[0].violations)
    expect((await runSchedule(ground, Choices.given(list))).violations).toEqual([])
  })
})

describe('shrink', () => {
  it('keeps the choices alone that matter', async () => {
    const list = Array.from({ length: 100 }, (_, index) => (index % 7) + 1)
    const shorter = await shrink(list, async (choices) => choices[17] === 4 && choices[60] === 5)
    expect(writeChoices(shorter)).toBe('17:4,60:5')
  })
})

describe('readChoices', () => {
  it('reads what writeChoices wrote, and says what it cannot read', () => {
    expect(readChoices('0:1,3:2')).toEqual([1, 0, 0, 2])
    expect(readChoices('')).toEqual([])
    expect(() => readChoices('3-2')).toThrow(/"3-2" is not place:choice/)
  })
})

/** Without the random ends of names. */
function stepsOf(trace: readonly string[]): readonly string[] {
  return trace.map((line) => line.replace(/-[0-9a-f]{8}\.json/, '.json'))
}
