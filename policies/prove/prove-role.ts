import type { IamPolicy } from '../iam-json.ts'
import type { Decide, Exercise, ProvenCall, ActionsOf } from './exercise.ts'
import { probesOf, type Probe } from './probes.ts'
import { partsOf, type Part } from './removals.ts'

/** What is proven of a role, and what is not. */
export interface RoleProof {
  readonly role: string
  /** Requests that the role needs, each counted once. */
  readonly calls: { readonly recorded: number; readonly planned: number; readonly denied: readonly ProvenCall[] }
  /** Actions, resources, principals and conditions; those are removable that nothing depends on. */
  readonly parts: { readonly total: number; readonly removable: readonly Pick<Part, 'kind' | 'statement' | 'text'>[] }
  /** Requests that nobody needs; those are allowed that should be denied. */
  readonly probes: { readonly total: number; readonly allowed: readonly Probe[] }
}

/** Whether nothing is left to object to. */
export function isProven({ calls, parts, probes }: RoleProof): boolean {
  return calls.denied.length === 0 && parts.removable.length === 0 && probes.allowed.length === 0
}

/**
 * Proves a role sufficient (every call is allowed), minimal (removing anything denies a call, or lets a probe through) and
 * tight (every probe is denied).
 */
export function proveRole(exercise: Exercise, decide: Decide, actionsOf: ActionsOf): RoleProof {
  const calls = distinctCalls(exercise.calls)
  const assumptions = distinctCalls(exercise.assumptions)
  const probes = probesOf({ ...exercise, calls, assumptions }, actionsOf)
  const own = judge(exercise.identity, calls, probes.calls, (request, identity) => decide(request, { identity }))
  const trust = judge([exercise.trust], assumptions, probes.assumptions, (request, [policy]) =>
    decide(request, { identity: [], ...(policy !== undefined && { trust: policy }) }),
  )
  const all = [...calls, ...assumptions]
  return {
    role: exercise.role,
    calls: {
      recorded: all.filter(({ origin }) => origin === 'recorded').length,
      planned: all.filter(({ origin }) => origin === 'planned').length,
      denied: [...own.denied, ...trust.denied],
    },
    parts: { total: own.total + trust.total, removable: [...own.removable, ...trust.removable] },
    probes: {
      total: probes.calls.length + probes.assumptions.length,
      allowed: [...own.allowed, ...trust.allowed],
    },
  }
}

type Allows = (request: ProvenCall['request'], policies: readonly IamPolicy[]) => boolean

function judge(
  policies: readonly IamPolicy[],
  calls: readonly ProvenCall[],
  probes: readonly Probe[],
  allows: Allows,
): {
  readonly denied: readonly ProvenCall[]
  readonly allowed: readonly Probe[]
  readonly total: number
  readonly removable: RoleProof['parts']['removable']
} {
  const [allowedCalls, denied] = partition(calls, ({ request }) => allows(request, policies))
  const [allowed, deniedProbes] = partition(probes, ({ request }) => allows(request, policies))
  // Another action is denied for the lack of a statement; no removal lets it through.
  const sensitive = deniedProbes.filter(({ mutation }) => mutation !== 'other action')
  const parts = partsOf(policies)
  const removable = parts.filter(
    ({ without }) =>
      allowedCalls.every(({ request }) => allows(request, without)) &&
      !sensitive.some(({ request }) => allows(request, without)),
  )
  return {
    denied,
    allowed,
    total: parts.length,
    removable: removable.map(({ kind, statement, text }) => ({ kind, statement, text })),
  }
}

function partition<T>(list: readonly T[], test: (value: T) => boolean): readonly [readonly T[], readonly T[]] {
  const yes: T[] = []
  const no: T[] = []
  for (const value of list) (test(value) ? yes : no).push(value)
  return [yes, no]
}

/** The same request counts once; a recorded one before a planned one. */
function distinctCalls(calls: readonly ProvenCall[]): readonly ProvenCall[] {
  const byRequest = new Map<string, ProvenCall>()
  for (const call of calls) {
    const text = JSON.stringify(call.request)
    if (byRequest.get(text)?.origin !== 'recorded') byRequest.set(text, call)
  }
  return [...byRequest.values()]
}
