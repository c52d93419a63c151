import { declareSpec, loadDetector, openDetector } from '../../engine/run/index.ts'
import type { ObjectStore } from '../../engine/state/index.ts'
import { HOUR, ordersOf, SHOPS, startOf, timestampOf, type Disturbances } from '../engine/run/sandbox.ts'
import { alertChannel } from './alert-channel.ts'
import { Census, type Count } from './census.ts'
import { Choices, generator } from './choices.ts'
import { dataInS3, type BucketFiles } from './data-in-s3.ts'
import { disturbedStore } from './disturbed-store.ts'
import { isExpected, lambdaEnvironment, localProgram, readState, type Surroundings } from './runners.ts'
import { Scheduler, type Fault, type Outcome, type Weather } from './scheduler.ts'
import { installMachine } from './virtual-machine.ts'
import { DETECTOR, specInS3 } from './world.ts'

/** A long life of one detector. */
export interface SoakOptions {
  /** Empty. */
  readonly store: ObjectStore
  readonly intervals: number
  readonly seed: number
  /** Nothing fails, for comparison. */
  readonly calm?: boolean
  /** Called so many times, at equal distances. */
  readonly reports?: number
  readonly onReport?: (report: SoakReport) => void
}

/** What there is after some intervals. */
export interface SoakReport {
  readonly intervals: number
  readonly counts: Readonly<Record<string, Count>>
  /** At any moment since the last report. */
  readonly mostChunks: Count
}

/** How it ended. */
export interface SoakResult {
  readonly violations: readonly string[]
  readonly faults: Readonly<Record<string, number>>
  readonly digests: readonly string[]
  /** Ids of alerts that were committed. */
  readonly alerts: number
  /** Times that somebody read the whole state. */
  readonly reads: number
  readonly collected: number
  readonly reports: readonly SoakReport[]
}

const HISTORY = 305
const MINUTE = 60_000
const KINDS: readonly Fault[] = ['fail', 'throttle', 'time out', 'time out, done later', 'lose answer', 'cut']

const CALM: Weather = { faults: {}, kinds: new Set(), kill: 0, disorder: 0, slow: 0, stall: 0, freeze: 0, outages: [] }

/** A year with about one trouble every two hours, and something down for hours once a month. */
function troubledYear(choices: Choices, start: number, intervals: number): Weather {
  const outages = Array.from({ length: Math.ceil(intervals / 240) }, () => {
    const from = start + choices.pick(intervals * 60) * MINUTE
    return { service: choices.of(['store', 'source', 'channel']), from, to: from + choices.of([5, 60, 300]) * MINUTE }
  })
  return {
    faults: { store: 0.004, source: 0.02, channel: 0.1 },
    kinds: new Set(KINDS),
    kill: 0.001,
    disorder: 0.2,
    slow: 0.02,
    stall: 0.0005,
    freeze: 0.0002,
    outages,
  }
}

/**
 * Runs a detector for many hourly intervals: a machine that attends to it all the time, a function that is woken now and then, readers; all of
 * them in trouble.
 */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const { store, intervals, seed, calm = false, reports: wanted = 12, onReport } = options
  const uninstall = installMachine()
  try {
    const choices = Choices.endless(seed)
    const start = startOf(HISTORY) + 20 * MINUTE
    const end = startOf(HISTORY + intervals)
    const weather = calm ? CALM : troubledYear(choices, start, intervals)
    const census = new Census()
    const counted = census.over(store)
    await declareSpec(counted, specInS3())
    const scheduler = new Scheduler(start, choices, weather, null, Infinity)
    const arrived = new Set<string>()
    const violations: string[] = []
    let reads = 0
    const surroundings: Surroundings = {
      scheduler,
      store: disturbedStore(counted, 1_000),
      transport: dataInS3(filesOfYear(seed, HISTORY + intervals)),
      fetch: alertChannel((id) => {
        if (!census.alerts.has(id)) violations.push(`an alert that no commit has: ${id}`)
        arrived.add(id)
      }),
      lastMoment: end + 30 * MINUTE,
    }
    const ended = (outcome: Outcome<unknown>): void => {
      if ('error' in outcome && !isExpected(outcome)) violations.push(String(outcome.error))
    }
    const look = async () => {
      const runtime = openDetector(await loadDetector(surroundings.store, DETECTOR), { baseDir: '/' })
      return readState(surroundings, runtime, true)
    }
    const looked = (outcome: Outcome<unknown>): void => {
      reads++
      if ('error' in outcome) violations.push(`a reader failed: ${String(outcome.error)}`)
    }
    const machine = (): void => {
      const again = (): void => scheduler.at(scheduler.now + MINUTE, machine)
      const program = localProgram(
        surroundings,
        () => 0,
        (error) => ended({ error }),
      )
      const process = scheduler.start('machine', 0, program, (outcome) => {
        ended(outcome)
        if ('error' in outcome) again()
      })
      process.onKill = again
    }
    const wake = (): void => {
      const invoke = lambdaEnvironment(surroundings)
      const process = scheduler.start(
        'function',
        0,
        invoke({ operation: 'execute', detector: DETECTOR }, 'soak', 900_000),
        ended,
      )
      scheduler.at(scheduler.now + 900_000, () => scheduler.kill(process))
    }
    const reports: SoakReport[] = []
    census.onCommit = () => {
      if (!calm && choices.chance(0.05)) scheduler.start('reader', 0, look, looked, true)
      if (census.commits % Math.ceil(intervals / wanted) !== 0) return
      const report = { intervals: census.commits, counts: census.counts(), mostChunks: census.mostChunks }
      census.resetMost()
      reports.push(report)
      onReport?.(report)
    }
    machine()
    if (!calm) {
      const hourly = (moment: number): void => {
        if (moment > end) return
        scheduler.at(moment, () => {
          if (choices.chance(0.2)) wake()
          hourly(moment + HOUR)
        })
      }
      hourly(start + HOUR - 20 * MINUTE + 1)
    }
    await scheduler.run()
    scheduler.healed = true
    wake()
    await scheduler.run()
    for (const id of census.alerts) if (!arrived.has(id)) violations.push(`an alert never arrived: ${id}`)
    if (census.commits !== intervals + 1) violations.push(`${census.commits} commits, not ${intervals + 1}`)
    return {
      violations: [...violations, ...census.violations],
      faults: Object.fromEntries(scheduler.faults),
      digests: census.digests,
      alerts: census.alerts.size,
      reads,
      collected: census.collected,
      reports,
    }
  } finally {
    uninstall()
  }
}

/** Orders of every hour, made when they are asked for: about two collapses a month, and a missing hour each week. */
function filesOfYear(seed: number, hours: number): BucketFiles {
  const random = generator(seed)
  const disturbances: Record<string, Record<number, number>> = { east: {}, west: {} }
  const missing = new Set<number>()
  for (let index = HISTORY + 1; index < hours; index++) {
    if (random() < 1 / 360) disturbances[SHOPS[index % 2]][index] = 0.05
    if (random() < 1 / 168) missing.add(index)
  }
  const history = csv(0, HISTORY, {})
  return {
    get: (key) => (key === 'history.csv' ? history : csv(indexOf(key), indexOf(key) + 1, disturbances)),
    below: (prefix) => {
      if ('history.csv'.startsWith(prefix)) return ['history.csv']
      return missing.has(indexOf(`${prefix}/`)) ? [] : [`${prefix}/orders.csv`]
    },
  }
}

function csv(from: number, to: number, disturbances: Disturbances): Uint8Array {
  const lines = ['time,shop,orders']
  for (let index = from; index < to; index++) {
    for (const shop of SHOPS) lines.push(`${timestampOf(index)},${shop},${ordersOf(shop, index, disturbances)}`)
  }
  return Buffer.from(`${lines.join('\n')}\n`)
}

/** The hour of a folder, counted from the beginning of the history. */
function indexOf(key: string): number {
  const [, year, month, day, hour] = /^live\/(\d{4})(\d\d)(\d\d)\/(\d\d)00\//.exec(key) ?? []
  return (Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour)) - startOf(0)) / HOUR
}
