import type { ResolvedDetector } from '../../spec/index.ts'
import { assumeRoleStatements, logStatements, stateStatements, traceStatements } from './engine-role.ts'
import { mapStatements, startMapStatements } from './map-role.ts'
import { networkStatements } from './network.ts'
import type { EnginePlace } from './place.ts'
import { PolicyError } from './policy-error.ts'
import type { PolicyOptions } from './policy-options.ts'
import { resourcePoliciesFor } from './resource-policies.ts'
import { checkedNames, roleMaker } from './role-maker.ts'
import type { DetectorPolicies, Role } from './role.ts'
import { schedulerStatements } from './scheduler-role.ts'
import { serviceParts, serviceRoles } from './service-roles.ts'
import { serviceTrust } from './trust.ts'

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
        ...(options.map === true
          ? [{ name: 'map', kind: 'identity' as const, statements: startMapStatements(names) }]
          : []),
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
    ...(options.map === true
      ? [
          role({
            kind: 'map',
            nameParts: [place.engine, 'map'],
            trust: serviceTrust(place, { service: 'states', stateMachine: names.stateMachineArn }),
            documents: [{ name: 'run-map', kind: 'identity', statements: mapStatements(place, names) }],
            reason: 'Step Functions runs the large detectors of the engine with it, part by part.',
          }),
        ]
      : []),
  ]
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
  checkedNames(place, options)
  const unknown = Object.keys(options.topicKeys ?? {}).find((name) => !spec.alerts.some((alert) => alert.name === name))
  if (unknown !== undefined) {
    throw new PolicyError('ALERT_UNKNOWN', { alert: unknown, known: spec.alerts.map(({ name }) => name) })
  }
  return serviceRoles(place, spec.name, serviceParts(spec, options), options)
}
