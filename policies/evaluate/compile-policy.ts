import type { PolicyRole } from './evaluation.ts'
import { EvaluationError } from './evaluation-error.ts'
import { compileStatement, type CompiledStatement } from './compile-statement.ts'
import { describe } from './describe.ts'

/** A checked policy, ready to be matched with many requests. Make it with `compilePolicy`. */
export interface CompiledPolicy {
  readonly kind: PolicyRole
  readonly name: string
  readonly statements: readonly CompiledStatement[]
}

const ELEMENTS = new Set(['Version', 'Id', 'Statement'])

/**
 * Checks a policy and prepares it for many requests.
 *
 * @param document - the policy as parsed JSON; without Version it is of 2008-10-17, which has no variables
 * @param kind - decides which elements it must and must not have
 * @param name - for explanations and errors
 * @throws {EvaluationError} when it is malformed: nothing is guessed
 */
export function compilePolicy(document: unknown, kind: PolicyRole, name: string): CompiledPolicy {
  if (!isRecord(document)) throw new EvaluationError('POLICY_NOT_OBJECT', name, [], describe(document))
  for (const element of Object.keys(document)) {
    if (!ELEMENTS.has(element)) throw new EvaluationError('POLICY_ELEMENT_UNKNOWN', name, [element], element)
  }
  const version = document['Version'] ?? '2008-10-17'
  if (version !== '2012-10-17' && version !== '2008-10-17') {
    throw new EvaluationError('POLICY_VERSION_UNKNOWN', name, ['Version'], describe(version))
  }
  const id = document['Id']
  if (id !== undefined && typeof id !== 'string') throw new EvaluationError('VALUE_INVALID', name, ['Id'], describe(id))
  const statement = document['Statement']
  const list: readonly unknown[] = Array.isArray(statement) ? statement : [statement]
  const statements = list.map((each, index) => {
    const path = Array.isArray(statement) ? ['Statement', index] : ['Statement']
    if (!isRecord(each)) throw new EvaluationError('STATEMENT_MISSING', name, path, describe(each))
    return compileStatement(each, index, { kind, name, path, variables: version === '2012-10-17' })
  })
  return { kind, name, statements }
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
