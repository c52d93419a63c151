import { Annotations, type ITerraformDependable } from 'cdktf'
import type { Construct } from 'constructs'
import {
  assumablePath,
  checkReach,
  checkRequest,
  hasForeignRoles,
  planServiceRoles,
  propertyPath,
  resolveEngine,
  unknownNames,
  type CheckRequest,
  type DeploymentDraft,
  type Path,
  type Problem,
  type ResolvedEngine,
} from '../../plans/index.ts'
import { PolicyError, type Role, type ServicePart } from '../../policies/index.ts'
import { SpecError } from '../../spec/index.ts'
import type { Surroundings } from './child.ts'
import type { CommonArgs, ServiceRolesArgs } from './common-args.ts'
import { viewEngine, type EngineReferenceArgs } from './engine-reference.ts'
import { draftOf, isLate, knownOf, lateOthers } from './late-values.ts'
import { knownPlace, openPlace, type Place } from './place.ts'
import { refuse } from './refuse.ts'

/** Names of the arguments that these constructs share. */
export const SHARED_NAMES = {
  engine: true,
  tags: true,
  region: true,
  account: true,
  provider: true,
  rolePath: true,
  permissionsBoundary: true,
  createRoles: true,
  iamReportPath: true,
} as const satisfies Readonly<Record<keyof SharedArgs, true>>

/** What constructs that deploy parts of a detector have in common. */
interface SharedArgs extends CommonArgs, ServiceRolesArgs {
  /** The engine: an `Engine`, its `reference`, or of another configuration `{ name }` with the engine's name. */
  readonly engine: EngineReferenceArgs
}

/** What is to be deployed, as far as it concerns the checks. */
export interface DeploymentRequest extends CheckRequest {
  /** Type and id of the construct, for errors. */
  readonly what: string
  /** Name of the detector. */
  readonly detector: string
  /** What of the spec somebody else declares. */
  readonly elsewhere: readonly Path[]
  /** Names of all arguments. */
  readonly names: Readonly<Record<string, true>>
  /** What else is wrong. */
  readonly problems?: readonly Problem[]
}

/** What the resources of a construct are made from. Texts stand for late values in all of it. */
export interface Deployment {
  readonly what: string
  readonly detector: string
  readonly place: Place
  readonly engine: ResolvedEngine
  readonly surroundings: Surroundings
  readonly createsRoles: boolean
  /** What declarations wait for. */
  readonly state: readonly ITerraformDependable[]
  /** What has to be there before the engine is asked for anything. */
  readonly ready: readonly ITerraformDependable[]
  /**
   * Plans the roles of parts.
   *
   * @param path - property that a role's problems are about
   */
  readonly planRoles: (
    path: string,
    parts: readonly ServicePart[],
    options?: { readonly combined?: boolean; readonly name?: string | undefined },
  ) => readonly Role[]
}

/**
 * Checks the arguments of a construct and looks at its engine.
 *
 * @throws {ArgumentsError} with all problems
 */
export function openDeployment(scope: Construct, args: SharedArgs, request: DeploymentRequest): Deployment {
  const { what, elsewhere, settings, problems = [] } = request
  const view = viewEngine(scope, args.engine)
  const spec = draftOf(request.spec)
  const draft = { ...spec, unknown: [...spec.unknown, ...elsewhere] }
  const known = knownOf({ ...settings, engine: view.reference }) as DeploymentDraft
  const nameProblems = isLate(request.detector)
    ? [
        {
          path: propertyPath(request.toProperty(['detector'])),
          reason: 'It has to be known at synthesis: names of roles follow from it. Write it as text.',
        },
      ]
    : []
  refuse(what, [
    ...unknownNames(args, Object.keys(request.names)),
    ...problems,
    ...nameProblems,
    ...lateOthers(request.spec).map((path) => ({
      path: propertyPath(request.toProperty(path)),
      reason: 'It has to be known at synthesis. Write it out; only texts may be values that Terraform finds.',
    })),
  ])

  const { place, late } = openPlace(scope, what, args, view.reference)
  const resolve = (): ResolvedEngine => resolveEngine(late.hide(view.reference), place)
  const assumable =
    hasForeignRoles(request) && known.engine?.roleArn === undefined ? assumablePath(resolve()) : undefined
  const where = { ...knownPlace(place), ...(assumable !== undefined && { assumable }) }
  const check = checkRequest(request, draft, known, where)
  refuse(what, check.problems)
  const reach = view.hasNetwork === false ? checkReach(draft, request.toProperty) : []
  for (const { path, reason } of [...check.warnings, ...reach]) {
    Annotations.of(scope).addWarning(`${what}: ${path}: ${reason}`)
  }
  const engine = resolve()
  const { rolePath, permissionsBoundary } = late.hide({
    rolePath: args.rolePath,
    permissionsBoundary: args.permissionsBoundary,
  })
  return {
    what,
    detector: request.detector,
    place,
    engine,
    surroundings: { late, provider: args.provider, region: args.region, tags: args.tags },
    createsRoles: args.createRoles ?? engine.roles !== 'precreated',
    state: view.state,
    ready: view.ready,
    planRoles: (path, parts, { combined = false, name } = {}) =>
      refusing(what, path, place, () =>
        planServiceRoles(engine, request.detector, parts, {
          combined,
          ...(rolePath !== undefined && { rolePath }),
          ...(permissionsBoundary !== undefined && { permissionsBoundary }),
          ...(name !== undefined && { name }),
        }),
      ),
  }
}

/**
 * Runs a plan; what the spec or the policy toolkit refuses is a problem of a property.
 *
 * @throws {ArgumentsError}
 */
export function refusing<T>(what: string, path: string, place: Place, plan: () => T): T {
  try {
    return plan()
  } catch (error) {
    if (!(error instanceof PolicyError || error instanceof SpecError)) throw error
    const needsAccount = !place.isAccountKnown && OF_ACCOUNT.has(error.code)
    refuse(
      what,
      needsAccount
        ? [
            {
              path: 'account',
              reason: `It is not known at synthesis, and what ${path} names lies in one. Write its 12 digits.`,
            },
          ]
        : [{ path: PROPERTIES[error.code] ?? path, reason: error.message }],
    )
    throw error
  }
}

/** What is decided by the account of the engine. */
const OF_ACCOUNT: ReadonlySet<string> = new Set(['ACCOUNT_ELSEWHERE', 'SECRET_KEY_MISSING'])

/** Properties that some errors are about, whatever was planned. */
const PROPERTIES: Readonly<Partial<Record<string, string>>> = {
  ROLE_PATH_INVALID: 'rolePath',
  ROLE_PATH_OUTSIDE: 'rolePath',
  TRUST_TOO_LARGE: 'roles',
  POLICIES_TOO_MANY: 'roles',
}
