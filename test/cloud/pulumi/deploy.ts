import { cp } from 'node:fs/promises'
import { basename } from 'node:path'
import {
  type ConfigMap,
  type EngineEvent,
  LocalWorkspace,
  type OpType,
  PulumiCommand,
  type PulumiFn,
  type Stack,
} from '@pulumi/pulumi/automation/index.js'
import { environment, freshFolder, pulumi } from './environment.ts'

/** What to deploy: a function, or a folder with a Pulumi.yaml, which is copied first unless it is the test's own. */
export type Program = PulumiFn | { readonly workDir: string; readonly inPlace?: boolean }

/** Options of {@link deploy}. */
export interface DeployOptions {
  /** @default "test" for a function; a folder's Pulumi.yaml says it */
  readonly project?: string
  /** @default "dev" */
  readonly stack?: string
  readonly config?: Readonly<Record<string, string>>
  /** Folders with `pulumi-resource-*` programs. */
  readonly plugins?: readonly string[]
  /** Beside what {@link environment} sets, such as credentials for the emulator. */
  readonly env?: Readonly<Record<string, string>>
  /** Policy packs that judge every preview and update: executables, or folders with a PulumiPolicy.yaml. */
  readonly policyPacks?: readonly string[]
  /** Levels and settings of the policies, a file for each pack. */
  readonly policyPackConfigs?: readonly string[]
  /** State and folder of another deployment, so that one stack can refer to the other. */
  readonly beside?: Deployment
}

/** What the engine did with a resource, or would do. */
export interface Step {
  readonly op: OpType
  readonly urn: string
  readonly type: string
  /** The logical name. */
  readonly name: string
  /** Paths of the properties that differ, sorted; empty unless an update or replacement. */
  readonly changed: readonly string[]
}

/** What a policy of a pack has against a resource, or against the stack. */
export interface Violation {
  readonly policy: string
  readonly level: 'advisory' | 'mandatory'
  /** The logical name of the resource. */
  readonly name: string
  readonly message: string
}

/** What an operation came to. */
export interface Outcome {
  readonly violations: readonly Violation[]
  /** How many resources each kind of step concerned: `{ create: 3 }`; `{ same: 3 }` when there was nothing to do. */
  readonly changes: Readonly<Partial<Record<OpType, number>>>
  /** Every step but `same`, in the order in which they began. */
  readonly steps: readonly Step[]
  /** Warnings and messages, in order, without colours; not what the engine notes for its debugging. */
  readonly messages: readonly string[]
}

/** A resource in the state of a stack. */
export interface DeployedResource {
  readonly urn: string
  readonly type: string
  /** The logical name. */
  readonly name: string
  readonly custom: boolean
  readonly id?: string
  readonly parent?: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly outputs: Readonly<Record<string, unknown>>
  readonly protect: boolean
  readonly retainOnDelete: boolean
}

/** An operation that the engine refused or could not finish. */
export class DeploymentError extends Error {
  /** Every error and what programs wrote to their standard error, without colours. */
  readonly problems: readonly string[]
  /** What was done before. */
  readonly outcome: Outcome

  constructor(operation: string, problems: readonly string[], outcome: Outcome) {
    super(`pulumi ${operation} failed:\n${problems.join('\n')}`)
    this.name = 'DeploymentError'
    this.problems = problems
    this.outcome = outcome
  }
}

/** A stack that the real Pulumi command works on. Its methods throw {@link DeploymentError}. */
export interface Deployment {
  /** Folder of the state. */
  readonly home: string
  /** Name of the stack as `StackReference` wants it. */
  readonly reference: string
  /** @param program - replaces the program from now on; only where a function was deployed */
  up(program?: PulumiFn): Promise<Outcome>
  /** @param program - looked at this once */
  preview(program?: PulumiFn): Promise<Outcome>
  refresh(): Promise<Outcome>
  destroy(): Promise<Outcome>
  /** All resources of the state, the stack's own and providers included. */
  resources(): Promise<readonly DeployedResource[]>
  /** The stack's outputs; secrets in clear. */
  outputs(): Promise<Readonly<Record<string, unknown>>>
}

/**
 * Makes a stack in a folder of its own. Nothing is deployed before `up`.
 *
 * @throws when this run of the tests has no Pulumi command
 */
export async function deploy(program: Program, options: DeployOptions = {}): Promise<Deployment> {
  const home = options.beside?.home ?? (await freshFolder())
  const { project = 'test', stack: name = 'dev' } = options
  const stack = await (typeof program === 'function'
    ? LocalWorkspace.createOrSelectStack(
        { projectName: project, stackName: name, program },
        { ...(await workspace(home, options)), workDir: await freshFolder() },
      )
    : LocalWorkspace.createOrSelectStack(
        { stackName: name, workDir: program.inPlace === true ? program.workDir : await copyOf(program.workDir) },
        await workspace(home, options),
      ))
  if (options.config !== undefined) await stack.setAllConfig(configMap(options.config))
  const { name: ofProject } = await stack.workspace.projectSettings()
  return deploymentOf(stack, home, `organization/${ofProject}/${name}`, options)
}

function deploymentOf(stack: Stack, home: string, reference: string, options: DeployOptions): Deployment {
  const judged = {
    color: 'never' as const,
    policyPacks: [...(options.policyPacks ?? [])],
    policyPackConfigs: [...(options.policyPackConfigs ?? [])],
  }
  let current = stack.workspace.program
  return {
    home,
    reference,
    up: (program) => {
      current = program ?? current
      return observe('up', (onEvent) => stack.up({ ...withProgram(current), ...judged, onEvent }))
    },
    preview: (program) =>
      observe('preview', (onEvent) => stack.preview({ ...withProgram(program ?? current), ...judged, onEvent })),
    refresh: () => observe('refresh', (onEvent) => stack.refresh({ onEvent, color: 'never' })),
    destroy: () => observe('destroy', (onEvent) => stack.destroy({ onEvent, color: 'never' })),
    resources: async () => {
      const { deployment } = (await stack.exportStack()) as { deployment: { resources?: readonly StateResource[] } }
      return (deployment.resources ?? []).map(resourceOf)
    },
    outputs: async () =>
      Object.fromEntries(Object.entries(await stack.outputs()).map(([key, { value }]) => [key, value as unknown])),
  }
}

async function observe(operation: string, act: (onEvent: (event: EngineEvent) => void) => Promise<unknown>) {
  const events: EngineEvent[] = []
  try {
    await act((event) => events.push(event))
  } catch (cause) {
    // The engine's own messages in place of the cause, which holds the same several times over.
    const problems = messagesOf(events, ({ severity }) => severity === 'error' || severity === 'info#err')
    throw new DeploymentError(operation, problems.length > 0 ? problems : [String(cause)], outcomeOf(events))
  }
  return outcomeOf(events)
}

function outcomeOf(events: readonly EngineEvent[]): Outcome {
  // Only when it has read a resource does a refresh know what becomes of it.
  const afterwards = new Map(
    events.flatMap(({ resOutputsEvent: event }) => (event ? [[event.metadata.urn, event]] : [])),
  )
  const steps = events
    .flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? [])
    .map((step) => (step.op === 'refresh' ? (afterwards.get(step.urn)?.metadata ?? step) : step))
  return {
    changes: events.findLast(({ summaryEvent }) => summaryEvent !== undefined)?.summaryEvent?.resourceChanges ?? {},
    steps: steps
      .filter(({ op }) => op !== 'same')
      .map(({ op, urn, type, detailedDiff, diffs }) => ({
        op,
        urn,
        type,
        name: nameOf(urn),
        changed: Object.keys(detailedDiff ?? Object.fromEntries((diffs ?? []).map((key) => [key, true]))).toSorted(),
      })),
    messages: messagesOf(events, ({ severity, ephemeral }) => SHOWN.has(severity) && ephemeral !== true),
    violations: events.flatMap(({ policyEvent }) =>
      policyEvent === undefined
        ? []
        : [
            {
              policy: policyEvent.policyName,
              // The command writes `advisory`, whatever the type says.
              level: policyEvent.enforcementLevel === 'mandatory' ? 'mandatory' : 'advisory',
              name: nameOf(policyEvent.resourceUrn ?? ''),
              message: plainText(policyEvent.message),
            },
          ],
    ),
  }
}

/** The tests put plugins on PATH, which the engine says each time. */
const OF_OUR_PLUGINS = /^using pulumi-\S+ from \$PATH/

const SHOWN = new Set<string>(['info', 'info#err', 'warning', 'error'])

type Diagnostic = NonNullable<EngineEvent['diagnosticEvent']>

function messagesOf(events: readonly EngineEvent[], wanted: (diagnostic: Diagnostic) => boolean): string[] {
  return events
    .flatMap(({ diagnosticEvent }) => diagnosticEvent ?? [])
    .filter(wanted)
    .map(({ message }) => plainText(message))
    .filter((message) => message !== '' && !OF_OUR_PLUGINS.test(message))
}

/** Without marks for colours. */
function plainText(message: string): string {
  return message.replaceAll(/<\{%.*?%\}>/g, '').trim()
}

interface StateResource {
  readonly urn: string
  readonly type: string
  readonly custom?: boolean
  readonly id?: string
  readonly parent?: string
  readonly inputs?: Record<string, unknown>
  readonly outputs?: Record<string, unknown>
  readonly protect?: boolean
  readonly retainOnDelete?: boolean
}

function resourceOf(resource: StateResource): DeployedResource {
  const { urn, type, custom = false, id, parent, inputs = {}, outputs = {} } = resource
  const { protect = false, retainOnDelete = false } = resource
  return {
    urn,
    type,
    name: nameOf(urn),
    custom,
    inputs,
    outputs,
    protect,
    retainOnDelete,
    ...(id === undefined ? {} : { id }),
    ...(parent === undefined ? {} : { parent }),
  }
}

function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf('::') + 2)
}

function withProgram(program: PulumiFn | undefined): { program?: PulumiFn } {
  return program === undefined ? {} : { program }
}

async function workspace(home: string, { plugins = [], env = {} }: DeployOptions) {
  const { root } = pulumi()
  const envVars = { ...environment(home, plugins), ...env }
  return {
    envVars,
    pulumiHome: envVars.PULUMI_HOME!,
    pulumiCommand: await PulumiCommand.get(root === undefined ? {} : { root }),
  }
}

async function copyOf(workDir: string): Promise<string> {
  const copy = await freshFolder()
  await cp(workDir, copy, { recursive: true, filter: (file) => !NOT_COPIED.has(basename(file)) })
  return copy
}

const NOT_COPIED = new Set(['node_modules', '.venv', '__pycache__', 'bin', 'obj'])

function configMap(config: Readonly<Record<string, string>>): ConfigMap {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value }]))
}
