import { randomUUID } from 'node:crypto'
import type { AwsPlace } from '../../spec/index.ts'
import { consoleParts, serveHttp, type ConsoleServer } from '../api/index.ts'
import type { DeliveryContext } from '../alerts/index.ts'
import { readPageAssets } from '../console/index.ts'
import { LOCAL_PLACE } from '../run/index.ts'
import type { ObjectStore } from '../state/index.ts'
import type { TendEvent } from './tending/tend-options.ts'
import { tendStore, type Tender } from './tending/tend-store.ts'

/** What the review page and the API are served of, and to whom. */
export interface ConsoleOptions {
  readonly store: ObjectStore
  /** On 127.0.0.1; 0: any free one. */
  readonly port: number
  /** What whoever may use them has to know: 16 to 128 letters, digits, `-` and `_`. */
  readonly token: string
  /** Whose judgements these are, for who reads them. */
  readonly reviewer: string
  /** Folders that stand for buckets in requests of the API, by the bucket's name. */
  readonly buckets?: ReadonlyMap<string, string>
  /** Account and region of the API's ARNs; those of a detector without a cloud by default. */
  readonly place?: AwsPlace
  /** How alerts of the detectors are sent that the API has made. */
  readonly delivery: DeliveryContext
  readonly signal: AbortSignal
  readonly onEvent?: (event: TendEvent) => void
  /** Told of what is a mistake in Crowsnest; whoever asked is told only that there was one. */
  readonly onError: (error: unknown) => void
  /** Epoch milliseconds; the machine's clock by default. */
  readonly now?: () => number
}

/** A review page and API that are served. */
export interface RunningConsole extends Pick<ConsoleServer, 'pageUrl' | 'apiUrl' | 'port'> {
  /** Resolves when the signal was aborted and all has come to rest. */
  readonly ended: Promise<void>
}

/**
 * Serves the review page and the API of a state on this machine, and executes the detectors that the API makes.
 *
 * @throws the system's error when it cannot listen, such as EADDRINUSE
 * @throws when the page has not been bundled; says how to do that
 */
export async function startConsole(options: ConsoleOptions): Promise<RunningConsole> {
  const { store, port, token, reviewer, delivery, signal, onEvent, onError } = options
  const { place = LOCAL_PLACE, now = Date.now, buckets = new Map<string, string>() } = options
  const writer = randomUUID()
  const common = { store, writer, now, newId: randomUUID, place }
  // The tender begins when the address is known that alerts link to.
  let tender: Tender | undefined
  const parts = consoleParts({ ...common, reviewer, buckets, wake: (detector) => tender?.wake(detector) }, onError)
  const server = await serveHttp({ ...parts, assets: await readPageAssets(), onError }, { port, token })
  tender = tendStore({
    ...common,
    delivery,
    signal,
    consoleUrl: (detector, groupId) => groupUrl(server.port, detector, groupId),
    ...(onEvent && { onEvent }),
  })
  return {
    port: server.port,
    pageUrl: server.pageUrl,
    apiUrl: server.apiUrl,
    ended: tender.ended.finally(server.close),
  }
}

/** Address of a group's page; whoever opens it has signed in before. */
function groupUrl(port: number, detector: string, groupId: string): string {
  return `http://127.0.0.1:${port}/detectors/${detector}/anomalies/${groupId}`
}
