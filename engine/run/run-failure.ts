import { SourceError, type SourceErrorCode } from '../sources/index.ts'
import { StateError } from '../state/index.ts'

/** Troubles of the place where data lives: they pass, and the interval is then still due. */
const TRANSIENT: ReadonlySet<SourceErrorCode> = new Set([
  'ACCESS_DENIED',
  'BUCKET_MISSING',
  'BUCKET_IN_OTHER_REGION',
  'REGION_UNKNOWN',
  'CREDENTIALS_MISSING',
  'ROLE_UNUSABLE',
  'UNREACHABLE',
  'FILE_CHANGED',
  'READ_FAILED',
  'PERMISSION_DENIED',
  'THROTTLED',
  'SECRET_UNUSABLE',
  'PASSWORD_MISSING',
  'DATABASE_NOT_FOUND',
  'DATABASE_MISSING',
  'SIGN_IN_FAILED',
  'TLS_FAILED',
  'CONNECTION_LOST',
  'TABLE_MISSING',
  'QUERY_TIMEOUT',
  'QUERY_FAILED',
  'FLOW_MISSING',
  'FLOW_FAILED',
  'FLOW_UNFINISHED',
])

/** Reading can be tried again once somebody or time has mended the place; the data itself may be fine. */
export function isTransient(error: unknown): boolean {
  return error instanceof SourceError && TRANSIENT.has(error.code)
}

/**
 * The state could not be reached or was busy: says nothing about the detector. Right after a deployment, rights may take a minute to
 * hold everywhere.
 */
export function isStoreTrouble(error: unknown): boolean {
  return error instanceof StateError && STORE_TROUBLES.has(error.code)
}

const STORE_TROUBLES: ReadonlySet<string> = new Set([
  'STORE_BUCKET_MISSING',
  'STORE_BUSY',
  'STORE_DENIED',
  'STORE_FAILED',
])

/** The run was cancelled. */
export function isAbort(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true && error === signal.reason
}

/**
 * The data, the spec or the stored state of one detector is the trouble, not the engine: told to the user without a
 * stack, and worth another try later.
 */
export function isDetectorTrouble(error: unknown): error is Error {
  return failureOf(error) !== undefined || (error instanceof Error && STATE_ERRORS.has(error.name))
}

/** Something about the data of an interval is wrong: it has a code of ours. */
export function failureOf(error: unknown): { readonly code: string; readonly message: string } | undefined {
  if (!(error instanceof Error) || !DATA_ERRORS.has(error.name)) return undefined
  return { code: 'code' in error ? String(error.code) : error.name, message: error.message }
}

const DATA_ERRORS: ReadonlySet<string> = new Set(['SourceError', 'FormatError', 'DatasetError', 'RunError'])

const STATE_ERRORS: ReadonlySet<string> = new Set(['StateError', 'SnapshotError'])

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
