/** Why data could not be had. */
export type DataTrouble = 'unauthorized' | 'forbidden' | 'missing' | 'offline' | 'failed'

/** Data could not be had, in words for people. */
export class DataError extends Error {
  readonly trouble: DataTrouble

  constructor(trouble: DataTrouble, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DataError'
    this.trouble = trouble
  }
}

/** Answers by path: what was seen a moment ago is shown at once, and then brought up to date. */
const known = new Map<string, unknown>()

/**
 * Data of the server.
 *
 * @param path - as `dataPath` makes it, perhaps with a query
 * @param signal - ends it
 * @returns what page-data.ts says for that path
 * @throws {DataError}
 */
export function load<T>(path: string, signal?: AbortSignal): Promise<T> {
  return request<T>(path, signal === undefined ? {} : { signal })
}

/**
 * The same, kept for `lastKnown`.
 *
 * @param path - as `dataPath` makes it
 * @param signal - ends it
 * @throws {DataError}
 */
export async function loadKept<T>(path: string, signal?: AbortSignal): Promise<T> {
  const data = await load<T>(path, signal)
  known.set(path, data)
  return data
}

/** What went wrong, for people. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/**
 * What `loadKept` said last.
 *
 * @param path - of an earlier call
 */
export function lastKnown<T>(path: string): T | undefined {
  return known.get(path) as T | undefined
}

/** Ends when all that was sent has been answered. */
let sending: Promise<unknown> = Promise.resolve()

/**
 * Sends something to the server, after all that was sent before has been answered, so that the last word is heard last. What
 * is known of its detector may have changed with it, and is forgotten.
 *
 * @param path - as `dataPath` makes it
 * @param body - as page-data.ts says for that path
 * @throws {DataError}
 */
export function send<T>(path: string, body: unknown): Promise<T> {
  const own = sending.then(() => sendNow<T>(path, body))
  sending = own.catch(() => undefined)
  return own
}

/**
 * Where data of a detector is.
 *
 * @param detector - its name; none for the list of them
 * @param rest - `groups`, an id
 */
export function dataPath(detector?: string, ...rest: readonly string[]): string {
  const parts = detector === undefined ? [] : [detector, ...rest]
  return ['/data/detectors', ...parts.map(encodeURIComponent)].join('/')
}

async function sendNow<T>(path: string, body: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  const data = await request<T>(path, { method: 'POST', headers, body: JSON.stringify(body) })
  known.clear()
  return data
}

async function request<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, { ...init, credentials: 'same-origin' })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new DataError('offline', 'The console does not answer. Is `crowsnest console` still running?', { cause })
  }
  if (response.ok) return (await response.json()) as T
  throw new DataError(troubleOf(response.status), await reasonIn(response))
}

function troubleOf(status: number): DataTrouble {
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  return status === 404 ? 'missing' : 'failed'
}

async function reasonIn(response: Response): Promise<string> {
  try {
    const { message } = (await response.json()) as { readonly message?: unknown }
    if (typeof message === 'string' && message !== '') return message
  } catch {
    // Not JSON: what a proxy or a crash says is not for people, and the code below tells as much.
  }
  return `The console answered with HTTP ${response.status}.`
}
