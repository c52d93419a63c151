import type { PolicyOf } from './documents.ts'

/** A statement of a policy, as far as it has the right shape; what is wrong with the shape, the linter says. */
export interface StatementOf {
  /** `policy.Statement[0]` */
  readonly place: string
  readonly effect: string
  /** Kind and value; the lone star is `*: *`. */
  readonly principals: readonly { readonly kind: string; readonly value: string }[]
  readonly actions: readonly string[]
  readonly notActions: readonly string[]
  readonly resources: readonly string[]
  readonly notResources: readonly string[]
  /** Condition keys, lower case. */
  readonly conditionKeys: readonly string[]
}

/** The statements of a policy; none when it cannot be read. */
export function statementsOf({ property, text }: PolicyOf): readonly StatementOf[] {
  const document = read(text)
  const statements = isRecord(document) ? list(document['Statement']) : []
  return statements.filter(isRecord).map((statement, index) => ({
    place: `${property}.Statement[${index}]`,
    effect: String(statement['Effect']),
    principals: principalsOf(statement['Principal']),
    actions: texts(statement['Action']),
    notActions: texts(statement['NotAction']),
    resources: texts(statement['Resource']),
    notResources: texts(statement['NotResource']),
    conditionKeys: list(statement['Condition'])
      .filter(isRecord)
      .flatMap((operators) => Object.values(operators))
      .filter(isRecord)
      .flatMap((keys) => Object.keys(keys).map((key) => key.toLowerCase())),
  }))
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // the linter reports it
  }
}

function principalsOf(value: unknown): StatementOf['principals'] {
  if (value === '*') return [{ kind: '*', value: '*' }]
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([kind, of]) => texts(of).map((one) => ({ kind, value: one })))
}

function texts(value: unknown): readonly string[] {
  return list(value).filter((one) => typeof one === 'string')
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
