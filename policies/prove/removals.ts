import type { IamPolicy, IamStatement } from '../iam-json.ts'

/** A part of a policy whose removal must change something. */
export interface Part {
  readonly kind: 'statement' | 'principal' | 'action' | 'resource' | 'condition' | 'condition value'
  /** Sid of the statement, or its place in the policy. */
  readonly statement: string
  /** What is removed: an action, an ARN, a condition. */
  readonly text: string
  /** The policies without it. */
  readonly without: readonly IamPolicy[]
}

/**
 * Every part of policies, each with the policies that are left when it alone is removed. Of a list with one entry the
 * statement goes, as IAM would refuse it empty; a condition goes whole, and of several values also each alone.
 */
export function partsOf(policies: readonly IamPolicy[]): readonly Part[] {
  return policies.flatMap((policy, index) =>
    policy.Statement.flatMap((statement, at) => {
      const name = statement.Sid ?? `#${at + 1}`
      const replaced = (by: IamStatement | null): readonly IamPolicy[] =>
        policies.with(index, {
          ...policy,
          Statement: by === null ? policy.Statement.toSpliced(at, 1) : policy.Statement.with(at, by),
        })
      const part = (kind: Part['kind'], text: string, by: IamStatement | null): Part => ({
        kind,
        statement: name,
        text,
        without: replaced(by),
      })
      return [
        ...entries(statement, 'Action').map(([text, by]) => part('action', text, by)),
        ...entries(statement, 'Resource').map(([text, by]) => part('resource', text, by)),
        ...principals(statement).map(([text, by]) => part('principal', text, by)),
        ...conditions(statement).map(([kind, text, by]) => part(kind, text, by)),
      ]
    }),
  )
}

function entries(
  statement: IamStatement,
  field: 'Action' | 'Resource',
): readonly (readonly [string, IamStatement | null])[] {
  const list = statement[field] ?? []
  return list.map((entry, at) => [entry, list.length === 1 ? null : { ...statement, [field]: list.toSpliced(at, 1) }])
}

function principals(statement: IamStatement): readonly (readonly [string, IamStatement | null])[] {
  const { Principal } = statement
  if (Principal === undefined || Principal === '*') return []
  const all = Object.entries(Principal).flatMap(([type, list]) => list.map((name) => [type, name] as const))
  return all.map(([type, name]) => {
    if (all.length === 1) return [name, null]
    const left = Object.entries(Principal)
      .map(([kind, list]) => [kind, kind === type ? list.filter((other) => other !== name) : list] as const)
      .filter(([, list]) => list.length > 0)
    return [name, { ...statement, Principal: Object.fromEntries(left) }]
  })
}

function conditions(
  statement: IamStatement,
): readonly (readonly ['condition' | 'condition value', string, IamStatement])[] {
  const { Condition = {}, ...rest } = statement
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).flatMap(([key, values]) => {
      const { [key]: _, ...others } = keys
      const { [operator]: __, ...operators } = Condition
      const left = Object.keys(others).length === 0 ? operators : { ...Condition, [operator]: others }
      const whole: IamStatement = Object.keys(left).length === 0 ? rest : { ...rest, Condition: left }
      const single = values.length < 2 ? [] : values
      return [
        ['condition', `${operator} ${key}`, whole] as const,
        ...single.map((value, at) => {
          const fewer = { ...Condition, [operator]: { ...keys, [key]: values.toSpliced(at, 1) } }
          return ['condition value', `${operator} ${key} = ${value}`, { ...rest, Condition: fewer }] as const
        }),
      ]
    }),
  )
}
