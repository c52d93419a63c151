import type { Finding } from '../finding.ts'
import type { Draft } from '../lookout-metrics/index.ts'
import { placeholdersIn } from '../placeholder.ts'
import { checkedSpec, type MigratedDetector } from './checked-spec.ts'
import { fromApi } from './from-api.ts'
import { fromPulumi, fromTerraformShow, fromTerraformState } from './from-states.ts'
import { fromTemplate } from './from-template.ts'
import type { Found, Input, MigrationFile } from './input.ts'
import { joinResources } from './join-resources.ts'
import { migratedDetector } from './migrated-detector.ts'
import { migrationFinding, migrationProblem, type MigrationProblem } from './problem.ts'
import { readInputs } from './read-inputs.ts'
import { recognize } from './recognize.ts'
import type { SourceNode } from '../text-tree/source-node.ts'
import type { UnknownValue } from './template-values.ts'

/** What a migration may be told. */
export interface MigrationOptions {
  /** Values of parameters of templates, and of anything else that is not known, by the name in its placeholder. */
  readonly parameters?: ReadonlyMap<string, string>
  /** Whether the old service roles stay in the specs. Default: new ones are made. */
  readonly keepRoles?: boolean
}

/** What came of a migration. */
export interface Migration {
  readonly detectors: readonly MigratedDetector[]
  /** What is to be said of the files: file by file, in the order of their text. What a check finds in a spec is with its detector. */
  readonly findings: readonly Finding[]
}

/**
 * Turns what people had with the original service into specs: templates of CloudFormation, states of Pulumi and Terraform, answers
 * of the API. Several files together make the specs. Never throws for what is in a file.
 */
export function migrate(files: readonly MigrationFile[], options: MigrationOptions = {}): Migration {
  const { parameters = new Map<string, string>(), keepRoles = false } = options
  const sources = files.map((file) => resourcesOf(file, parameters))
  const problems = sources.flatMap((source) => source.problems)
  const joined = joinResources(
    sources.flatMap(({ found }) => found),
    sources.flatMap(({ tags }) => tags),
  )
  const made = joined.detectors.map((detector) => migratedDetector(detector, keepRoles))
  const unresolved = new Set<string>()
  const used = new Set(sources.flatMap((source) => [...source.used]))
  const drafts = made.map(({ name, draft, problems: own }) => {
    const complete = withGiven(draft, parameters, used)
    return {
      detector: checkedSpec(name, complete as Draft, [...new Set(files.map((file) => file.name))]),
      problems: own,
      names: placeholdersOf(complete),
    }
  })
  for (const { names } of drafts) for (const name of names) unresolved.add(name)
  const unknown = sources.flatMap((source) => source.unknown).filter(({ args }) => unresolved.has(String(args['name'])))
  const told = new Set(unknown.map(({ args }) => args['name']))
  const order = new Map(files.map(({ name }, index) => [name, index]))
  return {
    // What has been said of a value in a template need not be said of its place in the spec.
    detectors: drafts.map(({ detector }) => ({
      ...detector,
      findings: detector.findings.filter(({ code, args }) => code !== 'PLACEHOLDER_LEFT' || !told.has(args['name'])),
    })),
    findings: [
      ...problems,
      ...joined.problems,
      ...drafts.flatMap((each) => each.problems),
      ...unknown,
      ...[...parameters.keys()].filter((name) => !used.has(name)).map(unusedParameter),
    ]
      .map(migrationFinding)
      .toSorted(
        (one, other) =>
          (order.get(one.file) ?? files.length) - (order.get(other.file) ?? files.length) ||
          (one.line ?? 0) - (other.line ?? 0),
      ),
  }
}

interface FileResources {
  readonly found: readonly Found[]
  readonly tags: readonly { readonly node: SourceNode; readonly input: Input }[]
  readonly problems: readonly MigrationProblem[]
  /** Of each value that the file does not say. */
  readonly unknown: readonly MigrationProblem[]
  /** Given values that were used. */
  readonly used: readonly string[]
}

function resourcesOf(file: MigrationFile, parameters: ReadonlyMap<string, string>): FileResources {
  const { inputs, problems } = readInputs(file)
  const all = inputs.map((input) => ofInput(input, parameters))
  return {
    found: all.flatMap(({ found }) => found),
    tags: all.flatMap(({ tags }) => tags),
    problems: [...problems, ...all.flatMap((each) => each.problems)],
    unknown: all.flatMap(({ unknown }) => unknown),
    used: all.flatMap(({ used }) => used),
  }
}

function ofInput(input: Input, parameters: ReadonlyMap<string, string>): FileResources {
  const nothing = { tags: [], unknown: [], used: [] }
  const known = recognize(input)
  switch (known?.kind) {
    case undefined:
      return {
        ...nothing,
        found: [],
        problems: [migrationProblem('INPUT_UNKNOWN', { ...input, node: input.root }, {})],
      }
    case 'cloudformation': {
      const { found, problems, unknown, used } = fromTemplate(known.input, parameters)
      return { tags: [], found, problems, unknown: unresolvedProblems(unknown, known.input), used: [...used] }
    }
    case 'pulumi':
      return { ...nothing, ...fromPulumi(known.input) }
    case 'terraform-state':
      return { ...nothing, ...fromTerraformState(known.input) }
    case 'terraform-show':
      return { ...nothing, ...fromTerraformShow(known.input) }
    case 'api':
      return { ...nothing, ...fromApi(known.input) }
  }
}

function unresolvedProblems(unknown: ReadonlyMap<string, UnknownValue>, input: Input): readonly MigrationProblem[] {
  return [...unknown].map(([name, { reason, node }]) =>
    migrationProblem('VALUE_UNRESOLVED', { ...input, node }, { name, reason }),
  )
}

function unusedParameter(name: string): MigrationProblem {
  return migrationProblem('PARAMETER_UNUSED', { file: '', text: null, node: { path: [], offset: null } }, { name })
}

/** With what was given for the placeholders that no template has. */
function withGiven(value: unknown, given: ReadonlyMap<string, string>, used: Set<string>): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(/<<([^<>\n]+)>>/g, (whole, name: string) => {
      const known = given.get(name)
      if (known !== undefined) used.add(name)
      return known ?? whole
    })
  }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => withGiven(item, given, used))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withGiven(item, given, used)]))
}

function placeholdersOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return placeholdersIn(value)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => [...placeholdersIn(key), ...placeholdersOf(item)])
}
