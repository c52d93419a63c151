import {
  endpointServicesFor,
  policyText,
  resourceReport,
  roleReport,
  type PolicyText,
  type ResourceReport,
  type RoleReport,
} from '../plans/index.ts'
import {
  engineBoundary,
  peoplePolicies,
  policiesFor,
  type EndpointService,
  type EnginePlace,
  type PolicyOptions,
} from '../policies/index.ts'
import type { ResolvedDetector } from '../spec/index.ts'

/** What `crowsnest policy --json` prints; spec/output/policy.schema.json describes it. */
export interface PolicyReport {
  readonly version: 1
  readonly detector: string
  readonly place: EnginePlace
  readonly roles: readonly RoleReport[]
  readonly resourcePolicies: readonly ResourceReport[]
  /** Services that an engine in a VPC needs endpoints for, by the names that `Network` has for them. */
  readonly endpoints: readonly EndpointService[]
  /** The boundary and the policies of people; empty unless asked for. */
  readonly people: readonly PeopleReport[]
}

/** The policies of one kind of people. */
export interface PeopleReport {
  readonly audience: string
  readonly reason: string
  readonly replaces: readonly string[]
  readonly policies: readonly PolicyText[]
}

/**
 * Everything of IAM that a detector needs in a place, with reasons.
 *
 * @throws {PolicyError} where no policy can be written; see POLICY_ERRORS
 */
export function policyReport(
  spec: ResolvedDetector,
  place: EnginePlace,
  options: PolicyOptions,
  withPeople: boolean,
): PolicyReport {
  const { roles, resourcePolicies } = policiesFor(spec, place, options)
  return {
    version: 1,
    detector: spec.name,
    place,
    roles: roles.map(roleReport),
    resourcePolicies: resourcePolicies.map(resourceReport),
    endpoints: endpointServicesFor(roles),
    people: withPeople ? peopleReports(place, options) : [],
  }
}

function peopleReports(place: EnginePlace, options: PolicyOptions): readonly PeopleReport[] {
  const { rolePath, boundary, deadLetter, map } = options
  const people = peoplePolicies(place, {
    ...(rolePath !== undefined && { rolePath }),
    ...(boundary !== undefined && { boundary }),
    ...(deadLetter !== undefined && { deadLetter }),
    ...(map !== undefined && { map }),
  })
  return [
    ...people.map(({ documents, ...rest }) => ({ ...rest, policies: documents.map(policyText) })),
    {
      audience: 'boundary',
      reason:
        'Not for people: the permissions boundary that the deployer has to put on every role. Make it before the first deployment, with rights that the deployer does not have.',
      replaces: [],
      policies: [policyText(engineBoundary(place, rolePath))],
    },
  ]
}
