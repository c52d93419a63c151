import { randomUUID } from 'node:crypto'
import { isDetectorTrouble } from '../../run/index.ts'
import type { ObjectStore } from '../../state/index.ts'
import { activate, deactivate, type ActivationSummary } from './activation.ts'
import { backtest, type BacktestSummary } from './backtest.ts'
import { declare, type DeclarationSummary } from './declaration.ts'
import { readEvent, type EngineEvent } from './engine-event.ts'
import { execute, type ExecuteSummary } from './execute.ts'
import { HostError } from './host-error.ts'
import type { Invocation } from './invocation.ts'
import { jsonLog, type Log } from './json-log.ts'
import { mapStep, type MapAnswer } from './map-step.ts'
import { gaugeLine, metricLine } from './metrics.ts'
import { withPatience } from './patience.ts'
import { serviceRoles, type AssumeRole } from './service-roles.ts'
import { placeOf, readSettings } from './settings.ts'
import { stateMachine } from './state-machine.ts'
import { answerStack, checkAddress, type StackOutcome } from './stack-answer.ts'
import { readStackRequest, stackRequestOf, type DeclareEvent, type StackRequest } from './stack-request.ts'

/** What Lambda says about an invocation, as far as it is used. */
export interface LambdaContext {
  readonly awsRequestId: string
  readonly invokedFunctionArn: string
  getRemainingTimeInMillis(): number
}

/** What an invocation came to; null where there was nothing to do. */
export type EngineAnswer = ExecuteSummary | MapAnswer | ActivationSummary | BacktestSummary | DeclarationSummary | null

/** What the handler works with; a test hands in its own. */
export interface LambdaHost extends Pick<Invocation, 'now' | 'newId' | 'sleep' | 'fetch' | 'aws'> {
  /** How runs on the distributed map are started; by default as Step Functions does. */
  readonly stateMachine?: typeof stateMachine
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

  async function invoke(read: () => Request, context: LambdaContext): Promise<EngineAnswer> {
    let log = jsonLog(host.writeLine, 'INFO', host.now, { requestId: context.awsRequestId })
    const timer = deadline(context)
    let request: Request | undefined
    try {
      const { engine, state, consoleUrl, level, stateMachine: machine, memoryBytes } = readSettings(host.env)
      log = jsonLog(host.writeLine, level, host.now, { requestId: context.awsRequestId, engine })
      request = read()
      if (request === null) return null
      const { operation, detector } = request
      log = log.with({ detector, operation })
      const place = placeOf(context.invokedFunctionArn)
      // A function has one region.
      assumeRole ??= host.assumeRoleIn(place.region)
      const invocation: Invocation = {
        ...host,
        detector,
        place,
        engine,
        memoryBytes,
        stateMachine: machine === null ? null : (host.stateMachine ?? stateMachine)(machine, place.region, host.aws),
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
        gauge: (gauges) => host.writeLine(gaugeLine(host.now(), { Engine: engine, Detector: detector }, gauges)),
        roles: serviceRoles(place, detector, sessionName(context.awsRequestId), assumeRole, host.now),
      }
      return await operate(invocation, request)
    } catch (error) {
      throw reported(log, error, timer.signal, request)
    } finally {
      timer.clear()
    }
  }

  /** Does what a stack asks for. Once CloudFormation knows that it failed, the invocation has not: Lambda must not repeat it. */
  async function serve(stack: StackRequest, context: LambdaContext): Promise<EngineAnswer> {
    let physicalId = stack.physicalId ?? `refused/${stack.requestId}`
    let done: string | undefined
    const read = (): Request => {
      checkAddress(stack, placeOf(context.invokedFunctionArn), host.env)
      const task = readStackRequest(stack)
      done = task.physicalId
      return task.event
    }
    let answer: EngineAnswer = null
    let outcome: StackOutcome
    try {
      answer = await invoke(read, context)
      physicalId = done ?? physicalId
      outcome = { status: 'SUCCESS', physicalId, data: dataOf(answer) }
    } catch (error) {
      // Nobody else's address is told anything.
      if (error instanceof HostError && error.code === 'STACK_ADDRESS_REFUSED') throw error
      outcome = { status: 'FAILED', physicalId, reason: error instanceof Error ? error.message : String(error) }
    }
    await answerStack(stack, outcome, host)
    return answer
  }

  return (event, context) => {
    const stack = stackRequestOf(event)
    return stack === null ? invoke(() => readEvent(event), context) : serve(stack, context)
  }
}

/** What is to be done; null for nothing. */
type Request = EngineEvent | DeclareEvent | null

/** What a template can take from the resource: `Fn::GetAtt` of `Summary` and `Status`. */
function dataOf(answer: EngineAnswer): Readonly<Record<string, string>> {
  if (answer === null) return {}
  return { Summary: JSON.stringify(answer), ...('status' in answer && { Status: answer.status }) }
}

function operate(invocation: Invocation, event: EngineEvent | DeclareEvent): Promise<EngineAnswer> {
  switch (event.operation) {
    case 'declare':
      return withPatience(invocation, () => declare(invocation, event))
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
    case 'map':
      return mapStep(invocation, event)
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
function reported(log: Log, cause: unknown, signal: AbortSignal, request: Request | undefined): unknown {
  const isLate = signal.aborted && cause === signal.reason && request !== undefined && request !== null
  const error = isLate ? new HostError({ code: 'TIME_SHORT', detector: request.detector }, { cause }) : cause
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
