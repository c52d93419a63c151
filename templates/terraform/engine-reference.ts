import { TerraformStack, type ITerraformDependable } from 'cdktf'
import type { Construct } from 'constructs'
import type { EngineReference } from '../../plans/index.ts'

/**
 * An engine to add detectors or alerts to: an `Engine`, its `reference`, or of another configuration its name alone. What is left out follows
 * from the name.
 */
export type EngineReferenceArgs = EngineReference

/** What constructs need to know of an engine of the same program. */
interface EngineParts {
  readonly reference: EngineReference
  readonly hasNetwork: boolean
  /** What has to be there before anything is declared in its state. */
  readonly state: readonly ITerraformDependable[]
  /** What has to be there before it is asked for anything. */
  readonly ready: readonly ITerraformDependable[]
  readonly stack: TerraformStack
}

const known = new WeakMap<object, EngineParts>()

/** Keeps what other constructs need to know of an engine. */
export function rememberEngine(engine: object, parts: EngineParts): void {
  known.set(engine, parts)
  known.set(parts.reference, parts)
}

/** Looks at an engine for a construct: its reference, and what declarations wait for where that is in the same stack. */
export function viewEngine(
  scope: Construct,
  engine: EngineReferenceArgs,
): {
  readonly reference: EngineReference
  readonly state: readonly ITerraformDependable[]
  readonly ready: readonly ITerraformDependable[]
  /** Whether it is in a VPC; undefined for an engine that is not of this program. */
  readonly hasNetwork: boolean | undefined
} {
  const parts = known.get(engine)
  if (parts === undefined) return { reference: fields(engine), state: [], ready: [], hasNetwork: undefined }
  const { reference, hasNetwork, state, ready, stack } = parts
  // Terraform orders resources of one configuration alone; another stack is applied before.
  const isSame = stack === TerraformStack.of(scope)
  return { reference, hasNetwork, state: isSame ? state : [], ready: isSame ? ready : [] }
}

/** The fields alone, of what may have more to it. */
function fields(engine: EngineReferenceArgs): EngineReference {
  return Object.fromEntries(
    KEYS.flatMap((key) => (engine[key] === undefined ? [] : [[key, engine[key]]])),
  ) as unknown as EngineReference
}

const KEYS = [
  'name',
  'account',
  'region',
  'partition',
  'stateBucket',
  'statePrefix',
  'stateKeyArn',
  'functionArn',
  'scheduleGroup',
  'roleArn',
  'schedulerRoleArn',
  'deadLetterQueueArn',
  'rolePath',
  'permissionsBoundary',
  'roles',
] as const satisfies readonly (keyof EngineReference)[]
