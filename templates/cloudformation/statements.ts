import { policyText, type PolicyText } from '../../plans/index.ts'
import type { PolicyDocument } from '../../policies/index.ts'
import { describeSymbols, substitute, type Expression, type Stand } from './symbols.ts'

/** A policy of a template, and why each of its statements is there. */
export interface TemplatePolicy {
  readonly document: { readonly Version: '2012-10-17'; readonly Statement: readonly unknown[] }
  /** By sid. */
  readonly reasons: Readonly<Record<string, string>>
}

/** Which of a template's conditions hold. */
export type Holds = (condition: string) => boolean

const NO_VALUE: Expression = { Ref: 'AWS::NoValue' }

/**
 * A policy whose statements depend on conditions: it is planned for each way in which they can hold, and what differs between two becomes
 * `Fn::If`.
 *
 * @param conditions - names; the plan is made twice for each
 */
export function decidePolicy(
  conditions: readonly string[],
  plan: (holds: Holds) => PolicyDocument,
  symbols: readonly Stand[],
): TemplatePolicy {
  return decideText(conditions, (holds) => policyText(plan(holds)), symbols)
}

/** The same for a policy of a report. */
export function decideText(
  conditions: readonly string[],
  plan: (holds: Holds) => Pick<PolicyText, 'policy' | 'statements'>,
  symbols: readonly Stand[],
): TemplatePolicy {
  const reasons: Record<string, string> = {}
  const statements = decide(conditions, (holds) => {
    const { policy, statements: why } = plan(holds)
    for (const { sid, reason } of why) reasons[sid] ??= describeSymbols(reason, symbols)
    return new Map(policy.Statement.map((statement) => [statement.Sid!, substitute(statement, symbols)]))
  })
  return { document: { Version: '2012-10-17', Statement: [...statements.values()] }, reasons }
}

/** Values by key, each `Fn::If` where it depends on a condition; what is not there in a case is no value in it. */
export function decide(
  [first, ...rest]: readonly string[],
  plan: (holds: Holds) => ReadonlyMap<string, unknown>,
): ReadonlyMap<string, unknown> {
  if (first === undefined) return plan(() => false)
  const yes = decide(rest, (holds) => plan((name) => name === first || holds(name)))
  const no = decide(rest, plan)
  const keys = [...new Set([...yes.keys(), ...no.keys()])]
  return new Map(keys.map((key) => [key, choice(first, yes.get(key), no.get(key))]))
}

/** What differs between two cases, as deep inside as possible: a reader sees at once what the condition changes. */
function choice(condition: string, yes: unknown, no: unknown): unknown {
  if (same(yes, no)) return yes
  if (Array.isArray(yes) && Array.isArray(no)) return listChoice(condition, yes, no)
  if (isRecord(yes) && isRecord(no)) {
    const [inner, ...branches] = (yes['Fn::If'] ?? []) as readonly unknown[]
    const [other, ...others] = (no['Fn::If'] ?? []) as readonly unknown[]
    if (inner !== undefined && inner === other) {
      return { 'Fn::If': [inner, ...branches.map((branch, index) => choice(condition, branch, others[index]))] }
    }
    if (!isCall(yes) && !isCall(no)) {
      const keys = [...new Set([...Object.keys(yes), ...Object.keys(no)])]
      return Object.fromEntries(keys.map((key) => [key, choice(condition, yes[key], no[key])]))
    }
  }
  return { 'Fn::If': [condition, yes ?? NO_VALUE, no ?? NO_VALUE] }
}

/** What is in both lists stays; what is in one of them is there under the condition. */
function listChoice(condition: string, yes: readonly unknown[], no: readonly unknown[]): unknown {
  if (yes.length === 1 && no.length === 1) return [choice(condition, yes[0], no[0])]
  return [
    ...yes.map((item) => (has(no, item) ? item : choice(condition, item, undefined))),
    ...no.filter((item) => !has(yes, item)).map((item) => choice(condition, undefined, item)),
  ]
}

function has(list: readonly unknown[], item: unknown): boolean {
  return list.some((other) => same(other, item))
}

function isCall(value: Readonly<Record<string, unknown>>): boolean {
  const [first = '', ...more] = Object.keys(value)
  return more.length === 0 && (first === 'Ref' || first.startsWith('Fn::'))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
