import * as pulumi from '@pulumi/pulumi'
import {
  assumablePath,
  checkReach,
  checkRequest,
  hasForeignRoles,
  planServiceRoles,
  resolveEngine,
  type CheckRequest,
  type DeploymentDraft,
  type EngineReference,
  type KnownPlace,
  type Path,
  type Problem,
  type ResolvedEngine,
  unknownNames,
} from '../plans/index.ts'
import { PolicyError, type EnginePlace, type Role, type ServicePart } from '../policies/index.ts'
import { partitionOf, SpecError, type AwsPlace } from '../spec/index.ts'
import type { CommonArgs } from './common-args.ts'
import { defined } from './defined.ts'
import type { EngineReferenceArgs } from './engine-reference.ts'
import { viewEngine } from './engine-view.ts'
import { draftOf, known } from './known.ts'
import { refuse } from './refuse.ts'
import type { ServiceRolesArgs } from './service-roles-args.ts'

/** Names of the arguments that these components share. */
export const SHARED_NAMES = {
  engine: true,
  tags: true,
  region: true,
  rolePath: true,
  permissionsBoundary: true,
  createRoles: true,
  iamReportPath: true,
} as const satisfies Readonly<Record<keyof SharedArgs, true>>

/** What components that deploy parts of a detector have in common. */
interface SharedArgs extends CommonArgs, ServiceRolesArgs {
  readonly engine: pulumi.Input<EngineReferenceArgs>
}

/** What is to be deployed, as far as it concerns the checks. */
export interface DeploymentRequest extends CheckRequest {
  /** Type and name of the component, for errors. */
  readonly what: string
  /** Name of the detector. */
  readonly detector: pulumi.Input<string>
  /** What of the spec somebody else declares. */
  readonly elsewhere: readonly Path[]
  /** Names of all arguments. */
  readonly names: Readonly<Record<string, true>>
  /** What else is wrong. */
  readonly problems?: readonly Problem[]
}

/** What of an engine is woken, and by whom. */
export type EngineRuntime = Pick<
  ResolvedEngine,
  'functionArn' | 'schedulerRoleArn' | 'scheduleGroup' | 'deadLetterQueueArn'
>

/** What the children of a component are made from. */
export interface Deployment {
  readonly what: string
  /** Name of the detector: known once all that can be checked is checked. */
  readonly detector: pulumi.Output<string>
  /** The engine as far as names follow from it: known in a preview. */
  readonly place: pulumi.Output<EnginePlace>
  /** Where declarations go. */
  readonly state: pulumi.Output<EnginePlace>
  /** What is woken. */
  readonly runtime: pulumi.Output<EngineRuntime>
  readonly createsRoles: boolean
  /** Where the report of the roles goes. */
  readonly reportPath: string | undefined
  /** Region of the children where it is not that of the provider. */
  readonly region: pulumi.Input<string> | undefined
  /**
   * Plans the roles of parts.
   *
   * @param path - property that a role's problems are about
   */
  readonly planRoles: (
    path: string,
    parts: pulumi.Input<readonly ServicePart[]>,
    options?: { readonly combined?: boolean; readonly name?: pulumi.Input<string> | undefined },
  ) => pulumi.Output<readonly Role[]>
}

/**
 * Checks the arguments of a component and looks at its engine. What is known while the program runs is refused at once; the rest when it
 * becomes known, before any child is made.
 *
 * @throws {pulumi.InputPropertiesError} with all problems
 */
export function openDeployment(
  component: pulumi.ComponentResource,
  args: SharedArgs,
  request: DeploymentRequest,
): Deployment {
  const { what, elsewhere, settings, problems = [] } = request
  const draft = draftOf(request.spec)
  const deployment = (known({ ...settings, engine: args.engine }) ?? {}) as DeploymentDraft
  const first = checkRequest(
    request,
    { ...draft, unknown: [...draft.unknown, ...elsewhere] },
    deployment,
    plainPlace(deployment.engine, known(args.region)),
  )
  const warn = ({ path, reason }: Problem): void => {
    void pulumi.log.warn(`${what}: ${path}: ${reason}`, component)
  }
  first.warnings.forEach(warn)
  refuse(what, [...unknownNames(args, Object.keys(request.names)), ...problems, ...first.problems])

  const view = viewEngine(component, args.engine, args.region)
  if (view.hasNetwork === false) checkReach(draft, request.toProperty).forEach(warn)
  const early = pulumi.all([view.place, view.names]).apply(([place, engine]): AwsPlace => {
    const asked = { ...deployment, engine: { ...deployment.engine, ...engine } }
    refuse(what, checkRequest(request, { ...draft, unknown: [...draft.unknown, ...elsewhere] }, asked, place).problems)
    return place
  })
  // Whether an existing role can be assumed depends on the role of the engine, which nothing else has to wait for.
  const engine = hasForeignRoles(request) ? view.roles : view.names
  const whole = pulumi
    .all([early, engine, pulumi.output({ spec: request.spec, settings })])
    .apply(([place, reference, all]): AwsPlace => {
      const assumable = hasForeignRoles(request) ? assumablePath(resolveEngine(reference, place)) : undefined
      const spec = { value: defined(all.spec), unknown: elsewhere }
      const where = { ...place, ...(assumable !== undefined && { assumable }) }
      refuse(what, checkRequest(request, spec, defined(all.settings) as DeploymentDraft, where).problems)
      return place
    })
  // A preview shows what it can, though not all is known yet.
  const checked = pulumi.runtime.isDryRun() ? early : whole
  const createsRoles = args.createRoles ?? view.roleMode !== 'precreated'
  const resolve = (reference: pulumi.Output<EngineReference>, place: pulumi.Output<AwsPlace>) =>
    pulumi.all([reference, place]).apply(([of, at]) => {
      refuse(what, createsRoles && args.createRoles === undefined ? modeProblems(of) : [])
      return resolveEngine(of, at)
    })
  const roleEngine = resolve(view.roles, checked)
  const detector = pulumi.all([request.detector, checked]).apply(([name]) => name)
  return {
    what,
    detector,
    place: resolve(view.names, checked).place,
    state: resolve(view.state, whole).place,
    runtime: resolve(view.runtime, whole),
    createsRoles,
    reportPath: args.iamReportPath ?? view.reportFolder,
    region: view.region,
    planRoles: (path, parts, { combined = false, name: roleName } = {}) =>
      pulumi
        .all([roleEngine, detector, parts, args.rolePath, args.permissionsBoundary, roleName])
        .apply(([of, name, all, rolePath, permissionsBoundary, wanted]) =>
          refusing(what, path, () =>
            planServiceRoles(of, name, all as readonly ServicePart[], {
              combined,
              ...(rolePath !== undefined && { rolePath }),
              ...(permissionsBoundary !== undefined && { permissionsBoundary }),
              ...(wanted !== undefined && { name: wanted }),
            }),
          ),
        ),
  }
}

/**
 * Runs a plan; what the spec or the policy toolkit refuses is a problem of a property.
 *
 * @throws {pulumi.InputPropertiesError}
 */
export function refusing<T>(what: string, path: string, plan: () => T): T {
  try {
    return plan()
  } catch (error) {
    if (!(error instanceof PolicyError || error instanceof SpecError)) throw error
    const property = PROPERTIES[error.code] ?? path
    refuse(what, [{ path: property, reason: error.message }])
    throw error
  }
}

/** Properties that some errors are about, whatever was planned. */
const PROPERTIES: Readonly<Partial<Record<string, string>>> = {
  ROLE_PATH_INVALID: 'rolePath',
  ROLE_PATH_OUTSIDE: 'rolePath',
  TRUST_TOO_LARGE: 'roles',
  POLICIES_TOO_MANY: 'roles',
}

/** What the arguments say about the place. */
function plainPlace(engine: Partial<AwsPlace> | undefined, region = engine?.region): KnownPlace {
  const partition = engine?.partition ?? (region === undefined ? undefined : partitionOf(region))
  return {
    ...(partition !== undefined && { partition }),
    ...(engine?.account !== undefined && { account: engine.account }),
  }
}

function modeProblems({ name, roles }: EngineReference): readonly Problem[] {
  if (roles !== 'precreated') return []
  const reason = `The roles of engine "${name}" are made by somebody else, which only became known when they were to be made. Say so here too: createRoles: false.`
  return [{ path: 'createRoles', reason }]
}
