import { NETWORK_CODES } from '../network-codes.ts'
import { SourceError } from '../source-error.ts'

/**
 * What the way to a database says, whatever the database is.
 *
 * @returns undefined when it was not the way
 */
export function connectionError(
  error: unknown,
  { place, connected }: { readonly place: string; readonly connected: boolean },
): SourceError | undefined {
  const reason = reasonOf(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const cause = { cause: error }
  if (/CERT|TLS|SSL/.test(code) || /certificate|does not support (SSL|TLS|secure)/i.test(reason)) {
    return new SourceError('TLS_FAILED', place, { reason }, cause)
  }
  if (NETWORK_CODES.has(code) || /terminated|timeout expired|closed|hang up/i.test(reason)) {
    return new SourceError(connected ? 'CONNECTION_LOST' : 'UNREACHABLE', place, { reason: reason || code }, cause)
  }
  return undefined
}

/** Several addresses of a host fail together; the first says what all say. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return reasonOf(error.errors[0])
  return error instanceof Error ? error.message : String(error)
}
