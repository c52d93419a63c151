import type { Finding, FindingLevel } from '../../spec/finding.ts'
import { loadFacts, type Facts } from '../facts/index.ts'
import { NO_CONTEXT, type LintContext } from './context.ts'
import { UNKNOWN } from './glob.ts'
import { describeLint, LINT_TEXTS } from './lint-texts.ts'
import type { PolicyType } from './policy-type.ts'
import type { PolicyView } from './policy-view.ts'
import { readPolicies, viewDocument, type PolicyFile } from './read-policies.ts'
import type { LintProblem } from './rule.ts'
import { RULES } from './rules/index.ts'
import { servicesNamed } from './services.ts'
import { addSharedExternalIds } from './shared-external-ids.ts'
import type { SourceNode } from '../../spec/text-tree/source-node.ts'

/** A text that may hold policies. */
export interface PolicySource {
  readonly text: string
  /** As the user named it. */
  readonly file: string
}

/** What policies are for, and what is known beyond them. */
export interface LintOptions extends Partial<LintContext> {
  /** Null (the default) tells it by shape and place. */
  readonly type?: PolicyType | null
}

/** Levels, worst first. */
export const LEVELS: readonly FindingLevel[] = ['error', 'security-warning', 'warning', 'suggestion']

/**
 * Checks the policies of some texts: JSON or YAML policies, CloudFormation templates, Terraform plans.
 *
 * @param sources - checked together: some flaws are between policies
 * @returns for each source its findings, in the order of its text; never throws for what is in a text
 */
export async function lintPolicies(
  sources: readonly PolicySource[],
  options: LintOptions = {},
): Promise<readonly (readonly Finding[])[]> {
  const files = sources.map(({ text }) => readPolicies(text, options.type ?? null))
  const found = await lintFiles(files, options)
  return files.map((file, index) => {
    const problems = found[index]!.toSorted((one, other) => (one.node.offset ?? 0) - (other.node.offset ?? 0))
    return problems.map((problem) => toFinding(problem, sources[index]!.file, file))
  })
}

/**
 * Checks a policy in memory.
 *
 * @param document - a policy, or what has policies inside
 */
export async function lintDocument(document: unknown, options: LintOptions = {}): Promise<readonly Finding[]> {
  const file = viewDocument(document, options.type ?? null)
  const [problems = []] = await lintFiles([file], options)
  return problems.map((problem) => toFinding(problem, '', null))
}

async function lintFiles(
  files: readonly PolicyFile[],
  options: LintOptions,
): Promise<readonly (readonly LintProblem[])[]> {
  const facts = await loadFacts(servicesNamed(files.flatMap(({ policies }) => policies)))
  const context = { ...NO_CONTEXT, ...options }
  const checked = files.map((file) =>
    file.policies.map((policy) => ({ policy, problems: [...checkPolicy(policy, facts, context)] })),
  )
  addSharedExternalIds(checked.flat())
  return files.map((file, index) => [...file.problems, ...checked[index]!.flatMap(({ problems }) => problems)])
}

/** All rules about one policy. What only a template's deployment can know is no error. */
function checkPolicy(policy: PolicyView, facts: Facts, context: LintContext): readonly LintProblem[] {
  return RULES.flatMap((rule) => [...rule.check(policy, facts, context)]).filter(
    (problem) => levelOf(problem) !== 'error' || !isUnknown(problem.node),
  )
}

function isUnknown(node: SourceNode): boolean {
  return node.kind === 'scalar' && typeof node.value === 'string' && node.value.includes(UNKNOWN)
}

function levelOf({ code, level }: LintProblem): FindingLevel {
  return level ?? LINT_TEXTS[code].level
}

function toFinding(problem: LintProblem, file: string, from: PolicyFile | null): Finding {
  const { code, node, args } = problem
  const place = from === null ? null : from.place(node.offset ?? 0)
  return {
    code,
    level: levelOf(problem),
    file,
    path: node.path,
    line: place?.line ?? null,
    column: place?.column ?? null,
    args,
    ...describeLint(code, args),
  }
}
