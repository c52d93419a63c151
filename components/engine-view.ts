import * as pulumi from '@pulumi/pulumi'
import { partitionOf, type AwsPlace } from '../spec/index.ts'
import type { EngineReference, RoleMode } from '../plans/index.ts'
import { defined } from './defined.ts'
import type { EngineReferenceArgs } from './engine-reference.ts'
import { placeOf } from './place.ts'

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
}

const plain = new WeakMap<object, Plain>()

/** Keeps what components of the same program need to know of an engine at once. */
export function rememberEngine(engine: { readonly reference: pulumi.Output<EngineReference> }, known: Plain): void {
  plain.set(engine, known)
  plain.set(engine.reference, known)
}

/** Looks at an engine for a component. */
export function viewEngine(
  component: pulumi.Resource,
  engine: pulumi.Input<EngineReferenceArgs>,
  region: pulumi.Input<string> | undefined,
): EngineView {
  const remembered = plain.get(engine)
  const late = pulumi.Output.isInstance(engine) || engine instanceof Promise ? pulumi.output(engine) : undefined
  const early = late === undefined ? (engine as EngineReferenceArgs) : undefined
  const view = (keys: readonly (keyof EngineReferenceArgs)[]): pulumi.Output<EngineReference> =>
    (early === undefined ? late!.apply((of) => pick(of as EngineReferenceArgs, keys)) : pick(early, keys)).apply(
      (fields) => defined(fields) as unknown as EngineReference,
    )
  const own =
    remembered === undefined ? (early === undefined ? view(['region']).region : early.region) : remembered.region
  return {
    place: placeOfEngine(component, view(['account', 'region', 'partition']), region),
    names: view(NAMES),
    roles: view(ROLES),
    state: view(STATE),
    runtime: view(RUNTIME),
    region: region ?? (own as pulumi.Input<string> | undefined),
    roleMode: remembered?.roles ?? plainMode(early?.roles),
  }
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

function plainMode(roles: EngineReferenceArgs['roles']): RoleMode | undefined {
  return roles === 'create' || roles === 'precreated' ? roles : undefined
}
