import { setTimeout as sleep } from 'node:timers/promises'
import { lambdaHandler } from '../../engine/hosts/lambda/handler.ts'
import { attend, watchDetector } from '../../engine/hosts/local/attend.ts'
import { activateDetector, loadDetector, openDetector, type RunContext } from '../../engine/run/index.ts'
import { restoreSession } from '../../engine/run/session.ts'
import {
  commitLog,
  eventLog,
  listExecutions,
  listGroups,
  readGroup,
  readOutbox,
  readPoints,
  readReceipts,
  unlessCollected,
  type ObjectStore,
} from '../../engine/state/index.ts'
import { placeOf } from '../../engine/hosts/lambda/settings.ts'
import type { dataInS3 } from './data-in-s3.ts'
import { Process, type Outcome, type Scheduler } from './scheduler.ts'
import { current } from './virtual-machine.ts'
import { DETECTOR, FUNCTION_ARN, GENERATION } from './world.ts'

/** What runners work on. */
export interface Surroundings {
  readonly scheduler: Scheduler
  readonly store: ObjectStore
  readonly transport: ReturnType<typeof dataInS3>
  readonly fetch: typeof fetch
  /** No interval is due after the last one that there is data for: clocks stand still before that, epoch milliseconds. */
  readonly lastMoment: number
}

const PLACE = { detector: DETECTOR, generation: GENERATION }

/** What a machine of its own does all the time: attends to the detector, sleeps until it is due. */
export function localProgram(
  { store, transport, fetch: send, lastMoment }: Surroundings,
  oversleep: () => number,
  onFailure: (error: Error) => void,
): (process: Process) => Promise<void> {
  return async (process) => {
    const now = (): number => Math.min(process.now(), lastMoment)
    const context: RunContext = {
      store,
      baseDir: '/',
      aws: awsOptions(transport),
      place: placeOf(FUNCTION_ARN),
      writer: process.name,
      now,
      newId: () => GENERATION,
      sleep,
      delivery: { writeLine: () => undefined, fetch: send, now, sleep },
    }
    const detector = await loadDetector(store, DETECTOR)
    const watched = watchDetector(DETECTOR, context, openDetector(detector, context))
    for (;;) {
      await attend(watched, {
        activate: activateDetector,
        onEvent: (event) => {
          if (event.kind === 'failed') onFailure(event.error)
        },
      })
      if (watched.wakeAt > lastMoment) return
      await sleep(watched.wakeAt - process.now() + oversleep())
    }
  }
}

/** One environment of the engine's function: it has its own memory, and one invocation at a time. */
export function lambdaEnvironment({ store, transport, fetch: send, lastMoment }: Surroundings) {
  const handler = lambdaHandler({
    env: { CROWSNEST_ENGINE: 'main', CROWSNEST_STATE: 's3://state/engine' },
    openStore: async () => store,
    assumeRoleIn: () => async () => ({ ...CREDENTIALS, expiration: new Date(lastMoment + 86_400_000) }),
    now: () => Math.min(current(Process).now(), lastMoment),
    newId: () => GENERATION,
    sleep,
    fetch: send,
    writeLine: () => undefined,
    aws: awsOptions(transport),
  })
  return (event: object, requestId: string, timeoutMs: number) => (process: Process) => {
    const end = process.scheduler.now + timeoutMs
    return handler(event, {
      awsRequestId: requestId,
      invokedFunctionArn: FUNCTION_ARN,
      getRemainingTimeInMillis: () => end - process.scheduler.now,
    })
  }
}

/**
 * Reads what the last commit names, and what lies around it, as the page and the next run do.
 *
 * @param clocksAgree - then its state must be there even if others commit meanwhile; otherwise it may have to begin again
 */
export async function readState(
  surroundings: Surroundings,
  runtime: Parameters<typeof restoreSession>[1],
  clocksAgree: boolean,
): Promise<'nothing yet' | 'restored'> {
  const { store } = surroundings
  const log = commitLog(store, PLACE)
  const last = await log.latest()
  if (last === undefined) return 'nothing yet'
  const restore = async (): Promise<unknown> => restoreSession(store, runtime, last)
  const restored = await (clocksAgree ? restore() : unlessCollected(log, last, restore))
  if (restored === undefined) return readState(surroundings, runtime, clocksAgree)
  if (last.points !== null) await readPoints(store, last.points)
  for (const group of last.groups) await readGroup(store, group)
  let groups = 0
  for await (const group of listGroups(store, log)) {
    await readGroup(store, group)
    if (++groups === 10) break
  }
  await readReceipts(store, PLACE, last.end)
  await readOutbox(store, PLACE)
  await eventLog(store, DETECTOR, 'reader').status()
  for await (const _ of listExecutions(store, PLACE, { after: last.start })) break
  return 'restored'
}

/** Errors that follow from what a schedule does; any other is a bug. */
export function isExpected(outcome: Outcome<unknown>): boolean {
  if ('value' in outcome) return true
  const { error } = outcome
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return EXPECTED.has(code)
}

const EXPECTED: ReadonlySet<string> = new Set([
  'STORE_FAILED',
  'STORE_BUSY',
  'UNREACHABLE',
  'THROTTLED',
  'READ_FAILED',
  'TIME_SHORT',
])

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'secret', sessionToken: 'token' }

function awsOptions(requestHandler: ReturnType<typeof dataInS3>) {
  return { region: 'eu-west-1', credentials: CREDENTIALS, forcePathStyle: true, requestHandler }
}
