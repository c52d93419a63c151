import {
  PolicyError,
  serviceRoles,
  type BucketKey,
  type DatabaseSecret,
  type ServiceAccess,
  type ServicePart,
} from '../policies/index.ts'
import type { Problem } from './problem.ts'
import { OF_ACCOUNT, OF_REGION, SOMEWHERE } from './somewhere.ts'

/** A key of a bucket as arguments have it. */
interface KeySettings {
  readonly keyArn?: string
  readonly bucketKeys?: boolean
}

/** Where data lies, as arguments have it. */
interface RegionSettings {
  readonly region?: string
}

/** A secret as arguments have it. */
interface SecretSettings {
  readonly secret: string
  readonly secretPrefix?: string
  readonly keyArn?: string
}

/** What a dataset's role may read: exactly one kind. */
export interface DatasetAccess {
  readonly s3?: KeySettings & { readonly continuous?: string; readonly historical?: string; readonly account?: string }
  readonly cloudwatch?: object
  readonly rds?: RegionSettings & {
    readonly instance?: string
    readonly cluster?: string
    readonly secret?: SecretSettings
    readonly iamUser?: { readonly resourceId: string; readonly user: string }
  }
  readonly redshift?: RegionSettings & {
    readonly cluster?: string
    readonly workgroup?: string
    readonly database: string
    readonly secret?: SecretSettings
    readonly dbUser?: string
  }
  readonly athena?: RegionSettings & {
    readonly workgroup: string
    readonly database: string
    readonly table: string
    readonly data: string
    readonly results: string
    readonly dataAccount?: string
    readonly dataKeyArn?: string
    readonly resultsKeyArn?: string
    readonly lakeFormation?: boolean
  }
  readonly appflow?: KeySettings &
    RegionSettings & { readonly flow: string; readonly destination: string; readonly account?: string }
}

/** What an alert's role may send to: exactly one of the channels. */
export interface AlertAccess {
  readonly name: string
  readonly sns?: { readonly topic: string; readonly keyArn?: string }
  readonly lambda?: { readonly function: string }
}

/** What a role is for: exactly one of the two. */
export interface AccessSettings {
  readonly dataset?: DatasetAccess
  readonly alert?: AlertAccess
}

/** Kinds of sources that a role can be made for, with what each has to say; of s3 one of two. */
const DATASET_ACCESS: Readonly<Record<string, readonly string[]>> = {
  s3: [],
  cloudwatch: [],
  rds: [],
  redshift: ['database'],
  athena: ['workgroup', 'database', 'table', 'data', 'results'],
  appflow: ['flow', 'destination'],
}

/** Kinds of channels that a role can be made for. */
const ALERT_ACCESS: Readonly<Record<string, readonly string[]>> = { sns: ['topic'], lambda: ['function'] }

/**
 * Problems of what a role is said to be for: nothing, several things at once, kinds that do not exist, and what a kind lacks.
 *
 * @param settings - plain objects, with symbols for what is not known yet
 */
export function checkAccess({
  dataset,
  alert,
}: {
  readonly dataset?: unknown
  readonly alert?: unknown
}): readonly Problem[] {
  if ((dataset === undefined) === (alert === undefined)) {
    const reason =
      dataset === undefined
        ? 'It is missing, as is `alert`. Say what the role is for: `dataset` or `alert`.'
        : 'A role is for one purpose, and `alert` is there too. Make a role for each.'
    return [{ path: 'dataset', reason }]
  }
  return dataset === undefined
    ? choice('alert', alert, ALERT_ACCESS, ['name'])
    : choice('dataset', dataset, DATASET_ACCESS, [])
}

function choice(
  path: string,
  value: unknown,
  kinds: Readonly<Record<string, readonly string[]>>,
  others: readonly string[],
): readonly Problem[] {
  const names = Object.keys(kinds)
  if (typeof value === 'symbol') return []
  if (typeof value !== 'object' || value === null) {
    return [{ path, reason: `It is not an object. Write one with one of ${names.join(', ')}.` }]
  }
  const keys = keysOf(value)
  const unknown = keys.filter((key) => !names.includes(key) && !others.includes(key))
  const [kind, ...more] = keys.filter((key) => names.includes(key))
  const all = names.join(', ')
  const choices =
    kind === undefined
      ? `It says of nothing what the role may use. Use one of ${all}.`
      : `It has ${[kind, ...more].join(' and ')}, and a role is for one of them. Make a role for each.`
  return [
    ...unknown.map((key) => ({ path: `${path}.${key}`, reason: `"${key}" is none of ${all}. Use one of them.` })),
    ...(kind === undefined || more.length > 0 ? (unknown.length > 0 ? [] : [{ path, reason: choices }]) : []),
    ...missing(path, value, others),
    ...(kind === undefined ? [] : missing(`${path}.${kind}`, valueOf(value, kind), kinds[kind]!)),
    ...(kind === 's3' ? withoutPath(`${path}.s3`, valueOf(value, kind)) : []),
  ]
}

function missing(path: string, value: unknown, required: readonly string[]): readonly Problem[] {
  if (typeof value !== 'object' || value === null) return []
  const keys = keysOf(value)
  return required
    .filter((key) => !keys.includes(key))
    .map((key) => ({ path: `${path}.${key}`, reason: `It is missing. Add \`${key}\`.` }))
}

function withoutPath(path: string, value: unknown): readonly Problem[] {
  if (typeof value !== 'object' || value === null) return []
  const keys = keysOf(value)
  if (keys.includes('continuous') || keys.includes('historical')) return []
  return [{ path, reason: 'It names no data. Add `continuous`, `historical` or both.' }]
}

function keysOf(value: object): readonly string[] {
  return Object.entries(value).flatMap(([key, part]) => (part === undefined ? [] : [key]))
}

function valueOf(value: object, key: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[key]
}

/** Problems of names, paths and ARNs of a part, wherever it will be deployed to. */
export function checkPart(part: ServicePart): readonly Problem[] {
  try {
    serviceRoles(SOMEWHERE, 'any', [part])
    return []
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error
    const path = part.purpose.kind === 'alert' ? 'alert' : `dataset.${part.access.kind}`
    return [...OF_REGION, ...OF_ACCOUNT].includes(error.code) ? [] : [{ path, reason: error.message }]
  }
}

/**
 * What a role is for, from arguments that `checkAccess` has nothing against.
 *
 * @throws when there is nothing among them
 */
export function servicePart({ dataset, alert }: AccessSettings): ServicePart {
  if (dataset !== undefined) return { purpose: { kind: 'dataset' }, access: datasetAccess(dataset) }
  if (alert === undefined) throw new Error('a role for nothing was not refused: a bug')
  return { purpose: { kind: 'alert', alert: alert.name }, access: alertAccess(alert) }
}

function alertAccess({ sns, lambda }: AlertAccess): ServiceAccess {
  if (sns !== undefined) {
    return { kind: 'sns', topic: sns.topic, ...(sns.keyArn !== undefined && { key: sns.keyArn }) }
  }
  if (lambda !== undefined) return { kind: 'lambda', function: lambda.function }
  throw new Error('an alert without a channel was not refused: a bug')
}

function datasetAccess({ s3, cloudwatch, rds, redshift, athena, appflow }: DatasetAccess): ServiceAccess {
  if (s3 !== undefined) {
    const { continuous = null, historical = null, account } = s3
    return { kind: 's3', continuous, historical, ...(account !== undefined && { account }), ...encryption(s3) }
  }
  if (cloudwatch !== undefined) return { kind: 'cloudwatch' }
  if (rds !== undefined) {
    const { secret, ...rest } = rds
    return { kind: 'rds', ...rest, ...(secret !== undefined && { secret: secretOf(secret) }) }
  }
  if (redshift !== undefined) {
    const { secret, ...rest } = redshift
    return { kind: 'redshift', ...rest, ...(secret !== undefined && { secret: secretOf(secret) }) }
  }
  if (athena !== undefined) {
    const { dataKeyArn, resultsKeyArn, ...rest } = athena
    return {
      kind: 'athena',
      ...rest,
      ...(dataKeyArn !== undefined && { dataEncryption: { key: dataKeyArn } }),
      ...(resultsKeyArn !== undefined && { resultsEncryption: { key: resultsKeyArn } }),
    }
  }
  if (appflow !== undefined) {
    const { keyArn: _key, bucketKeys: _bucketKeys, ...rest } = appflow
    return { kind: 'appflow', ...rest, ...encryption(appflow) }
  }
  throw new Error('a dataset without a source was not refused: a bug')
}

function encryption({ keyArn, bucketKeys }: KeySettings): { readonly encryption?: BucketKey } {
  if (keyArn === undefined) return {}
  return { encryption: { key: keyArn, ...(bucketKeys !== undefined && { bucketKeys }) } }
}

function secretOf({ secret, secretPrefix, keyArn }: SecretSettings): DatabaseSecret {
  return {
    secret,
    ...(secretPrefix !== undefined && { secretPrefix }),
    ...(keyArn !== undefined && { key: keyArn }),
  }
}
