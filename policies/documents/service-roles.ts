import { partitionOf, type ResolvedAlert, type ResolvedDetector, type RolePurpose } from '../../spec/index.ts'
import { appflowDatasetStatements } from './appflow-dataset.ts'
import { athenaDatasetStatements } from './athena-dataset.ts'
import { cloudwatchDatasetStatements } from './cloudwatch-dataset.ts'
import { datasetAccess, type DataAccess, type InRegion } from './dataset-access.ts'
import { engineRoleArn } from './engine-role-arn.ts'
import { lambdaAlertStatements } from './lambda-alert.ts'
import type { EnginePlace } from './place.ts'
import type { PolicyDocument, Statement } from './policy-document.ts'
import { PolicyError } from './policy-error.ts'
import type { PolicyOptions } from './policy-options.ts'
import { rdsDatasetStatements } from './rds-dataset.ts'
import { redshiftDatasetStatements } from './redshift-dataset.ts'
import { checkedNames, roleMaker } from './role-maker.ts'
import type { Role } from './role.ts'
import { s3DatasetStatements } from './s3-dataset.ts'
import { snsAlertStatements, type SnsChannel } from './sns-alert.ts'
import { engineTrust } from './trust.ts'

/** What a service role reads, or sends to. */
export type ServiceAccess =
  DataAccess | (SnsChannel & { readonly kind: 'sns' }) | { readonly kind: 'lambda'; readonly function: string }

/** One thing that a detector needs a service role for. */
export interface ServicePart {
  readonly purpose: RolePurpose
  readonly access: ServiceAccess
}

/**
 * What a detector needs service roles for. Folders, databases with a password in the environment, logs and webhooks need none.
 *
 * @throws {PolicyError} see `datasetAccess`
 */
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

/**
 * What a service role may do: the statements of its only document.
 *
 * @throws {PolicyError} see `policiesFor`
 */
export function statementsOf(place: EnginePlace, access: ServiceAccess): readonly Statement[] {
  switch (access.kind) {
    case 's3':
      return s3DatasetStatements(place, access)
    case 'cloudwatch':
      return cloudwatchDatasetStatements()
    case 'rds':
      return rdsDatasetStatements(placeOfData(place, access), access)
    case 'redshift':
      return redshiftDatasetStatements(placeOfData(place, access), access)
    case 'athena':
      return athenaDatasetStatements(placeOfData(place, access), access)
    case 'appflow':
      return appflowDatasetStatements(placeOfData(place, access), access)
    case 'sns':
      return snsAlertStatements(place, access)
    case 'lambda':
      return lambdaAlertStatements(place, access.function)
  }
}

/** Data may lie in another region than the engine, of the same partition. */
function placeOfData(place: EnginePlace, { region = place.region }: InRegion): EnginePlace {
  const { partition } = place
  if (partitionOf(region) !== partition) throw new PolicyError('REGION_ELSEWHERE', { got: region, partition })
  return { ...place, region }
}
