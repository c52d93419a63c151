import type { Facts } from '../facts/index.ts'
import type { CompiledPolicy } from './compile-policy.ts'
import type { CompiledStatement } from './compile-statement.ts'
import { statementName, whyText } from './explain.ts'
import { matchStatement, type Match, type Mismatch } from './match-statement.ts'
import type { Closeness } from './principal-pattern.ts'
import type { RequestView } from './request-view.ts'
import { knowsResourceControl } from './resource-fits.ts'

/** A statement that allows a request. */
export interface Grant {
  readonly statement: CompiledStatement
  readonly closeness: Closeness
}

/** Which statements are about a request; each is compared once. */
export class Matches {
  readonly view: RequestView
  /** Whether resource control policies apply to the service. */
  readonly resourceControl: boolean
  readonly #found = new Map<CompiledStatement, Match | Mismatch>()

  constructor(view: RequestView, facts: Facts | undefined) {
    this.view = view
    this.resourceControl = facts === undefined || knowsResourceControl(view, facts)
  }

  of(statement: CompiledStatement): Match | Mismatch {
    const known = this.#found.get(statement)
    if (known !== undefined) return known
    const found = matchStatement(statement, this.view)
    this.#found.set(statement, found)
    return found
  }

  /** The first Deny that matches. */
  denial(policies: readonly CompiledPolicy[]): CompiledStatement | null {
    for (const { statements } of policies) {
      for (const statement of statements) {
        if (statement.reference.effect === 'Deny' && this.of(statement).element === null) return statement
      }
    }
    return null
  }

  /** The Allow that names the caller most closely. */
  grant(policies: readonly CompiledPolicy[]): Grant | null {
    let best: Grant | null = null
    for (const { statements } of policies) {
      for (const statement of statements) {
        if (statement.reference.effect !== 'Allow') continue
        const found = this.of(statement)
        if (found.element !== null) continue
        if (found.closeness === 'direct') return { statement, closeness: 'direct' }
        if (best === null || found.closeness === 'role') best = { statement, closeness: found.closeness }
      }
    }
    return best
  }

  /** The Allow that comes nearest to matching, as a hint. */
  hint(policies: readonly CompiledPolicy[]): string {
    const order = ['Action', 'Principal', 'Resource', 'Condition']
    let nearest: { readonly statement: CompiledStatement; readonly found: Mismatch; readonly rank: number } | null =
      null
    for (const { statements } of policies) {
      for (const statement of statements) {
        const found = this.of(statement)
        if (statement.reference.effect !== 'Allow' || found.element === null) continue
        const rank = order.indexOf(found.element)
        if (rank > 0 && rank > (nearest?.rank ?? 0)) nearest = { statement, found, rank }
      }
    }
    if (nearest === null) return ''
    return ` Nearest is ${statementName(nearest.statement.reference)}: ${whyText(nearest.statement, nearest.found, this.view)}.`
  }
}
