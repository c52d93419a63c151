import { DEFAULT_SECRET_PREFIX, localArn, parseArn, type AwsPlace } from '../../spec/index.ts'
import { literal } from './iam-pattern.ts'
import { keyStatement } from './kms-statement.ts'
import { checkedArn } from './place.ts'
import { PolicyError } from './policy-error.ts'
import type { Statement } from './policy-document.ts'

/** A secret in Secrets Manager with the credentials of a database. */
export interface DatabaseSecret {
  /** Its name or its ARN; an ARN without the six characters that Secrets Manager adds stands for any six. */
  readonly secret: string
  /** What its name has to begin with, so that a typing error opens no other secret; default `AmazonLookoutMetrics-`. */
  readonly secretPrefix?: string
  /** ARN of its own key in KMS; default none, the key of the service, which serves the secret's own account alone. */
  readonly key?: string
}

/**
 * What reading a secret needs.
 *
 * @param caller - the engine reads the current version and says so; the Redshift Data API reads it by itself, without naming a version
 * @throws {PolicyError} ARN_INVALID, ARN_PARTITION, SECRET_PREFIX, SECRET_KEY_MISSING and those of keys
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html
 */
export function secretStatements(
  place: AwsPlace,
  secret: DatabaseSecret,
  caller: { readonly kind: 'engine' | 'redshift-data'; readonly operation: string },
): readonly Statement[] {
  const arn = secretPattern(place, secret)
  return [
    {
      sid: 'ReadSecret',
      effect: 'Allow',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [arn],
      conditions: caller.kind === 'engine' ? { StringEquals: { 'secretsmanager:VersionStage': ['AWSCURRENT'] } } : {},
      reason:
        caller.kind === 'engine'
          ? 'Reads the credentials of the database: of this secret, its current version only. Secrets Manager ends every ARN in six characters of its own, which the question marks stand for.'
          : 'The Redshift Data API reads the credentials of the database with the rights of the caller. It names no version, so that none can be asked for here.',
      operations: [caller.operation],
      source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html',
    },
    ...(secret.key === undefined
      ? []
      : [
          keyStatement(place.partition, {
            sid: 'DecryptSecret',
            key: secret.key,
            service: 'secretsmanager',
            actions: ['kms:Decrypt'],
            context: { key: 'SecretARN', values: [arn], pattern: true },
            reason: 'The secret is encrypted with this key; Secrets Manager decrypts it with the rights of the caller.',
            operations: [caller.operation],
            source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html',
          }),
        ]),
  ]
}

/** The ARN of a secret, with question marks for the six characters where they are not known. */
function secretPattern(place: AwsPlace, { secret, secretPrefix = DEFAULT_SECRET_PREFIX, key }: DatabaseSecret): string {
  if (parseArn(secret) === null && !/^[\w/+=.@-]{1,512}$/.test(secret)) {
    throw new PolicyError('NAME_INVALID', { got: secret, what: 'a secret' })
  }
  const isArn = parseArn(secret) !== null
  const { region, account, resource } = isArn
    ? checkedArn(place, secret, 'a secret', 'secretsmanager:<region>:<account>:secret:<name>', /^secret:[\w/+=.@-]+$/)
    : { ...place, resource: `secret:${secret}` }
  const name = resource.slice('secret:'.length)
  if (!name.startsWith(secretPrefix)) throw new PolicyError('SECRET_PREFIX', { got: name, prefix: secretPrefix })
  if (account !== place.account && key === undefined)
    throw new PolicyError('SECRET_KEY_MISSING', { got: name, account })
  const whole = isArn && /-[a-zA-Z0-9]{6}$/.test(name) ? literal(name) : `${literal(name)}-??????`
  return localArn({ ...place, region, account }, 'secretsmanager', `secret:${whole}`)
}
