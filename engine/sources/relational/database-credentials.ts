import type { ResolvedSecret } from '../../../spec/index.ts'
import { awsError } from '../aws-error.ts'
import { clientOptions } from '../aws-options.ts'
import { checkSecretName } from '../secret-name.ts'
import { SourceError } from '../source-error.ts'
import type { DatabaseServer } from './database-server.ts'

/** Who signs in. */
export interface DatabaseCredentials {
  readonly user: string
  readonly password: string
}

/** Asks for credentials; `fresh`: also where they are known already, because they were refused. */
export type CredentialsOf = (fresh: boolean) => Promise<DatabaseCredentials>

/**
 * The credentials of a database: of a secret, which is read once and again when they are refused (a rotation), or of the
 * environment.
 *
 * @throws {SourceError} SECRET_UNUSABLE, PASSWORD_MISSING, PERMISSION_DENIED and those of AWS
 */
export function databaseCredentials(server: DatabaseServer): CredentialsOf {
  const { source, context, place } = server
  const { credentials } = source
  if (credentials.kind === 'user') {
    return async () => {
      const password = (context.env ?? process.env)[credentials.passwordVariable]
      if (password === undefined) {
        throw new SourceError('PASSWORD_MISSING', place, { variable: credentials.passwordVariable })
      }
      return { user: credentials.user, password }
    }
  }
  let known: Promise<DatabaseCredentials> | undefined
  return (fresh) => {
    if (fresh || known === undefined) {
      const asked = readSecret(server, credentials)
      // What failed is asked for again.
      asked.catch(() => (known = undefined))
      known = asked
    }
    return known
  }
}

async function readSecret({ source, context, place }: DatabaseServer, named: ResolvedSecret) {
  checkSecretName(named, place)
  const { secret } = named
  const unusable = (reason: string, cause?: unknown): SourceError =>
    new SourceError('SECRET_UNUSABLE', place, { secret, reason }, cause === undefined ? {} : { cause })
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
  const client = new SecretsManagerClient(clientOptions(context.aws, source.region))
  let text: string | undefined
  try {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: secret, VersionStage: 'AWSCURRENT' }))
    text = answer.SecretString
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') {
      throw unusable('there is no such secret, or it has no value', error)
    }
    throw await awsError(error, place, 'secretsmanager:GetSecretValue', client)
  } finally {
    client.destroy()
  }
  return credentialsIn(text, unusable)
}

/** The value of a secret, which no message may repeat. */
function credentialsIn(text: string | undefined, unusable: (reason: string) => SourceError): DatabaseCredentials {
  if (text === undefined) throw unusable('it is binary')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw unusable('it is not JSON')
  }
  const { username, password } = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
    Record<string, unknown>
  >
  if (typeof username !== 'string' || username === '') throw unusable('it has no `username`')
  if (typeof password !== 'string') throw unusable('it has no `password`')
  return { user: username, password }
}
