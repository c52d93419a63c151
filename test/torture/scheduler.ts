import { type Choices, generator } from './choices.ts'
import { machine, type PauseHandle, runAs, runOutside, type Sleepers } from './virtual-machine.ts'

/** What can happen to a call of a process. */
export type Fault =
  | 'fail'
  | 'throttle'
  | 'time out'
  | 'time out, done later'
  | 'lose answer'
  | 'cut'
  /** S3: another write to the key is under way. */
  | 'conflict'
  | 'kill before'
  | 'kill after'
  | 'kill, done later'

/** A call that leaves a process: to the store, a source or a channel. */
export interface Call<T> {
  /** `store`, `source`, `channel`. */
  readonly service: string
  /** `create state/...` */
  readonly label: string
  /** What the service does, once. */
  readonly apply: () => Promise<T>
  /** What can happen beside death; none for a reader, whom nothing disturbs. */
  readonly faults: readonly Fault[]
  /** What the process is told when it fails; `applied` where it was done all the same. A cut call may have a part of its answer. */
  readonly failure: (fault: Fault, result: T | undefined) => Outcome<T>
}

/** How a call ends for the process. */
export type Outcome<T> = { readonly value: T } | { readonly error: unknown }

/** How rough a schedule is: probabilities, chosen by the schedule itself, so that some have one kind of trouble alone. */
export interface Weather {
  /** Of a fault, for each call of a service. */
  readonly faults: Readonly<Record<string, number>>
  readonly kinds: ReadonlySet<Fault>
  readonly kill: number
  /** Of taking another call than the one that waits longest. */
  readonly disorder: number
  /** Of an answer that takes so long that others come first. */
  readonly slow: number
  /** Of time that passes while calls are on their way. */
  readonly stall: number
  /** Of a process that stands still for a while: a machine that sleeps, an environment that is frozen. */
  readonly freeze: number
  /** Times in which every call of a service fails: half-open, epoch milliseconds. */
  readonly outages: readonly { readonly service: string; readonly from: number; readonly to: number }[]
}

/** A program that runs until it ends or is killed. */
export class Process implements Sleepers {
  readonly name: string
  /** Of its clock, milliseconds. */
  readonly skew: number
  /** A reader: nothing happens to its calls, and it is not overtaken by much time. */
  readonly undisturbed: boolean
  readonly scheduler: Scheduler
  state: 'runs' | 'ended' | 'killed' = 'runs'
  /** Calls and timers that it waits for. */
  waiting = 0
  /** It stands still until then. */
  frozenUntil = -Infinity
  onKill: (() => void) | undefined
  startedAt: number

  constructor(scheduler: Scheduler, name: string, skew: number, undisturbed: boolean) {
    this.scheduler = scheduler
    this.name = name
    this.skew = skew
    this.undisturbed = undisturbed
    this.startedAt = scheduler.now
  }

  readonly now = (): number => this.scheduler.now + this.skew

  random(): number {
    return this.scheduler.random()
  }

  after(milliseconds: number, run: () => void): PauseHandle {
    return this.scheduler.timer(this, milliseconds, run)
  }

  call<T>(call: Call<T>): Promise<T> {
    return this.scheduler.send(this, call)
  }
}

interface Pending {
  readonly process: Process
  readonly label: string
  readonly service: string
  /** Goes on with it. */
  readonly step: () => Promise<void>
  /** Its process is dead or has given it up; what it asked for may still be done. */
  readonly orphan: boolean
}

interface Timer {
  readonly at: number
  /** Null: of the world around, such as a wake-up. */
  readonly process: Process | null
  readonly run: () => void
}

/** Milliseconds that time stands still at least between two steps, and passes at most while calls wait. */
const STEP_MS = 3
const LONGEST_STALL_MS = 20_000

const FREEZES_MS = [60_000, 600_000, 4 * 3_600_000] as const

/** A reader that takes longer than this has no promise: state is kept for a minute after its successor. */
const READER_MS = 40_000

/** More steps than any schedule needs: something goes round for ever. */
const MOST_STEPS = 60_000

/**
 * Runs processes so that one of them moves at a time, and chooses whose turn it is, what fails, and how time passes. All that
 * processes do outside of themselves comes here as calls and timers.
 */
export class Scheduler {
  now: number
  readonly choices: Choices
  readonly weather: Weather
  /** Faults so far, by service and kind. */
  readonly faults = new Map<string, number>()
  /** Lines of what happened; null where nobody wants to know. */
  readonly trace: string[] | null
  readonly random = generator(1)
  readonly processes = new Set<Process>()
  steps = 0
  /** From then on nothing fails any more. */
  healed = false
  readonly #pending: Pending[] = []
  readonly #timers: Timer[] = []

  readonly #mostSteps: number

  constructor(now: number, choices: Choices, weather: Weather, trace: string[] | null, mostSteps: number = MOST_STEPS) {
    this.now = now
    this.choices = choices
    this.weather = weather
    this.trace = trace
    this.#mostSteps = mostSteps
  }

  /** Starts a program; `ended` hears how it ended, unless it was killed. */
  start<T>(
    name: string,
    skew: number,
    program: (process: Process) => Promise<T>,
    ended: (outcome: Outcome<T>) => void,
    undisturbed = false,
  ): Process {
    const process = new Process(this, name, skew, undisturbed)
    this.processes.add(process)
    const end = (outcome: Outcome<T>): void => {
      if (process.state !== 'runs') return
      process.state = 'ended'
      this.processes.delete(process)
      this.note(`${name} ends${'error' in outcome ? `: ${String(outcome.error)}` : ''}`)
      runOutside(() => ended(outcome))
    }
    this.note(`${name} starts`)
    runAs(process, () =>
      Promise.resolve()
        .then(() => program(process))
        .then(
          (value) => end({ value }),
          (error: unknown) => end({ error }),
        ),
    )
    return process
  }

  /** Ends a process where it stands: nothing that it waits for comes back. */
  kill(process: Process): void {
    if (process.state !== 'runs') return
    process.state = 'killed'
    this.processes.delete(process)
    this.note(`${process.name} is killed`)
    for (let index = this.#timers.length - 1; index >= 0; index--) {
      if (this.#timers[index].process === process) this.#timers.splice(index, 1)
    }
    process.onKill?.()
  }

  /** Something that comes from outside, at a moment. */
  at(moment: number, run: () => void): void {
    this.#timers.push({ at: moment, process: null, run })
  }

  timer(process: Process, milliseconds: number, run: () => void): PauseHandle {
    let awaited = true
    let open = true
    process.waiting++
    const ignore = (): void => {
      if (awaited) process.waiting--
      awaited = false
    }
    const entry: Timer = {
      at: this.now + Math.max(0, milliseconds),
      process,
      run: () => {
        open = false
        ignore()
        runAs(process, run)
      },
    }
    this.#timers.push(entry)
    return {
      ignore,
      cancel: () => {
        if (!open) return
        open = false
        ignore()
        const index = this.#timers.indexOf(entry)
        if (index >= 0) this.#timers.splice(index, 1)
      },
    }
  }

  send<T>(process: Process, call: Call<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      // Who is dead asks for nothing and hears nothing.
      if (process.state !== 'runs') return
      process.waiting++
      const answer = (outcome: Outcome<T>): void => {
        if (process.state !== 'runs') return
        process.waiting--
        if ('value' in outcome) resolve(outcome.value)
        else reject(outcome.error as Error)
      }
      this.#enqueue(process, call, () => this.#request(process, call, answer))
    })
  }

  note(line: string): void {
    this.trace?.push(`${new Date(this.now).toISOString().slice(8, 23)} ${line}`)
  }

  /** Runs until nothing is left to do. */
  async run(): Promise<void> {
    for (;;) {
      await this.#settle()
      if (++this.steps > this.#mostSteps) throw new Error(`the schedule does not end after ${this.steps} steps`)
      for (let index = this.#pending.length - 1; index >= 0; index--) {
        const { process, orphan } = this.#pending[index]
        if (process.state === 'killed' && !orphan) this.#pending.splice(index, 1)
      }
      const reach = this.#reach()
      const next = this.#nextTimer()
      const ready = this.#pending.filter(({ process }) => process.frozenUntil <= this.now)
      if (ready.length === 0) {
        if (next !== undefined) this.#fire(next)
        else if (this.#pending.length === 0) return
        else this.now = Math.min(...this.#pending.map(({ process }) => process.frozenUntil))
        continue
      }
      if (!this.healed && this.choices.chance(this.weather.stall)) {
        const pause = (this.choices.pick(4) + 1) * 0.25 * LONGEST_STALL_MS
        if (next !== undefined && momentOf(next) - this.now <= reach) {
          this.#count('time', 'pass while calls wait')
          this.#fire(next)
          continue
        }
        if (pause <= reach) {
          this.#count('time', 'stall')
          this.now += pause
        }
      }
      this.now += STEP_MS
      if (next !== undefined && momentOf(next) <= this.now) {
        this.#fire(next)
        continue
      }
      const chosen = ready[this.#chooses(this.weather.disorder) ? this.choices.pick(ready.length) : 0]
      const { process } = chosen
      if (!process.undisturbed && this.#chooses(this.weather.freeze)) {
        this.#count('time', 'process stands still')
        process.frozenUntil = this.now + this.choices.of(FREEZES_MS)
        this.note(`${process.name} stands still until ${new Date(process.frozenUntil).toISOString()}`)
        continue
      }
      this.#pending.splice(this.#pending.indexOf(chosen), 1)
      await chosen.step()
    }
  }

  #chooses(probability: number): boolean {
    return !this.healed && this.choices.chance(probability)
  }

  /** How far time may go while calls wait. */
  #reach(): number {
    const readers = [...this.processes].filter(({ undisturbed }) => undisturbed)
    return Math.min(Infinity, ...readers.map(({ startedAt }) => startedAt + READER_MS - this.now))
  }

  #nextTimer(): Timer | undefined {
    let next: Timer | undefined
    for (const timer of this.#timers) if (next === undefined || momentOf(timer) < momentOf(next)) next = timer
    return next
  }

  #fire(timer: Timer): void {
    this.#timers.splice(this.#timers.indexOf(timer), 1)
    this.now = Math.max(this.now, momentOf(timer))
    timer.run()
  }

  #enqueue(
    process: Process,
    call: Pick<Call<unknown>, 'label' | 'service'>,
    step: () => Promise<void>,
    orphan = false,
  ): void {
    this.#pending.push({ process, label: call.label, service: call.service, step, orphan })
  }

  async #request<T>(process: Process, call: Call<T>, answer: (outcome: Outcome<T>) => void): Promise<void> {
    const { choices, weather } = this
    const calm = this.healed || process.undisturbed
    let fault: Fault | undefined
    const { now } = this
    if (!calm && weather.outages.some(({ service, from, to }) => service === call.service && from <= now && now < to)) {
      fault = 'fail'
    } else if (!calm && choices.chance(weather.kill)) {
      fault = choices.of(['kill before', 'kill after', 'kill, done later'])
    } else if (!calm && choices.chance(weather.faults[call.service] ?? 0)) {
      const possible = call.faults.filter((kind) => weather.kinds.has(kind))
      if (possible.length > 0) fault = choices.of(possible)
    }
    const line = `${process.name} ${call.service}: ${call.label}`
    if (fault !== undefined) this.#count(call.service, fault)
    this.note(fault === undefined ? line : `${line} ** ${fault}`)
    switch (fault) {
      case undefined: {
        const outcome = await done(call)
        if (calm || !choices.chance(weather.slow)) answer(outcome)
        else this.#enqueue(process, { ...call, label: `answer of ${call.label}` }, async () => answer(outcome))
        return
      }
      case 'kill before':
        return this.kill(process)
      case 'kill after':
        await done(call)
        return this.kill(process)
      case 'kill, done later':
      case 'time out, done later':
        this.#enqueue(
          process,
          { ...call, label: `late ${call.label}` },
          async () => {
            this.note(`${line} ** is done now`)
            await done(call)
          },
          true,
        )
        if (fault === 'kill, done later') this.kill(process)
        else answer(call.failure(fault, undefined))
        return
      case 'lose answer': {
        const outcome = await done(call)
        return answer('value' in outcome ? call.failure(fault, outcome.value) : outcome)
      }
      case 'cut': {
        // What is written is written whole or not at all, as in both real stores; what is read breaks off.
        if (!/^(get|list) /.test(call.label)) return answer(call.failure(fault, undefined))
        const outcome = await done(call)
        return answer('value' in outcome ? call.failure(fault, outcome.value) : outcome)
      }
      case 'fail':
      case 'conflict':
      case 'throttle':
      case 'time out':
        return answer(call.failure(fault, undefined))
    }
  }

  #count(service: string, kind: string): void {
    const key = `${service}: ${kind}`
    this.faults.set(key, (this.faults.get(key) ?? 0) + 1)
  }

  /** Waits until every process waits for us. */
  async #settle(): Promise<void> {
    await breathe()
    for (let turn = 0; [...this.processes].some(({ waiting }) => waiting === 0); turn++) {
      // Files of packages are loaded when they are first needed.
      await (turn < 200 ? breathe() : new Promise((resolve) => machine.setTimeout(resolve, 1)))
      if (turn > 5_000) throw new Error('a process waits for something that is not of the schedule')
    }
  }
}

function momentOf({ at, process }: Timer): number {
  return Math.max(at, process?.frozenUntil ?? at)
}

function breathe(): Promise<void> {
  return new Promise((resolve) => machine.setImmediate(resolve))
}

async function done<T>(call: Call<T>): Promise<Outcome<T>> {
  try {
    return { value: await call.apply() }
  } catch (error) {
    return { error }
  }
}
