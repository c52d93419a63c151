import { datasetAccess, engineRoleArn, serviceRoles, type Role, type ServicePart } from '../policies/index.ts'
import type { AlertSpec, DatasetSpec } from '../spec/index.ts'
import { resolveSource } from '../spec/resolve-source.ts'
import type { ResolvedEngine } from './engine-reference.ts'

/** How service roles are made, beyond what the engine says. */
export interface ServiceRoleSettings {
  /** One role for all parts; default one for each. */
  readonly combined?: boolean
  /** Path of the roles; default `services/` below that of the engine. */
  readonly rolePath?: string
  /** ARN of their permissions boundary; default that of the engine's roles. */
  readonly permissionsBoundary?: string
  /** Name of the role, where there is one; default one that follows from detector and purpose. */
  readonly name?: string
}

/**
 * The service roles of a detector for an engine.
 *
 * @param parts - at most one for the dataset and one for each alert
 * @returns one role for each part in their order, or one for all
 * @throws {PolicyError} for parts, names and paths that no role can be made for
 */
export function planServiceRoles(
  { place, policyOptions }: ResolvedEngine,
  detector: string,
  parts: readonly ServicePart[],
  { combined = false, rolePath, permissionsBoundary, name }: ServiceRoleSettings = {},
): readonly Role[] {
  const roles = serviceRoles(place, detector, parts, {
    ...policyOptions,
    roles: combined ? 'combined' : 'separate',
    ...(rolePath !== undefined && { serviceRolePath: rolePath }),
    ...(permissionsBoundary !== undefined && { boundary: permissionsBoundary }),
  })
  if (name === undefined) return roles
  return roles.map((role) => ({ ...role, name, arn: role.arn.replace(/[^/]*$/, name) }))
}

/**
 * Path of the roles that an engine may assume.
 *
 * @returns undefined for an engine that runs with a role of its owner, who decides that
 */
export function assumablePath({ place, policyOptions, roleArn, serviceRolePath }: ResolvedEngine): string | undefined {
  return roleArn === engineRoleArn(place, policyOptions.rolePath) ? serviceRolePath : undefined
}

/** What reading the buckets of a dataset takes beyond its spec. */
export interface BucketAccess {
  /** Account that owns the bucket of the data; default the engine's. */
  readonly account?: string
  /** ARN of its key; default none. */
  readonly keyArn?: string
  /** Whether Bucket Keys are on; default either. */
  readonly bucketKeys?: boolean
  /** ARN of the key of the bucket that Athena keeps results in; default none. */
  readonly resultsKeyArn?: string
}

/**
 * What the dataset of a detector needs a role for.
 *
 * @throws {SpecError} when the source was not checked
 * @throws {PolicyError} for a source that no role can be made for
 * @throws for a source that needs none, which no component deploys
 */
export function datasetPart(
  { source }: DatasetSpec,
  { account, keyArn, bucketKeys, resultsKeyArn }: BucketAccess,
): ServicePart {
  const encryption = keyArn === undefined ? undefined : { key: keyArn, ...(bucketKeys !== undefined && { bucketKeys }) }
  const dataset = {
    ...(account !== undefined && { account }),
    ...(encryption !== undefined && { encryption }),
    ...(resultsKeyArn !== undefined && { results: { key: resultsKeyArn } }),
  }
  const access = datasetAccess(resolveSource(source), { dataset })
  if (access === null) throw new Error('a dataset that is read without a role was not refused: a bug')
  return { purpose: { kind: 'dataset' }, access }
}

/** What an alert needs a role for; null for logs and webhooks. */
export function alertPart({ name, channel }: AlertSpec, topicKeyArn: string | undefined): ServicePart | null {
  const purpose = { kind: 'alert', alert: name } as const
  if ('sns' in channel) {
    const key = topicKeyArn === undefined ? {} : { key: topicKeyArn }
    return { purpose, access: { kind: 'sns', topic: channel.sns.topic, ...key } }
  }
  if ('lambda' in channel) return { purpose, access: { kind: 'lambda', function: channel.lambda.function } }
  return null
}
