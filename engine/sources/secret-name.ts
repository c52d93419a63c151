import type { ResolvedSecret } from '../../spec/index.ts'
import { SourceError } from './source-error.ts'

/**
 * Refuses a secret whose name does not begin as the spec says: a role of a detector may read no other.
 *
 * @param place - of the source, for the error
 * @throws {SourceError} SECRET_UNUSABLE
 */
export function checkSecretName({ secret, prefix }: ResolvedSecret, place: string): void {
  const name = secret.startsWith('arn:') ? secret.slice(secret.indexOf(':secret:') + ':secret:'.length) : secret
  if (name.startsWith(prefix)) return
  const reason = `its name does not begin with "${prefix}"; set \`secretPrefix\``
  throw new SourceError('SECRET_UNUSABLE', place, { secret, reason })
}
