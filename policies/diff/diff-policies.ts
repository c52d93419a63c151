import type { PolicyDiff } from './access-change.ts'
import { describeChanges } from './describe-changes.ts'
import { DiffError } from './diff-error.ts'
import { findDifferences, TooLargeToCompare, type Differences } from './find-differences.ts'
import { normalForm } from './normal-form.ts'
import { readPolicy, type ReadPolicy } from './read-policy.ts'
import { TooManyClasses } from './representatives.ts'
import { exampleOf } from './symbols.ts'

/**
 * What access a change of a policy adds or removes, by meaning: Allow minus Deny, compared on texts that stand for all
 * requests that the two policies could tell apart. Order, lists, case, duplicates, Sids and what other statements cover play
 * no part. Each change comes with a request as witness.
 *
 * @param before - the old policy as parsed JSON
 * @throws {EvaluationError} when one is malformed, unless both say the same anyway
 * @throws {DiffError} when one is of a resource and the other of an identity, or they are too large
 */
export function diffPolicies(before: unknown, after: unknown): PolicyDiff {
  try {
    return differenceOf(before, after)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const message = 'A policy is nested too deeply to be compared. Policies have some six levels: correct the document.'
    throw new DiffError('DIFF_TOO_LARGE', message, { cause: error })
  }
}

/** Characters of a policy that is compared: the largest of AWS are those of buckets and roles, with some 20,000 to 70,000. */
const LONGEST_POLICY = 100_000

function differenceOf(before: unknown, after: unknown): PolicyDiff {
  const [one, other] = [normalForm(before), normalForm(after)]
  if (one === other) return { equivalent: true, added: [], removed: [] }
  if ([before, after].some((policy) => (JSON.stringify(policy) ?? '').length > LONGEST_POLICY)) {
    const message = `A policy has more than ${LONGEST_POLICY} characters, which no policy of AWS has. Compare its statements one by one.`
    throw new DiffError('DIFF_TOO_LARGE', message)
  }
  const [old, current] = [readPolicy(before, 'old policy'), readPolicy(after, 'new policy')]
  const kinds = new Set([old.attachedTo, current.attachedTo]).difference(new Set(['nothing']))
  if (kinds.size > 1) {
    const message =
      'One policy names principals and the other none, so one is of a resource and the other of an identity. Compare two of one kind.'
    throw new DiffError('DIFF_KINDS_DIFFER', message)
  }
  // Which texts stand for all others depends on the order of the policies: it is the same whichever is the old one.
  const differences = one < other ? differencesOf(old, current) : turned(differencesOf(current, old), old)
  return {
    equivalent: differences.found.length === 0,
    added: describeChanges(differences, 'after', old.compiled.statements),
    removed: describeChanges(differences, 'before', current.compiled.statements),
  }
}

function differencesOf(before: ReadPolicy, after: ReadPolicy): Differences {
  try {
    return findDifferences(before, after)
  } catch (error) {
    if (!(error instanceof TooManyClasses || error instanceof TooLargeToCompare)) throw error
    const message =
      'The policies have too many overlapping patterns and conditions to be compared exactly. Compare them statement by statement.'
    throw new DiffError('DIFF_TOO_LARGE', message, { cause: error })
  }
}

/** The same with the old policy first, whose actions are named first. */
function turned({ found, actions, ...rest }: Differences, old: ReadPolicy): Differences {
  const compared = new Set(actions)
  const named = old.compiled.statements.flatMap(({ action }) => action.texts.map((text) => exampleOf(text)))
  return {
    ...rest,
    found: found.map(({ request, before, after }) => ({ request, before: after, after: before })),
    actions: [...new Set([...named.filter((action) => compared.has(action)), ...actions])],
  }
}
