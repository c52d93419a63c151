import { Choices } from './choices.ts'
import type { PlantedBug } from './planted-bugs.ts'
import { type Ground, runSchedule, type ScheduleResult } from './schedule.ts'
import { shrink, writeChoices } from './shrink.ts'

/** What many schedules came to. */
export interface Tally {
  readonly schedules: number
  readonly steps: number
  /** Virtual milliseconds. */
  readonly lasted: number
  /** By service and kind. */
  readonly faults: Readonly<Record<string, number>>
  /** By name. */
  readonly checks: Readonly<Record<string, number>>
  readonly found: readonly FoundViolation[]
}

/** A schedule that came to what must not be. */
export interface FoundViolation {
  readonly seed: number
  readonly violations: readonly string[]
  /** The shortest list of choices that was found to come to the first of them: `writeChoices`. */
  readonly choices: string
  /** The last lines of that schedule. */
  readonly trace: readonly string[]
}

/** Which schedules, and what for. */
export interface TortureOptions {
  readonly seeds: Iterable<number>
  readonly planted?: PlantedBug
  /** After so many that failed it is enough. */
  readonly mostFound?: number
  /** Runs that finding a shorter schedule may take. */
  readonly shrinkRuns?: number
  readonly onSchedule?: (tally: Tally) => void
}

export const NOTHING: Tally = { schedules: 0, steps: 0, lasted: 0, faults: {}, checks: {}, found: [] }

/** Runs one schedule after the other. */
export async function torture(ground: Ground, options: TortureOptions): Promise<Tally> {
  const { seeds, planted, mostFound = 3, shrinkRuns = 200, onSchedule } = options
  const setting = planted === undefined ? {} : { planted }
  let tally = NOTHING
  for (const seed of seeds) {
    const choices = Choices.seeded(seed)
    const result = await runSchedule(ground, choices, setting)
    const found: FoundViolation[] = []
    if (result.violations.length > 0) {
      const kind = kindOf(result.violations[0])
      const run = (list: readonly number[], trace: boolean): Promise<ScheduleResult> =>
        runSchedule(ground, Choices.given(list), { ...setting, trace })
      const list = await shrink(
        choices.taken,
        async (calmer) => (await run(calmer, false)).violations.some((violation) => kindOf(violation) === kind),
        shrinkRuns,
      )
      const { violations, trace } = await run(list, true)
      found.push({ seed, violations: [...violations], choices: writeChoices(list), trace: trace.slice(-200) })
    }
    const one: Tally = {
      schedules: 1,
      steps: result.steps,
      lasted: result.lasted,
      faults: Object.fromEntries(result.faults),
      checks: Object.fromEntries(result.checks),
      found,
    }
    tally = sumOf(tally, one)
    onSchedule?.(one)
    if (tally.found.length >= mostFound) break
  }
  return tally
}

/** Two tallies as one. */
export function sumOf(a: Tally, b: Tally): Tally {
  return {
    schedules: a.schedules + b.schedules,
    steps: a.steps + b.steps,
    lasted: a.lasted + b.lasted,
    faults: sums(a.faults, b.faults),
    checks: sums(a.checks, b.checks),
    found: [...a.found, ...b.found],
  }
}

function sums(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const all: Record<string, number> = { ...a }
  for (const [key, value] of Object.entries(b)) all[key] = (all[key] ?? 0) + value
  return all
}

/** What a violation is of, without the keys in it. */
function kindOf(violation: string): string {
  return violation.slice(0, violation.indexOf(':'))
}
