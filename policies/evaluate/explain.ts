import type { CompiledStatement } from './compile-statement.ts'
import type { Condition } from './condition.ts'
import type { StatementReference } from './evaluation.ts'
import type { Match, Mismatch } from './match-statement.ts'
import type { RequestView } from './request-view.ts'

/** A statement by name: `statement 2 "ReadData" of the identity policy "app"`. */
export function statementName({ policy, kind, index, sid }: StatementReference): string {
  const named = sid === null || sid === '' ? '' : ` "${sid}"`
  return `statement ${index}${named} of the ${policy === kind ? kind : `${kind} "${policy}"`}`
}

/** Why a statement is or is not about a request, in words. */
export function whyText(statement: CompiledStatement, found: Match | Mismatch, view: RequestView): string {
  switch (found.element) {
    case null:
      return matchText(statement, found)
    case 'Action':
      return elementText(statement.action, 'Action', view.actionText)
    case 'Principal':
      return statement.principal === null ? '' : elementText(statement.principal, 'Principal', view.caller.text)
    case 'Resource':
      return statement.resource === null ? '' : elementText(statement.resource, 'Resource', view.resource)
    case 'Condition':
      return conditionText(found.condition, view)
  }
}

function matchText({ principal, conditions }: CompiledStatement, { closeness }: Match): string {
  const who =
    principal === null
      ? []
      : [{ direct: 'the caller', role: "the session's role", account: "the caller's account" }[closeness]]
  const parts = [...who, 'the action', 'the resource', ...(conditions.length === 0 ? [] : ['every condition'])]
  return `it matches ${parts.join(', ')}`
}

function elementText(
  { not, texts }: { readonly not: boolean; readonly texts: readonly string[] },
  element: string,
  value: string,
): string {
  return not ? `Not${element} excludes ${value}` : `${element} is ${list(texts)}, not ${value}`
}

function conditionText({ operator, key, values }: Condition, { context }: RequestView): string {
  const actual = context.get(key.toLowerCase())
  const wanted = `${operator} ${key} ${list(values.map((value) => JSON.stringify(value)))}`
  if (actual === undefined)
    return `the condition ${wanted} does not hold: ${key} is not in the request${absentHelp(key)}`
  return `the condition ${wanted} does not hold: it is ${actual.length === 0 ? 'without values' : list(actual.map((value) => JSON.stringify(value)))}`
}

function absentHelp(key: string): string {
  return key.toLowerCase() === 'aws:principalarn'
    ? ' (AWS always sends it; give it, because the path of a role is not in the ARN of its session)'
    : ''
}

function list(texts: readonly string[]): string {
  if (texts.length === 0) return '(nothing)'
  const shown = texts.slice(0, 4).join(', ')
  return texts.length > 4 ? `${shown} and ${texts.length - 4} more` : shown
}
