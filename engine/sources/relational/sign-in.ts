import { SourceError } from '../source-error.ts'
import type { CredentialsOf, DatabaseCredentials } from './database-credentials.ts'

/**
 * Signs in, and once more with credentials that are read anew when the first are refused: a secret may have been rotated since.
 *
 * @throws what `open` throws
 */
export async function signIn<T>(
  credentials: CredentialsOf,
  open: (who: DatabaseCredentials) => Promise<T>,
): Promise<T> {
  const known = await credentials(false)
  try {
    return await open(known)
  } catch (error) {
    if (!(error instanceof SourceError) || error.code !== 'SIGN_IN_FAILED') throw error
    const fresh = await credentials(true)
    if (fresh.user === known.user && fresh.password === known.password) throw error
    return open(fresh)
  }
}
