import { compilePolicy, type CompiledPolicy, type CompiledStatement } from '../evaluate/index.ts'
import { normalStatement } from './normal-form.ts'

/** A policy to compare. */
export interface ReadPolicy {
  readonly compiled: CompiledPolicy
  /** What it is attached to: only policies of resources (and roles: trust policies) name principals. */
  readonly attachedTo: 'identity' | 'resource' | 'nothing'
  /** The meaning of each statement as text: equal texts, equal statements. */
  readonly meanings: ReadonlyMap<CompiledStatement, string>
}

/**
 * Reads a policy for a comparison. Spellings whose meaning is plain are accepted: `allow` for Allow, an account alone as
 * Principal.
 *
 * @throws {EvaluationError} when it is malformed
 */
export function readPolicy(document: unknown, name: string): ReadPolicy {
  const plain = withPlainSpelling(document)
  const statements = isObject(plain) && Array.isArray(plain['Statement']) ? plain['Statement'] : []
  const named = statements.some((each) => isObject(each) && ('Principal' in each || 'NotPrincipal' in each))
  const attachedTo = statements.length === 0 ? 'nothing' : named ? 'resource' : 'identity'
  const compiled = compilePolicy(plain, named ? 'resource policy' : 'identity policy', name)
  const variables = isObject(plain) && plain['Version'] === '2012-10-17'
  const meanings = new Map(
    compiled.statements.map((statement, i) => [statement, JSON.stringify(normalStatement(statements[i], variables))]),
  )
  return { compiled, attachedTo, meanings }
}

type Json = Readonly<Record<string, unknown>>

function withPlainSpelling(document: unknown): unknown {
  const policy =
    Array.isArray(document) && document.every((each) => isObject(each) && Object.keys(each).length === 0)
      ? {}
      : document
  if (!isObject(policy)) return policy
  const { Statement: statement = [], ...rest } = policy
  const list: readonly unknown[] = Array.isArray(statement) ? statement : [statement]
  return { ...rest, Statement: list.map((each) => (isObject(each) ? plainStatement(each) : each)) }
}

function plainStatement(statement: Json): Json {
  const { Effect: effect } = statement
  const plain: Record<string, unknown> = { ...statement }
  if (typeof effect === 'string' && /^(?:allow|deny)$/i.test(effect)) {
    plain['Effect'] = effect.toLowerCase() === 'allow' ? 'Allow' : 'Deny'
  }
  for (const element of ['Principal', 'NotPrincipal']) {
    const value = statement[element]
    if (typeof value === 'string' && value !== '*') plain[element] = { AWS: value }
  }
  return plain
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
