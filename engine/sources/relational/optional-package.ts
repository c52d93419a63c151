import { SourceError } from '../source-error.ts'

/**
 * Loads a driver, which users install when they need it.
 *
 * @param load - imports it
 * @throws {SourceError} PACKAGE_MISSING
 */
export async function optionalPackage<T>(
  load: () => Promise<T>,
  packages: readonly string[],
  purpose: string,
  place: string,
): Promise<T> {
  try {
    return await load()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error
    throw new SourceError('PACKAGE_MISSING', place, { packages, purpose }, { cause: error })
  }
}
