/** What can be wrong with stored state or its store, with the data of the message. */
export type StateProblem =
  | { readonly code: 'STORE_URL_INVALID'; readonly url: string; readonly reason: string }
  | { readonly code: 'STORE_NO_HARD_LINKS'; readonly url: string }
  | { readonly code: 'STORE_NOT_WRITABLE'; readonly url: string; readonly reason: string }
  | { readonly code: 'STORE_DENIED'; readonly url: string; readonly key: string; readonly operation: string }
  | { readonly code: 'STORE_BUCKET_MISSING'; readonly url: string }
  | { readonly code: 'STORE_BUSY'; readonly url: string; readonly key: string }
  | { readonly code: 'STORE_FAILED'; readonly url: string; readonly key: string; readonly reason: string }
  | { readonly code: 'KEY_INVALID'; readonly key: string; readonly reason: string }
  | { readonly code: 'OBJECT_MISSING'; readonly url: string; readonly key: string }
  | { readonly code: 'OBJECT_CORRUPT'; readonly url: string; readonly key: string; readonly reason: string }
  | {
      readonly code: 'OBJECT_VERSION_UNKNOWN'
      readonly url: string
      readonly key: string
      readonly version: number
      /** The latest version that this Crowsnest reads. */
      readonly reads: number
    }
  | { readonly code: 'COMMIT_OUT_OF_ORDER'; readonly got: CommitPosition; readonly after: CommitPosition | null }
  | {
      readonly code: 'TRANSITION_FORBIDDEN'
      readonly event: string
      readonly status: string
      readonly allowed: readonly string[]
    }

/** Number and interval end (epoch milliseconds) of a commit. */
export interface CommitPosition {
  readonly sequence: number
  readonly end: number
}

/** Stable names of what can be wrong with state. */
export type StateErrorCode = StateProblem['code']

/** State that cannot be read, written or changed like this; `problem` says which and why. See docs/state.md. */
export class StateError extends Error {
  override readonly name = 'StateError'
  readonly code: StateErrorCode
  readonly problem: StateProblem

  constructor(problem: StateProblem, options?: ErrorOptions) {
    super(`${textOf(problem)} [${problem.code}]`, options)
    this.code = problem.code
    this.problem = problem
  }
}

/** What to do with bytes that cannot be read. Both throw. */
export interface Refusal {
  corrupt(reason: string): never
  /** @param reads - the latest version that this code reads */
  newer(version: number, reads: number): never
}

/** Refuses the bytes of an object. */
export function refusalOf(url: string, key: string): Refusal {
  return {
    corrupt(reason) {
      throw new StateError({ code: 'OBJECT_CORRUPT', url, key, reason })
    },
    newer(version, reads) {
      throw new StateError({ code: 'OBJECT_VERSION_UNKNOWN', url, key, version, reads })
    },
  }
}

function textOf(problem: StateProblem): string {
  switch (problem.code) {
    case 'STORE_URL_INVALID':
      return `"${problem.url}" is no place for state: ${problem.reason}. Use a folder, or s3://bucket/prefix.`
    case 'STORE_NO_HARD_LINKS':
      return (
        `${problem.url}: its file system has no hard links (as exFAT and some network drives), without which two runs ` +
        `could overwrite each other. Use a folder on a local disk, or s3://bucket/prefix.`
      )
    case 'STORE_NOT_WRITABLE':
      return `${problem.url}: the folder cannot be written (${problem.reason}). Change its permissions or use another.`
    case 'STORE_DENIED':
      return (
        `${problem.url}: access to ${problem.key} was denied (${problem.operation}). ` +
        `Allow it in the role's policy, the bucket's policy and the key's policy.`
      )
    case 'STORE_BUCKET_MISSING':
      return `${problem.url}: the bucket does not exist. Create it, or correct its name or region.`
    case 'STORE_BUSY':
      return `${problem.url}: ${problem.key} is being changed by others all the time. Run again later.`
    case 'STORE_FAILED':
      return `${problem.url}: ${problem.key}: ${problem.reason}. Run again when that is mended; nothing is half done.`
    case 'KEY_INVALID':
      return `The object key ${JSON.stringify(problem.key)} cannot be used: ${problem.reason}. Use another name.`
    case 'OBJECT_MISSING':
      return `${problem.url}: ${problem.key} is missing, though others name it. ${restoreText(problem.key)}`
    case 'OBJECT_CORRUPT':
      return `${problem.url}: ${problem.key} is damaged (${problem.reason}). ${restoreText(problem.key)}`
    case 'OBJECT_VERSION_UNKNOWN':
      return (
        `${problem.url}: ${problem.key} was written by a newer Crowsnest (format ${problem.version}; this one reads up to ` +
        `${problem.reads}). Upgrade Crowsnest; until then this state is left as it is.`
      )
    case 'COMMIT_OUT_OF_ORDER':
      return (
        `${positionText(problem.got)} cannot follow ${problem.after === null ? 'nothing: the first is number 0' : positionText(problem.after)}. ` +
        'Read the last commit again.'
      )
    case 'TRANSITION_FORBIDDEN':
      return (
        `${problem.event} is not possible while the detector is ${problem.status}. ` +
        (problem.allowed.length === 0 ? 'Create it again.' : `It is possible in ${problem.allowed.join(', ')}.`)
      )
  }
}

/** The cure for what cannot be read: a detector without events is activated as if it were new. */
function restoreText(key: string): string {
  if (/^detectors\/[^/]+\/feedback\//.test(key)) {
    return 'Restore it from a backup, or remove it: what it says of anomalies then counts no more.'
  }
  if (/^state\/[^/]+\/[^/]+\/map\//.test(key)) return 'The next run of the distributed map begins the interval again.'
  return 'Restore it from a backup or an older version: crowsnest state repair does, or has the detector begin anew (--anew).'
}

function positionText({ sequence, end }: CommitPosition): string {
  return `Commit ${sequence} (interval until ${new Date(end).toISOString()})`
}
