import { serviceHost, type AwsPlace } from '../../spec/index.ts'
import { checkKey } from './place.ts'
import type { Conditions, Statement } from './policy-document.ts'

/** Use of a KMS key that a service makes on the caller's behalf. */
export interface KeyUse {
  readonly sid: string
  /** ARN of the key. */
  readonly key: string
  /** The only service that may ask for it: `s3`, `secretsmanager`, `sns` ... */
  readonly service: string
  readonly actions: readonly ('kms:Decrypt' | 'kms:GenerateDataKey')[]
  /** What the service names as the encryption context: key and values, with wildcards where `pattern`. */
  readonly context: { readonly key: string; readonly values: readonly string[]; readonly pattern: boolean } | null
  readonly reason: string
  readonly operations: readonly string[]
  readonly source: string
}

/**
 * Lets a key be used through one service, for one thing: a call to KMS itself, through another service or for another
 * resource is refused. The keys are single-valued, so plain operators: ForAllValues would allow what lacks them.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */
export function keyStatement(partition: string, use: KeyUse): Statement {
  const { region } = checkKey({ partition }, use.key)
  const equals: Record<string, readonly string[]> = {
    'kms:ViaService': viaService({ partition, region }, use.service),
  }
  const context = use.context === null ? {} : { [`kms:EncryptionContext:${use.context.key}`]: use.context.values }
  const conditions: Conditions =
    use.context?.pattern === true
      ? { StringEquals: equals, StringLike: context }
      : { StringEquals: { ...equals, ...context } }
  const { sid, actions, reason, operations, source, key } = use
  return { sid, effect: 'Allow', actions, resources: [key], conditions, reason, operations, source }
}

/**
 * Values of `kms:ViaService`. AWS documents `<service>.<region>.amazonaws.com`; where a partition has a domain of its own, that
 * form is in use too, so that there both are named. Either is the one service in the one region.
 */
export function viaService(place: Pick<AwsPlace, 'partition' | 'region'>, service: string): readonly string[] {
  return [...new Set([`${service}.${place.region}.amazonaws.com`, serviceHost(place, service)])]
}
