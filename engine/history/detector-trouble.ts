import { StateError } from '../state/index.ts'

/**
 * What of a single detector cannot be read, because its objects are damaged or missing, a newer Crowsnest wrote them, or the credentials do
 * not reach them: no reason to show nothing of the others.
 *
 * @throws `error`, where it is trouble of the whole store, or a bug
 */
export function detectorTrouble(error: unknown): StateError {
  if (error instanceof StateError && (error.code === 'STORE_DENIED' || !error.code.startsWith('STORE_'))) return error
  throw error
}
