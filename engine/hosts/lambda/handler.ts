import { randomUUID } from 'node:crypto'
import { isDetectorTrouble } from '../../run/index.ts'
import type { ObjectStore } from '../../state/index.ts'
import { activate, deactivate, type ActivationSummary } from './activation.ts'
import { backtest, type BacktestSummary } from './backtest.ts'
import { readEvent, type EngineEvent } from './engine-event.ts'
import { execute, type ExecuteSummary } from './execute.ts'
import { HostError } from './host-error.ts'
import type { Invocation } from './invocation.ts'
import { jsonLog, type Log } from './json-log.ts'
import { metricLine } from './metrics.ts'
import { withPatience } from './patience.ts'
import { serviceRoles, type AssumeRole } from './service-roles.ts'
import { placeOf, readSettings } from './settings.ts'

/** What Lambda says about an invocation, as far as it is used. */
export interface LambdaContext {
  readonly awsRequestId: string
  readonly invokedFunctionArn: string
  getRemainingTimeInMillis(): number
}

/** What an invocation came to; null where there was nothing to do. */
export type EngineAnswer = ExecuteSummary | ActivationSummary | BacktestSummary | null

/** What the handler works with; a test hands in its own. */
export interface LambdaHost extends Pick<Invocation, 'now' | 'newId' | 'sleep' | 'fetch' | 'aws'> {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly openStore: (url: string) => Promise<ObjectStore>
  /** Asks the STS of a region. */
  readonly assumeRoleIn: (region: string) => AssumeRole
  /** Takes a line of the log, without its end. */
  readonly writeLine: (line: string) => void
}

/** So long before Lambda ends the function, work is given up, milliseconds: for the last lines of the log. */
const GIVE_UP_BEFORE_MS = 3_000

/**
 * The engine's function: checks the event, does what it asks for, and says in one summary what that came to. Errors are
 * logged and thrown, so that Lambda counts them and repeats an asynchronous invocation.
 */
export function lambdaHandler(host: LambdaHost): (event: unknown, context: LambdaContext) => Promise<EngineAnswer> {
  // Connections outlive an invocation.
  let opened: Promise<ObjectStore> | undefined
  let assumeRole: AssumeRole | undefined

  return async (event, context) => {
    let log = jsonLog(host.writeLine, 'INFO', host.now, { requestId: context.awsRequestId })
    const timer = deadline(context)
    try {
      const { engine, state, consoleUrl, level } = readSettings(host.env)
      log = jsonLog(host.writeLine, level, host.now, { requestId: context.awsRequestId, engine })
      const request = readEvent(event)
      const { operation, detector } = request
      log = log.with({ detector, operation })
      const place = placeOf(context.invokedFunctionArn)
      // A function has one region.
      assumeRole ??= host.assumeRoleIn(place.region)
      const invocation: Invocation = {
        ...host,
        detector,
        place,
        store: await (opened ??= host.openStore(state)),
        // Lambda repeats an invocation under the same id.
        writer: `${context.awsRequestId}/${randomUUID().slice(0, 8)}`,
        consoleUrl,
        remaining: () => context.getRemainingTimeInMillis(),
        signal: timer.signal,
        log,
        count: (counts, alert) =>
          host.writeLine(
            metricLine(
              host.now(),
              { Engine: engine, Detector: detector, ...(alert !== undefined && { Alert: alert }) },
              counts,
            ),
          ),
        roles: serviceRoles(place, detector, sessionName(context.awsRequestId), assumeRole, host.now),
      }
      return await operate(invocation, request)
    } catch (error) {
      throw reported(log, error, timer.signal, event)
    } finally {
      timer.clear()
    }
  }
}

function operate(invocation: Invocation, event: EngineEvent): Promise<EngineAnswer> {
  switch (event.operation) {
    case 'execute':
      return execute(invocation)
    case 'activate':
      return event.deployment === 'delete'
        ? deactivate(invocation)
        : withPatience(invocation, () => activate(invocation))
    case 'deactivate':
      return deactivate(invocation)
    case 'backtest':
      return withPatience(invocation, () => backtest(invocation, event))
  }
}

/** Aborts when the time is nearly over. */
function deadline(context: LambdaContext): { readonly signal: AbortSignal; readonly clear: () => void } {
  const controller = new AbortController()
  const remaining = context.getRemainingTimeInMillis()
  const wait = Math.max(remaining - GIVE_UP_BEFORE_MS, remaining / 2)
  const timer = setTimeout(() => controller.abort(new Error('the time is over')), Math.min(wait, 2 ** 31 - 1))
  timer.unref()
  return { signal: controller.signal, clear: () => clearTimeout(timer) }
}

/** The request's id says in CloudTrail which invocation, and so which lines of the log, a session belongs to. */
function sessionName(requestId: string): string {
  return /^[\w+=,.@-]{2,64}$/.test(requestId) ? requestId : 'crowsnest'
}

/** Logs an error and makes it what Lambda shows to people: without a stack where nothing is wrong with the engine. */
function reported(log: Log, cause: unknown, signal: AbortSignal, event: unknown): unknown {
  const error = signal.aborted && cause === signal.reason ? timeShort(event, cause) : cause
  if (!(error instanceof Error)) {
    log.error(String(error))
    return error
  }
  const stack = error.stack
  const known = error instanceof HostError || isDetectorTrouble(error)
  const code = 'code' in error ? String(error.code) : undefined
  log.error(error.message, { error: { name: error.name, code, ...(known ? {} : { stack }) } })
  if (known) error.stack = `${error.name}: ${error.message}`
  return error
}

function timeShort(event: unknown, cause: unknown): HostError {
  return new HostError({ code: 'TIME_SHORT', detector: readEvent(event).detector }, { cause })
}
