import type { Path, Place } from '../../spec/problem.ts'
import type { PolicyType } from './policy-type.ts'
import { viewPolicy, type PolicyView } from './policy-view.ts'
import { found, type LintProblem } from './rule.ts'
import { findPolicies } from './source/find-policies.ts'
import { DEEPEST, readJson, type Source } from '../../spec/text-tree/json-source.ts'
import { nodeOf, type SourceNode } from '../../spec/text-tree/source-node.ts'
import { readYamlSource } from '../../spec/text-tree/yaml-source.ts'

/** The policies of one file, and what is wrong with the file itself. */
export interface PolicyFile {
  readonly policies: readonly PolicyView[]
  readonly problems: readonly LintProblem[]
  /** Where an offset stands, 1-based. */
  place(offset: number): Place
}

/** Larger than any template that CloudFormation accepts (1 MB) and than most plans; keeps time and memory small. */
const LONGEST_FILE = 8_000_000

/**
 * Reads the policies of a text: a policy, a CloudFormation template or a Terraform plan, as JSON or YAML. Never throws.
 *
 * @param type - what its policies are for; null to tell by their shape and place
 */
export function readPolicies(text: string, type: PolicyType | null): PolicyFile {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  const place = placesOf(source)
  const failed = (problem: LintProblem): PolicyFile => ({ policies: [], problems: [problem], place })
  if (source.length > LONGEST_FILE) {
    return failed(found('DOCUMENT_TOO_LARGE', at(0), { length: source.length, limit: LONGEST_FILE, what: 'file' }))
  }
  const read = readEither(source)
  switch (read.kind) {
    case 'syntax':
      return failed(found('JSON_SYNTAX_ERROR', at(read.offset), { detail: read.detail }))
    case 'too-deep':
      return failed(found('DOCUMENT_TOO_DEEP', at(read.offset), { limit: DEEPEST }))
    case 'tree':
      return { ...policiesIn(read.root, type), place }
  }
}

/** The policies of a document in memory, as `readPolicies` finds them in text. @throws {RangeError} when it is cyclic or endlessly deep */
export function viewDocument(document: unknown, type: PolicyType | null): PolicyFile {
  return { ...policiesIn(nodeOf(document), type), place: () => ({ line: 1, column: 1 }) }
}

function policiesIn(root: SourceNode, type: PolicyType | null): Pick<PolicyFile, 'policies' | 'problems'> {
  const { policies, unknown } = findPolicies(root)
  const problems = unknown.map((node) => found('POLICY_NOT_KNOWN_YET', node, { property: lastKey(node.path) }))
  if (policies.length === 0 && problems.length === 0) problems.push(found('NO_POLICY_FOUND', root, {}))
  return { policies: policies.map((policy) => viewPolicy(policy, type)), problems }
}

/** JSON where the text begins as JSON does; a mapping of YAML may begin with a brace too. */
function readEither(text: string): Source {
  const begins = /^\s*(.)/su.exec(text)?.[1]
  const json = begins === '{' || begins === '[' ? readJson(text) : null
  if (json !== null && json.kind !== 'syntax') return json
  // YAML takes far longer; a broken document of that size is JSON that was cut off.
  if (json !== null && text.length > 200_000) return json
  const yaml = readYamlSource(text)
  const mapping = yaml.kind === 'tree' && yaml.root.kind === 'map'
  if (json !== null) return mapping && !looksLikeBrokenJson(text) ? yaml : json
  if (yaml.kind === 'tree' && yaml.root.kind === 'scalar') {
    return { kind: 'syntax', detail: text.trim() === '' ? 'the file is empty' : 'a mapping was expected', offset: 0 }
  }
  return yaml
}

/** With quotes around its keys it was meant as JSON, whatever YAML makes of it. */
function looksLikeBrokenJson(text: string): boolean {
  return /^\s*[[{]\s*"/.test(text)
}

function at(offset: number): SourceNode {
  return { kind: 'scalar', path: [], offset, value: null }
}

function lastKey(path: Path): string {
  return String(path.at(-1) ?? '')
}

/** Finds lines by their beginnings, which are looked for once and only when asked. */
function placesOf(text: string): (offset: number) => Place {
  let starts: readonly number[] | null = null
  return (offset) => {
    starts ??= [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]
    const next = starts.findIndex((start) => start > offset)
    const line = next < 0 ? starts.length : next
    return { line, column: Math.min(offset, text.length) - (starts[line - 1] ?? 0) + 1 }
  }
}
