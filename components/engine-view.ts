import * as pulumi from '@pulumi/pulumi'
import { partitionOf, type AwsPlace } from '../spec/index.ts'
import type { EngineReference, RoleMode } from '../plans/index.ts'
import { defined } from './defined.ts'
import type { EngineReferenceArgs } from './engine-reference.ts'
import { isLate } from './known.ts'
import { optional } from './optional.ts'
import { placeOf } from './place.ts'
import { isReportFolder } from './report-file.ts'

/** What a component knows of its engine, each part as early as it can be known. */
export interface EngineView {
  /** Account, region and partition: known in a preview. */
  readonly place: pulumi.Output<AwsPlace>
  /** What names follow from: known in a preview. */
  readonly names: pulumi.Output<EngineReference>
  /** What roles follow from: known in a preview, unless the role of the engine is yet to be made. */
  readonly roles: pulumi.Output<EngineReference>
  /** Where declarations go: known once the state bucket is there, with all that makes it safe. */
  readonly state: pulumi.Output<EngineReference>
  /** What is woken, and by whom: known once the function and its surroundings are there. */
  readonly runtime: pulumi.Output<EngineReference>
  /** Region of the children where it is not that of the provider. */
  readonly region: pulumi.Input<string> | undefined
  /** Who makes the roles, where it is known while the program runs. */
  readonly roleMode: RoleMode | undefined
  /** Folder for reports of roles. */
  readonly reportFolder: string | undefined
  /** Whether it is in a VPC; undefined for an engine that is not of this program. */
  readonly hasNetwork: boolean | undefined
}

const NAMES = [
  'name',
  'account',
  'region',
  'partition',
  'statePrefix',
  'rolePath',
  'permissionsBoundary',
  'roles',
] as const
const ROLES = [...NAMES, 'roleArn'] as const
const STATE = [...NAMES, 'stateBucket', 'stateKeyArn'] as const
const RUNTIME = [...NAMES, 'functionArn', 'schedulerRoleArn', 'scheduleGroup', 'deadLetterQueueArn'] as const

/** What a component has to know of an engine while the program runs, though its outputs come later. */
interface Plain {
  readonly roles: RoleMode
  readonly region: pulumi.Input<string> | undefined
  readonly reportPath: string | undefined
  readonly hasNetwork: boolean
  readonly hasMap: boolean
}

const plain = new WeakMap<object, Plain>()

/** Keeps what components of the same program need to know of an engine at once. */
export function rememberEngine(engine: { readonly reference: pulumi.Output<EngineReference> }, known: Plain): void {
  plain.set(engine, known)
  plain.set(engine.reference, known)
}

/** Whether an engine of this program has a state machine; false for one that is not of it. */
export function hasMap(engine: pulumi.Input<EngineReferenceArgs>): boolean {
  return plain.get(engine)?.hasMap ?? false
}

/** Looks at an engine for a component. */
export function viewEngine(
  component: pulumi.Resource,
  engine: pulumi.Input<EngineReferenceArgs>,
  region: pulumi.Input<string> | undefined,
): EngineView {
  const remembered = plain.get(engine)
  const late = isLate(engine)
  const early = late ? undefined : (engine as EngineReferenceArgs)
  const parts = partsOf(engine)
  const own =
    remembered === undefined
      ? early === undefined
        ? optional(parts.where.apply((where) => where.region))
        : early.region
      : remembered.region
  return {
    ...parts,
    place: placeOfEngine(component, parts.where, region),
    region: region ?? own,
    roleMode: remembered?.roles ?? plainMode(early?.roles),
    reportFolder: folderOf(remembered?.reportPath),
    hasNetwork: remembered?.hasNetwork,
  }
}

/** Parts of an engine, each known at another time. */
interface Parts extends Pick<EngineView, 'names' | 'roles' | 'state' | 'runtime'> {
  readonly where: pulumi.Output<Partial<AwsPlace>>
}

const seen = new WeakMap<object, Parts>()

/** The parts of an engine; those of one in this program are the same for all that ask. */
function partsOf(engine: pulumi.Input<EngineReferenceArgs>): Parts {
  const before = seen.get(engine)
  if (before !== undefined) return before
  const late = isLate(engine) ? pulumi.output(engine) : undefined
  const view = (keys: readonly (keyof EngineReferenceArgs)[]): pulumi.Output<EngineReference> =>
    (late === undefined
      ? pick(engine as EngineReferenceArgs, keys)
      : late.apply((of) => pick(of as EngineReferenceArgs, keys))
    ).apply((fields) => defined(fields) as unknown as EngineReference)
  const parts = {
    where: view(['account', 'region', 'partition']),
    names: view(NAMES),
    roles: view(ROLES),
    state: view(STATE),
    runtime: view(RUNTIME),
  }
  // Plain objects can be those of another run in this process.
  if (plain.has(engine)) seen.set(engine, parts)
  return parts
}

function pick(of: EngineReferenceArgs, keys: readonly (keyof EngineReferenceArgs)[]): pulumi.Output<object> {
  return pulumi.all(Object.fromEntries(keys.map((key) => [key, of[key]])))
}

/** The place of an engine that says where it is, else that of the provider. */
function placeOfEngine(
  component: pulumi.Resource,
  reference: pulumi.Output<Partial<AwsPlace>>,
  region: pulumi.Input<string> | undefined,
): pulumi.Output<AwsPlace> {
  return pulumi.all([reference, region]).apply(([said, wanted]) => {
    const here = wanted ?? said.region
    const { account, partition } = said
    if (here !== undefined && account !== undefined) {
      return pulumi.output({ region: here, account, partition: partition ?? partitionOf(here) })
    }
    return placeOf(component, here).apply((found) => ({ ...found, ...defined(said), region: here ?? found.region }))
  })
}

function folderOf(path: string | undefined): string | undefined {
  return path !== undefined && isReportFolder(path) ? path : undefined
}

function plainMode(roles: EngineReferenceArgs['roles']): RoleMode | undefined {
  return roles === 'create' || roles === 'precreated' ? roles : undefined
}
