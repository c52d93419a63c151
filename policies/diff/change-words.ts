import { statementName } from '../evaluate/index.ts'
import type { AccessChange } from './access-change.ts'

const MOST_NAMES = 5

const LIFTED = {
  'own permission': ', without a permission of their own',
  boundary: ', whatever their permissions boundary and session policies',
} as const

/** A change in one sentence, with an example. */
export function changeWords(change: Omit<AccessChange, 'words'>, gives: 'before' | 'after'): string {
  const { principal, action, resource, condition, except, lifts, statement, deniedBy } = change
  const who =
    principal.length === 0 ? 'Whoever has the policy' : principal.includes('*') ? 'Everybody' : some(principal)
  const only = gives === 'after' ? 'not only' : 'except'
  const verb = gives === 'after' ? 'may now' : 'may no longer'
  const on = resource.length === 0 ? '' : ` on ${resource.includes('*') ? 'every resource' : some(resource)}`
  const when = condition.length === 0 ? '' : `, when ${condition.join(' and ')}`
  const unless = except.condition.length === 0 ? '' : `, ${only} when ${except.condition.join(' or when ')}`
  const own = lifts === null ? '' : LIFTED[lifts]
  const before = gives === 'after' ? `denied it before` : `denies it`
  const because = deniedBy === null ? '' : `; ${statementName(deniedBy)} ${before}`
  return (
    `${who}${but(except.principal, only)} ${verb} ${some(action)}${but(except.action, only)}${on}${but(except.resource, only)}${when}${unless}${own}` +
    `${because} (${statementName(statement)}). Example: ${example(change)}.`
  )
}

function example({ principal, witness }: Omit<AccessChange, 'words'>): string {
  const who = principal.length === 0 ? '' : ` by ${witness.principal}`
  const context = Object.entries(witness.contextVariables ?? {})
    // It follows from who asks.
    .filter(([key]) => key !== 'aws:PrincipalArn')
    .map(([key, value]) => `${key} ${JSON.stringify(value)}`)
  return `${witness.action} on ${witness.resource.resource}${who}${context.length === 0 ? '' : ` with ${context.join(', ')}`}`
}

function but(texts: readonly string[], only: string): string {
  return texts.length === 0 ? '' : ` (${only} ${some(texts)})`
}

function some(texts: readonly string[]): string {
  return texts.length > MOST_NAMES
    ? `${texts.slice(0, MOST_NAMES).join(', ')} and ${texts.length - MOST_NAMES} more`
    : texts.join(', ')
}
