import { loadDetector, openDetector, type DetectorRuntime } from '../../engine/run/index.ts'
import { memoryStore, type ObjectStore } from '../../engine/state/index.ts'
import { alertChannel } from './alert-channel.ts'
import type { Choices } from './choices.ts'
import { dataInS3, filesOf } from './data-in-s3.ts'
import { disturbedStore } from './disturbed-store.ts'
import { plant, type PlantedBug } from './planted-bugs.ts'
import { stateInS3 } from './state-in-s3.ts'
import { isExpected, lambdaEnvironment, localProgram, readState, type Surroundings } from './runners.ts'
import { type Fault, Scheduler, type Outcome, type Process, type Weather } from './scheduler.ts'
import { installMachine } from './virtual-machine.ts'
import { type Expected, Watch } from './watch.ts'
import { copyOf, DETECTOR, fill, HISTORY_END, LIVE, LIVE_END, PREPARED_END, type World } from './world.ts'

/** What all schedules share: worked out once by a run that nothing disturbs. */
export interface Ground {
  readonly world: World
  readonly expected: Expected
  /** State after the prepared intervals. */
  readonly prepared: ReadonlyMap<string, Uint8Array>
  /** The detector, for those who read. */
  readonly runtime: DetectorRuntime
}

/** How a schedule ended. */
export interface ScheduleResult {
  readonly violations: readonly string[]
  /** By service and kind. */
  readonly faults: ReadonlyMap<string, number>
  /** By name. */
  readonly checks: ReadonlyMap<string, number>
  readonly steps: number
  readonly runners: number
  /** Virtual milliseconds. */
  readonly lasted: number
  /** Lines of what happened; empty unless asked for. */
  readonly trace: readonly string[]
}

/** What can be asked of a schedule. */
export interface ScheduleOptions {
  readonly trace?: boolean
  readonly planted?: PlantedBug
  /** A store that is empty; one in memory by default. */
  readonly store?: ObjectStore
  /** Where the engine thinks its state is: by default mostly in a store, sometimes in S3 behind the real SDK. */
  readonly state?: 'store' | 's3'
}

/** Clocks stand still before the interval after the last would be due. */
const LAST_MOMENT = LIVE_END + 1_800_000

const HOUR = 3_600_000
const MINUTE = 60_000

/** Asynchronous invocations are tried again after one minute, then after two. */
const LAMBDA_RETRIES = [MINUTE, 2 * MINUTE]

/** Runs the detector without any trouble, to know what it comes to. */
export async function createGround(world: World): Promise<Ground> {
  const uninstall = installMachine()
  try {
    const run = async (from: ReadonlyMap<string, Uint8Array>, start: number, until: readonly number[]) => {
      const store = memoryStore()
      await fill(store, from)
      const watch = new Watch(undefined)
      await watch.adopt(store)
      const scheduler = new Scheduler(start, noChoices, CALM, null)
      const surroundings = surround(world, scheduler, watch, store, 1_000, 'store')
      const invoke = lambdaEnvironment(surroundings)
      const failures: unknown[] = []
      for (const moment of until) {
        for (const operation of moment === until[0] && from === world.declared
          ? ['activate', 'execute']
          : ['execute']) {
          scheduler.now = moment
          scheduler.start('calm', 0, invoke({ operation, detector: DETECTOR }, 'calm', 900_000), (outcome) => {
            if ('error' in outcome) failures.push(outcome.error)
          })
          await scheduler.run()
        }
      }
      if (failures.length > 0) throw failures[0]
      watch.finish()
      if (watch.violations.length > 0) throw new Error(watch.violations.join('\n'))
      return { objects: await copyOf(store), watch }
    }
    const first = await run(world.declared, HISTORY_END + MINUTE, [HISTORY_END + MINUTE, PREPARED_END + MINUTE])
    const rest = await run(
      first.objects,
      PREPARED_END,
      Array.from({ length: LIVE }, (_, index) => PREPARED_END + (index + 1) * HOUR + MINUTE),
    )
    const alerts = new Map([...rest.watch.delivered].map(([id, bodies]) => [id, bodies[0]]))
    const declared = memoryStore()
    await fill(declared, world.declared)
    const runtime = openDetector(await loadDetector(declared, DETECTOR), { baseDir: '/' })
    return { world, prepared: first.objects, expected: { commits: rest.watch.commits, alerts }, runtime }
  } finally {
    uninstall()
  }
}

/** Runs one schedule to its end. */
export async function runSchedule(
  { world, expected, prepared, runtime }: Ground,
  choices: Choices,
  options: ScheduleOptions = {},
): Promise<ScheduleResult> {
  const uninstall = installMachine()
  try {
    const fresh = choices.chance(0.05)
    const start = fresh ? HISTORY_END + 20 * MINUTE : PREPARED_END + 20 * MINUTE
    const state = options.state ?? (choices.chance(0.06) ? 's3' : 'store')
    const weather = forecast(choices, start, state === 's3' ? 4 : 1)
    const runners = choices.of([2, 2, 2, 2, 2, 3, 3, 3, 4, 5, 6, 8])
    const pageSize = choices.of([1_000, 1_000, 3])
    const trace: string[] | null = options.trace ? [] : null
    const store = options.store ?? memoryStore()
    await fill(store, fresh ? world.declared : prepared)
    const watch = new Watch(expected)
    await watch.adopt(store)
    const scheduler = new Scheduler(start, choices, weather, trace)
    const surroundings = surround(world, scheduler, watch, store, pageSize, state, options.planted)
    const show = new Show(surroundings, watch, choices, runtime)
    await show.run(runners, fresh)
    watch.finish()
    return {
      violations: watch.violations,
      faults: scheduler.faults,
      checks: watch.checks,
      steps: scheduler.steps,
      runners,
      lasted: scheduler.now - start,
      trace: trace ?? [],
    }
  } finally {
    uninstall()
  }
}

function surround(
  world: World,
  scheduler: Scheduler,
  watch: Watch,
  store: ObjectStore,
  pageSize: number,
  state: 'store' | 's3',
  planted?: PlantedBug,
): Surroundings {
  const arrived = (id: string, body: string): void => {
    scheduler.note(`arrived: ${id}`)
    watch.arrived(id, body)
  }
  const watched = watch.over(store)
  return {
    scheduler,
    store: (state === 's3' ? stateInS3 : disturbedStore)(
      planted === undefined ? watched : plant(planted, watched, arrived),
      pageSize,
    ),
    transport: dataInS3(filesOf(world.files)),
    fetch: alertChannel(arrived),
    lastMoment: LAST_MOMENT,
  }
}

/** Who comes when, and what is done about those that fail. */
class Show {
  readonly #surroundings: Surroundings
  readonly #watch: Watch
  readonly #choices: Choices
  readonly #runtime: DetectorRuntime
  readonly #clocksAgree: boolean
  #started = 0
  #busy = 0

  constructor(surroundings: Surroundings, watch: Watch, choices: Choices, runtime: DetectorRuntime) {
    this.#runtime = runtime
    this.#surroundings = surroundings
    this.#watch = watch
    this.#choices = choices
    this.#clocksAgree = !choices.chance(0.2)
  }

  async run(runners: number, fresh: boolean): Promise<void> {
    const choices = this.#choices
    const { scheduler } = this.#surroundings
    const locals = choices.of([0, 1, runners, 2])
    for (let index = 0; index < Math.min(locals, runners); index++) {
      scheduler.at(scheduler.now + choices.pick(4) * 5 * MINUTE, () => this.#startLocal(this.#skew()))
    }
    const functions = runners - Math.min(locals, runners)
    const late = choices.of([0, 0.2, 0.5])
    if (functions > 0) {
      if (fresh) this.#wake(scheduler.now, 'activate', functions)
      for (let due = fresh ? HISTORY_END : PREPARED_END + HOUR; due <= LIVE_END; due += HOUR) {
        for (let index = 0; index < functions; index++) {
          // One wake-up an interval is what the schedule sends; others come twice, or from somebody who tries.
          const lost = choices.chance(index === 0 ? late * 0.5 : 0.7)
          if (lost) continue
          const delay = choices.chance(late) ? choices.pick(150) * MINUTE : choices.pick(20) * 1_000
          this.#wake(Math.min(due + MINUTE + delay, LAST_MOMENT), 'execute', functions)
        }
      }
    }
    await this.#readers(fresh)
    await scheduler.run()
    // The trouble is over, and one more wake-up comes.
    scheduler.healed = true
    for (let round = 0; round < 2; round++) {
      if (fresh && round === 0) this.#wake(scheduler.now, 'activate', 1)
      this.#wake(Math.max(scheduler.now, LIVE_END + MINUTE), 'execute', 1)
      await scheduler.run()
    }
    this.#read()
    await scheduler.run()
  }

  #skew(): number {
    return this.#choices.chance(0.3)
      ? this.#choices.of(this.#clocksAgree ? SKEWS_MS : [...SKEWS_MS, ...GREAT_SKEWS_MS])
      : 0
  }

  /** A machine that runs the detector, and is started again when it dies. */
  #startLocal(skew: number): void {
    const { scheduler } = this.#surroundings
    const choices = this.#choices
    const again = (): void => {
      const moment = scheduler.now + choices.of([1, 10, 120]) * MINUTE
      if (moment < LAST_MOMENT) scheduler.at(moment, () => this.#startLocal(skew))
    }
    const oversleep = (): number => (choices.chance(0.1) ? choices.pick(150) * MINUTE : 0)
    const program = localProgram(this.#surroundings, oversleep, (error) => this.#ended({ error }))
    const process = scheduler.start(`machine ${++this.#started}`, skew, program, (outcome) => {
      this.#ended(outcome)
      if ('error' in outcome) again()
    })
    process.onKill = again
  }

  /** A wake-up comes to the function. */
  #wake(moment: number, operation: 'activate' | 'execute', most: number): void {
    const requestId = `request-${++this.#started}`
    this.#surroundings.scheduler.at(moment, () => this.#invoke(operation, requestId, most, [...LAMBDA_RETRIES, HOUR]))
  }

  /** @param again - pauses before it is tried again: Lambda's, then the one until somebody empties the queue of lost wake-ups */
  #invoke(operation: string, requestId: string, most: number, again: readonly number[]): void {
    const { scheduler } = this.#surroundings
    const [pause, ...rest] = again
    const retry = (): void => {
      if (pause !== undefined) scheduler.at(scheduler.now + pause, () => this.#invoke(operation, requestId, most, rest))
    }
    if (this.#busy >= most) return retry()
    this.#busy++
    const timeout = scheduler.healed ? 900_000 : this.#choices.of([900_000, 900_000, MINUTE])
    const invoke = lambdaEnvironment(this.#surroundings)
    const event = { operation, detector: DETECTOR }
    const process: Process = scheduler.start(
      `function ${++this.#started}`,
      this.#skew(),
      invoke(event, requestId, timeout),
      (outcome) => {
        this.#busy--
        this.#ended(outcome)
        if ('error' in outcome) retry()
      },
    )
    process.onKill = () => {
      this.#busy--
      retry()
    }
    scheduler.at(scheduler.now + timeout, () => scheduler.kill(process))
  }

  #ended(outcome: Outcome<unknown>): void {
    this.#watch.check('a run fails for no other reason than what was done to it', isExpected(outcome), () =>
      'error' in outcome ? String(outcome.error) : '',
    )
  }

  /** Readers come at any time, and often just before and after something is committed. */
  async #readers(fresh: boolean): Promise<void> {
    const { scheduler } = this.#surroundings
    const choices = this.#choices
    for (let index = choices.pick(3); index >= 0; index--) {
      scheduler.at(scheduler.now + choices.pick((fresh ? 2 : 0) * 60 + LIVE * 60) * MINUTE, () => this.#read())
    }
    const often = choices.of([0, 0.4, 0.1])
    this.#watch.onCreated = (kind) => {
      if ((kind === 'commits' || kind === 'points') && !scheduler.healed && choices.chance(often)) this.#read()
    }
  }

  #read(): void {
    const { scheduler } = this.#surroundings
    scheduler.start(
      `reader ${++this.#started}`,
      0,
      () => readState(this.#surroundings, this.#runtime, this.#clocksAgree),
      (outcome) => {
        this.#watch.check('the state is readable at every moment', 'value' in outcome, () =>
          'error' in outcome ? String(outcome.error) : '',
        )
      },
      true,
    )
  }
}

/** Of clocks that are kept, and of those that nobody keeps. */
const SKEWS_MS: readonly number[] = [0, 1_000, -1_000, 5_000, -5_000]
const GREAT_SKEWS_MS: readonly number[] = [15 * MINUTE, -15 * MINUTE]

const CALM: Weather = { faults: {}, kinds: new Set(), kill: 0, disorder: 0, slow: 0, stall: 0, freeze: 0, outages: [] }

const noChoices = { chance: () => false, pick: () => 0, of: <T>(items: readonly T[]) => items[0] } as unknown as Choices

const KINDS: readonly Fault[] = [
  'fail',
  'throttle',
  'time out',
  'time out, done later',
  'lose answer',
  'cut',
  'conflict',
]

/**
 * Every schedule has its own mixture: some have one trouble alone, which many at once would hide.
 *
 * @param patience - how much more of it the store bears: the SDK repeats what failed
 */
function forecast(choices: Choices, start: number, patience: number): Weather {
  const rate = (): number => choices.of([0, 0.003, 0.02, 0.06])
  const alone = choices.chance(0.3)
  const kinds = new Set(alone ? [choices.of(KINDS)] : KINDS)
  const outages = choices.chance(0.25)
    ? [choices.of(['store', 'source', 'channel'])].map((service) => {
        const from = start + choices.pick(LIVE * 60) * MINUTE
        return { service, from, to: from + choices.of([1, 10, 120]) * MINUTE }
      })
    : []
  return {
    faults: { store: patience * rate(), source: 4 * rate(), channel: 8 * rate() },
    kinds,
    kill: choices.of([0, 0.001, 0.004, 0.015]),
    disorder: choices.of([0, 0.2, 0.9]),
    slow: choices.of([0, 0.02, 0.3]),
    stall: choices.of([0, 0.002, 0.02]),
    freeze: choices.of([0, 0.001, 0.006]),
    outages,
  }
}
