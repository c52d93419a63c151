import type { ResolvedAlert, ResolvedDetector, ResolvedSecret, ResolvedSource, RolePurpose } from '../../spec/index.ts'
import { appflowDatasetStatements, type AppFlowDataset } from './appflow-dataset.ts'
import { athenaDatasetStatements, type AthenaDataset } from './athena-dataset.ts'
import { cloudwatchDatasetStatements } from './cloudwatch-dataset.ts'
import { engineRoleArn } from './engine-role-arn.ts'
import { lambdaAlertStatements } from './lambda-alert.ts'
import type { EnginePlace } from './place.ts'
import type { PolicyDocument, Statement } from './policy-document.ts'
import type { PolicyOptions } from './policy-options.ts'
import { rdsDatasetStatements, type RdsDataset } from './rds-dataset.ts'
import { redshiftDatasetStatements, type RedshiftDataset } from './redshift-dataset.ts'
import { checkedNames, roleMaker } from './role-maker.ts'
import type { Role } from './role.ts'
import { s3DatasetStatements, type S3Dataset } from './s3-dataset.ts'
import type { DatabaseSecret } from './secret.ts'
import { snsAlertStatements, type SnsChannel } from './sns-alert.ts'
import { engineTrust } from './trust.ts'

/** What a service role reads, or sends to. */
export type ServiceAccess =
  | (S3Dataset & { readonly kind: 's3' })
  | { readonly kind: 'cloudwatch' }
  | (RdsDataset & { readonly kind: 'rds' })
  | (RedshiftDataset & { readonly kind: 'redshift' })
  | (AthenaDataset & { readonly kind: 'athena' })
  | (AppFlowDataset & { readonly kind: 'appflow' })
  | (SnsChannel & { readonly kind: 'sns' })
  | { readonly kind: 'lambda'; readonly function: string }

/** One thing that a detector needs a service role for. */
export interface ServicePart {
  readonly purpose: RolePurpose
  readonly access: ServiceAccess
}

/** What a detector needs service roles for. Folders, logs and webhooks need none. */
export function serviceParts(spec: ResolvedDetector, options: PolicyOptions = {}): readonly ServicePart[] {
  const access = datasetAccess(spec.dataset.source, options)
  return [
    ...(access === null ? [] : [{ purpose: { kind: 'dataset' as const }, access }]),
    ...spec.alerts.flatMap((alert) => alertParts(alert, options.topicKeys ?? {})),
  ]
}

/**
 * The service roles of a detector: one for each part, or one for all.
 *
 * @param parts - at most one for the dataset, and one for each alert
 * @throws {PolicyError} see `policiesFor`
 */
export function serviceRoles(
  place: EnginePlace,
  detector: string,
  parts: readonly ServicePart[],
  options: PolicyOptions = {},
): readonly Role[] {
  const { serviceRolePath } = checkedNames(place, options)
  const role = roleMaker(place, options, options.serviceRolePath ?? serviceRolePath)
  const engineRole = options.engineRole ?? engineRoleArn(place, options.rolePath)
  if (options.roles !== 'combined') {
    return parts.map(({ purpose, access }) =>
      role({
        kind: purpose.kind,
        detector,
        alert: purpose.kind === 'alert' ? purpose.alert : null,
        nameParts: purpose.kind === 'alert' ? [detector, 'alert', purpose.alert] : [detector, 'dataset'],
        trust: engineTrust(place, engineRole, detector, [purpose]),
        documents: [documentOf(place, { purpose, access })],
        reason:
          purpose.kind === 'alert'
            ? `Sends the alert ${purpose.alert} of ${detector}, and nothing else.`
            : `Reads the data of ${detector}, and nothing else.`,
      }),
    )
  }
  if (parts.length === 0) return []
  const purposes = parts.map(({ purpose }) => purpose)
  return [
    role({
      kind: 'combined',
      detector,
      nameParts: [detector, 'service'],
      trust: engineTrust(place, engineRole, detector, purposes),
      documents: parts.map((part) => documentOf(place, part)),
      reason: `One role for the dataset and the alerts of ${detector}, as was asked for: each of them could do what all of them may.`,
    }),
  ]
}

/** What the source of a dataset is read with; null where no role is needed. */
function datasetAccess(source: ResolvedSource, { dataset }: PolicyOptions): ServiceAccess | null {
  switch (source.kind) {
    case 'folder':
      return null
    case 's3':
      return { kind: 's3', continuous: source.continuous, historical: source.historical, ...dataset }
    case 'cloudwatch':
      return { kind: 'cloudwatch' }
    case 'rds': {
      const { address, credentials } = source
      if (credentials.kind === 'user') return null
      return {
        kind: 'rds',
        ...(address.kind === 'host' ? {} : { [address.kind]: address.identifier }),
        secret: secretOf(credentials),
      }
    }
    case 'redshift': {
      const { target, database, credentials } = source
      return {
        kind: 'redshift',
        database,
        ...(target.kind === 'cluster'
          ? { cluster: target.identifier }
          : { workgroup: target.arn.slice(target.arn.indexOf('/') + 1) }),
        ...(credentials.kind === 'secret' && { secret: secretOf(credentials) }),
        ...(credentials.kind === 'user' && { dbUser: credentials.user }),
      }
    }
    case 'athena': {
      const { workgroup, database, table, data, results, lakeFormation } = source
      return {
        kind: 'athena',
        workgroup,
        database,
        table,
        data: data ?? '',
        results: results ?? '',
        lakeFormation,
        ...(dataset?.account !== undefined && { dataAccount: dataset.account }),
        ...(dataset?.encryption !== undefined && { dataEncryption: dataset.encryption }),
      }
    }
    case 'appflow':
      return {
        kind: 'appflow',
        flow: source.flow,
        destination: source.destination,
        ...(dataset?.encryption !== undefined && { encryption: dataset.encryption }),
      }
  }
}

function secretOf({ secret, prefix, key }: ResolvedSecret): DatabaseSecret {
  return { secret, secretPrefix: prefix, ...(key !== null && { key }) }
}

function alertParts(
  { name, channel }: ResolvedAlert,
  topicKeys: Readonly<Record<string, string>>,
): readonly ServicePart[] {
  const purpose = { kind: 'alert', alert: name } as const
  switch (channel.kind) {
    case 'sns': {
      const key = Object.hasOwn(topicKeys, name) ? { key: topicKeys[name]! } : {}
      return [{ purpose, access: { kind: 'sns', topic: channel.topic, ...key } }]
    }
    case 'lambda':
      return [{ purpose, access: channel }]
    case 'log':
    case 'webhook':
      return []
  }
}

function documentOf(place: EnginePlace, { purpose, access }: ServicePart): PolicyDocument {
  const name = purpose.kind === 'alert' ? `alert-${purpose.alert}` : 'dataset'
  return { name, kind: 'identity', statements: statementsOf(place, access) }
}

function statementsOf(place: EnginePlace, access: ServiceAccess): readonly Statement[] {
  switch (access.kind) {
    case 's3':
      return s3DatasetStatements(place, access)
    case 'cloudwatch':
      return cloudwatchDatasetStatements()
    case 'rds':
      return rdsDatasetStatements(place, access)
    case 'redshift':
      return redshiftDatasetStatements(place, access)
    case 'athena':
      return athenaDatasetStatements(place, access)
    case 'appflow':
      return appflowDatasetStatements(place, access)
    case 'sns':
      return snsAlertStatements(place, access)
    case 'lambda':
      return lambdaAlertStatements(place, access.function)
  }
}
