import type { FindingLevel } from '../../spec/finding.ts'
import type { Facts } from '../facts/index.ts'
import type { LintContext } from './context.ts'
import type { LintArgs, LintCode } from './lint-texts.ts'
import type { PolicyView } from './policy-view.ts'
import type { SourceNode } from '../../spec/text-tree/source-node.ts'

/** Looks for one flaw, or a family of flaws that one look tells apart. */
export interface Rule {
  /** What it can find. */
  readonly codes: readonly LintCode[]
  check(policy: PolicyView, facts: Facts, context: LintContext): Iterable<LintProblem>
}

/** A finding before it has a place in a file and words. */
export interface LintProblem {
  readonly code: LintCode
  readonly node: SourceNode
  readonly args: Readonly<Record<string, unknown>>
  /** Instead of the code's own level. */
  readonly level: FindingLevel | null
}

/**
 * Makes a problem.
 *
 * @param node - where it stands
 * @param level - where this case is not as bad as the code's own level, or as certain
 */
export function found<Code extends LintCode>(
  code: Code,
  node: SourceNode,
  args: LintArgs<Code>,
  level: FindingLevel | null = null,
): LintProblem {
  return { code, node, args: args as LintProblem['args'], level }
}

/** Keeps the type of a rule, for a file to export. */
export function rule(definition: Rule): Rule {
  return definition
}
