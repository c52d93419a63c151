import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { ResolvedDetector } from '../../../spec/index.ts'
import {
  continueActivation,
  deleteDetector,
  hasRelativePaths,
  isDetectorTrouble,
  loadDetector,
  managerOf,
  openDetector,
  type RunContext,
} from '../../run/index.ts'
import {
  apiRecordKey,
  eventLog,
  firstRemains,
  type limiter,
  readPart,
  type DetectorStatus,
  type StatusReport,
} from '../../state/index.ts'
import { attend, watchDetector, type Attendance, type Watched } from '../local/attend.ts'
import type { TendOptions } from './tend-options.ts'

const LIVE: ReadonlySet<DetectorStatus> = new Set(['ACTIVATING', 'LEARNING', 'ACTIVE'])
const IN_BACKTEST: ReadonlySet<DetectorStatus> = new Set(['BACK_TEST_ACTIVATING', 'BACK_TEST_ACTIVE'])

/** A backtest that somebody else was asked for, and that has not ended after so long, milliseconds, will not end by itself. */
const ABANDONED_MS = 30 * 60_000

/** What is needed for the detector, as long as its declaration stays the same. */
interface Opened {
  readonly detector: ResolvedDetector
  readonly watched: Watched
  /** Null until it is known: while it is being activated. */
  generation: string | null
}

/** Looks after one detector of a state. */
export class DetectorTender {
  readonly #name: string
  readonly #options: TendOptions
  readonly #slots: ReturnType<typeof limiter>
  #opened: Opened | undefined

  /** @param slots - for learning, backtests and intervals; what is quickly done does not wait for one */
  constructor(name: string, options: TendOptions, slots: ReturnType<typeof limiter>) {
    this.#name = name
    this.#options = options
    this.#slots = slots
  }

  /**
   * Does what is to be done for the detector now.
   *
   * @param asked - by the API of this process, since the last time
   * @returns when there may be more to do, epoch milliseconds; Infinity: when somebody does something to the detector
   * @throws {StateError} when the state cannot be read or written
   */
  async look(asked: boolean): Promise<number> {
    const { store, writer, now } = this.#options
    if (asked) this.#opened = undefined
    const [record, detector] = await Promise.all([store.get(apiRecordKey(this.#name)), this.#declared()])
    if (detector === undefined) {
      // A deletion that was cut short. What is being made has nothing yet beside its record.
      const cut = record !== undefined && (await firstRemains(store, this.#name)) !== undefined
      if (cut) await this.#remove()
      return Infinity
    }
    const ours = record !== undefined && managerOf({ detector }) === null
    const report = await eventLog(store, this.#name, writer).status()
    const { status, since } = report
    if (ours && status === 'DELETING') {
      await this.#remove()
      return Infinity
    }
    const abandoned = since !== null && now() - since > ABANDONED_MS
    const backtests = IN_BACKTEST.has(status) && (ours || asked || this.#opened !== undefined || abandoned)
    if (!backtests && !(ours && LIVE.has(status))) {
      this.#opened = undefined
      return Infinity
    }
    return this.#slots(() => this.#attend(report, ours))
  }

  async #attend(report: StatusReport, ours: boolean): Promise<number> {
    const { onEvent, signal } = this.#options
    try {
      const { watched, detector } = await this.#open(report)
      // Only who declared it knows the folder that its paths start from.
      if (!ours && hasRelativePaths(detector.dataset)) return Infinity
      const attendance: Attendance = { activate: continueActivation, signal, ...(onEvent && { onEvent }) }
      await attend(watched, attendance)
      // Somebody deleted it meanwhile: what was written since then is nobody's.
      if (ours && (await this.#declared()) === undefined) {
        await this.#remove()
        return Infinity
      }
      return watched.wakeAt
    } catch (error) {
      if (!isDetectorTrouble(error)) throw error
      this.#opened = undefined
      onEvent?.({ kind: 'failed', detector: this.#name, error })
      return Infinity
    }
  }

  /** The detector as it is declared, without dataset and alerts; undefined when it is not. */
  #declared(): Promise<unknown> {
    return readPart(this.#options.store, { kind: 'detector', detector: this.#name })
  }

  async #remove(): Promise<void> {
    this.#opened = undefined
    const objects = await deleteDetector(this.#options.store, this.#name)
    this.#options.onEvent?.({ kind: 'deleted', detector: this.#name, objects })
  }

  /** The detector as it is declared now, in the generation that is in force. */
  async #open(report: StatusReport): Promise<Opened> {
    const { store, delivery, signal, writer, now, newId, consoleUrl, place, onEvent } = this.#options
    const name = this.#name
    const misfits: { readonly alert: string; readonly reason: string }[] = []
    const detector = await loadDetector(store, name, (misfit) => misfits.push(misfit))
    const known = this.#opened
    if (known !== undefined && isDeepStrictEqual(known.detector, detector)) {
      known.generation ??= report.generation
      if (known.generation === report.generation) return known
    }
    for (const misfit of misfits) onEvent?.({ kind: 'misfit', detector: name, ...misfit })
    const context: RunContext = {
      store,
      // The API makes paths absolute.
      baseDir: '/',
      delivery,
      writer,
      newId,
      now,
      signal,
      sleep: (milliseconds) => sleep(milliseconds),
      onProgress: (step, done, total) => onEvent?.({ kind: 'progress', detector: name, step, done, total }),
      ...(place && { place }),
      ...(consoleUrl && { consoleUrl: (groupId: string) => consoleUrl(name, groupId) }),
    }
    const fresh: Opened = {
      detector,
      watched: watchDetector(name, context, openDetector(detector, context)),
      generation: report.status === 'ACTIVATING' || IN_BACKTEST.has(report.status) ? null : report.generation,
    }
    this.#opened = fresh
    return fresh
  }
}
