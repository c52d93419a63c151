import { iamArn, type ResolvedAlert, type ResolvedDetector, type RolePurpose } from '../../spec/index.ts'
import { MANAGED_POLICIES, POLICY_LIMITS, policySize, splitDocument } from './document-size.ts'
import { assumeRoleStatements, logStatements, stateStatements, traceStatements } from './engine-role.ts'
import { lambdaAlertStatements } from './lambda-alert.ts'
import { networkStatements } from './network.ts'
import { checkedArn, checkPlace, checkRolePath, engineNames, type EngineNames, type EnginePlace } from './place.ts'
import { PolicyError } from './policy-error.ts'
import type { PolicyOptions } from './policy-options.ts'
import type { PolicyDocument, Statement } from './policy-document.ts'
import type { DetectorPolicies, Role, RoleKind } from './role.ts'
import { resourcePoliciesFor } from './resource-policies.ts'
import { roleName } from './role-name.ts'
import { s3DatasetStatements } from './s3-dataset.ts'
import { schedulerStatements } from './scheduler-role.ts'
import { snsAlertStatements } from './sns-alert.ts'
import { engineTrust, serviceTrust, type Trust } from './trust.ts'

/**
 * Every role that a detector needs in a place: the engine's, the scheduler's, and one for its dataset and each alert. Folders,
 * logs and webhooks need none.
 *
 * @param place - where the engine runs; need not exist yet
 * @throws {PolicyError} for a place, ARN or path that no policy can be written for; see POLICY_ERRORS
 */
export function policiesFor(spec: ResolvedDetector, place: EnginePlace, options: PolicyOptions = {}): DetectorPolicies {
  const roles = [...engineRoles(place, options), ...detectorRoles(spec, place, options)]
  return { roles, resourcePolicies: resourcePoliciesFor(spec, place, options, roles) }
}

/**
 * The roles of an engine, which serve all of its detectors.
 *
 * @throws {PolicyError} see `policiesFor`
 */
export function engineRoles(place: EnginePlace, options: PolicyOptions = {}): readonly Role[] {
  const names = checkedNames(place, options)
  const role = roleMaker(place, options, names.rolePath)
  return [
    role({
      kind: 'engine',
      nameParts: [place.engine, 'engine'],
      trust: serviceTrust(place, { service: 'lambda' }),
      documents: [
        { name: 'service-roles', kind: 'identity', statements: assumeRoleStatements(place, names) },
        { name: 'state', kind: 'identity', statements: stateStatements(place) },
        {
          name: 'observability',
          kind: 'identity',
          statements: [
            ...logStatements(place, {
              ...names,
              ...(options.logGroup !== undefined && { logGroup: options.logGroup }),
            }),
            ...(options.tracing === true ? traceStatements() : []),
          ],
        },
        ...(options.network === undefined
          ? []
          : [
              {
                name: 'network',
                kind: 'identity' as const,
                statements: networkStatements(place, names, options.network),
              },
            ]),
      ],
      reason:
        'The engine runs with it: it keeps the state, writes its log and assumes the service roles. It reads no data and sends no alert by itself.',
    }),
    role({
      kind: 'scheduler',
      nameParts: [place.engine, 'scheduler'],
      trust: serviceTrust(place, { service: 'scheduler', scheduleGroup: names.scheduleGroupArn }),
      documents: [
        {
          name: 'wake-engine',
          kind: 'identity',
          statements: schedulerStatements(place, names, options.deadLetter ?? null),
        },
      ],
      reason: 'EventBridge Scheduler wakes the engine with it.',
    }),
  ]
}

/** ARN of the engine's own role, whether it exists yet or not. */
export function engineRoleArn(place: EnginePlace, rolePath?: string): string {
  return iamArn(place, `role${engineNames(place, rolePath).rolePath}${roleName(place, [place.engine, 'engine'])}`)
}

/** ARN of the scheduler's role, whether it exists yet or not. */
export function schedulerRoleArn(place: EnginePlace, rolePath?: string): string {
  return iamArn(place, `role${engineNames(place, rolePath).rolePath}${roleName(place, [place.engine, 'scheduler'])}`)
}

/**
 * The service roles of one detector.
 *
 * @throws {PolicyError} see `policiesFor`
 */
export function detectorRoles(
  spec: ResolvedDetector,
  place: EnginePlace,
  options: PolicyOptions = {},
): readonly Role[] {
  const names = checkedNames(place, options)
  const unknown = Object.keys(options.topicKeys ?? {}).find((name) => !spec.alerts.some((alert) => alert.name === name))
  if (unknown !== undefined) {
    throw new PolicyError('ALERT_UNKNOWN', { alert: unknown, known: spec.alerts.map(({ name }) => name) })
  }
  const parts = [...datasetParts(spec, place, options), ...alertParts(spec, place, options)]
  const role = roleMaker(place, options, names.serviceRolePath)
  const engineRole = options.engineRole ?? engineRoleArn(place, options.rolePath)
  const trust = (purposes: readonly RolePurpose[]): Trust => engineTrust(place, engineRole, spec.name, purposes)
  if (options.roles !== 'combined') {
    return parts.map(({ purpose, documents, reason }) =>
      role({
        kind: purpose.kind,
        detector: spec.name,
        alert: purpose.kind === 'alert' ? purpose.alert : null,
        nameParts: purpose.kind === 'alert' ? [spec.name, 'alert', purpose.alert] : [spec.name, 'dataset'],
        trust: trust([purpose]),
        documents,
        reason,
      }),
    )
  }
  if (parts.length === 0) return []
  return [
    role({
      kind: 'combined',
      detector: spec.name,
      nameParts: [spec.name, 'service'],
      trust: trust(parts.map(({ purpose }) => purpose)),
      documents: parts.flatMap(({ documents }) => documents),
      reason: `One role for the dataset and the alerts of ${spec.name}, as was asked for: each of them could do what all of them may.`,
    }),
  ]
}

interface Part {
  readonly purpose: RolePurpose
  readonly documents: readonly PolicyDocument[]
  readonly reason: string
}

function datasetParts(spec: ResolvedDetector, place: EnginePlace, { dataset }: PolicyOptions): readonly Part[] {
  const { source } = spec.dataset
  if (source.kind === 'folder') return []
  const statements = s3DatasetStatements(place, { ...source, ...dataset })
  return [
    {
      purpose: { kind: 'dataset' },
      documents: [{ name: 'dataset', kind: 'identity', statements }],
      reason: `Reads the data of ${spec.name}, and nothing else.`,
    },
  ]
}

function alertParts(spec: ResolvedDetector, place: EnginePlace, options: PolicyOptions): readonly Part[] {
  return spec.alerts.flatMap((alert) => {
    const statements = alertStatements(alert, place, options)
    if (statements.length === 0) return []
    return [
      {
        purpose: { kind: 'alert', alert: alert.name },
        documents: [{ name: `alert-${alert.name}`, kind: 'identity', statements }],
        reason: `Sends the alert ${alert.name} of ${spec.name}, and nothing else.`,
      },
    ]
  })
}

function alertStatements(
  { name, channel }: ResolvedAlert,
  place: EnginePlace,
  { topicKeys = {} }: PolicyOptions,
): readonly Statement[] {
  switch (channel.kind) {
    case 'sns':
      return snsAlertStatements(place, {
        topic: channel.topic,
        ...(Object.hasOwn(topicKeys, name) && { key: topicKeys[name]! }),
      })
    case 'lambda':
      return lambdaAlertStatements(place, channel.function)
    case 'log':
    case 'webhook':
      return []
  }
}

interface RoleDraft {
  readonly kind: RoleKind
  readonly detector?: string
  readonly alert?: string | null
  readonly nameParts: readonly string[]
  readonly trust: Trust
  readonly documents: readonly PolicyDocument[]
  readonly reason: string
}

function roleMaker(place: EnginePlace, options: PolicyOptions, path: string): (draft: RoleDraft) => Role {
  const { boundary = null, trustLimit = POLICY_LIMITS.trust } = options
  return ({ kind, detector = null, alert = null, nameParts, trust, documents, reason }) => {
    const name = roleName(place, nameParts)
    const size = policySize(trust.document)
    const limit = Math.min(trustLimit, POLICY_LIMITS.trustRaised)
    if (size > limit) throw new PolicyError('TRUST_TOO_LARGE', { role: name, size, limit })
    return {
      name,
      path,
      arn: iamArn(place, `role${path}${name}`),
      kind,
      detector,
      alert,
      trust: trust.document,
      protection: trust.protection,
      ...attached(name, documents),
      boundary,
      reason,
    }
  }
}

/** Inline while all fits together; else as managed policies, divided where one outgrows its limit. */
function attached(role: string, documents: readonly PolicyDocument[]): Pick<Role, 'documents' | 'attachment'> {
  const total = documents.reduce((sum, document) => sum + policySize(document), 0)
  if (total <= POLICY_LIMITS.inline) return { documents, attachment: 'inline' }
  const divided = documents.flatMap((document) => splitDocument(document, POLICY_LIMITS.managed))
  if (divided.length > MANAGED_POLICIES) {
    throw new PolicyError('POLICIES_TOO_MANY', { role, count: divided.length, limit: MANAGED_POLICIES })
  }
  return { documents: divided, attachment: 'managed' }
}

function checkedNames(place: EnginePlace, { rolePath, boundary }: PolicyOptions): EngineNames {
  checkPlace(place)
  if (rolePath !== undefined) checkRolePath(rolePath)
  if (boundary !== undefined) {
    checkedArn(place, boundary, 'a managed policy', 'iam::<account>:policy/<name>', /^policy\/[\w+=,.@/-]{1,512}$/)
  }
  return engineNames(place, rolePath)
}
