import type { Facts } from '../facts/index.ts'
import type { ApplicablePolicies } from './applicable-policies.ts'
import type { CompiledPolicy } from './compile-policy.ts'
import { compileAll, everyPolicy, type CompiledPolicies } from './compiled-policies.ts'
import type { Evaluation, Explanation, StatementExplanation } from './evaluation.ts'
import { statementName, whyText } from './explain.ts'
import { Matches, type Grant } from './matches.ts'
import type { AccessRequest } from './request.ts'
import { viewRequest, type RequestView } from './request-view.ts'
import { checkResourceFits } from './resource-fits.ts'

/**
 * Decides about a request as AWS documents it: any Deny decides; else every limit that exists (service control policies
 * level by level, endpoint policy) must allow; else, within an account, the policy of the resource or those of the identity
 * must allow (for roles and KMS keys the resource's must), limited by boundary and session policies where these apply; and
 * across accounts both must. Resource control policies only deny, because AWS attaches one that allows everything.
 *
 * @param facts - when given, a request that cannot happen (an action on a resource of the wrong type) is refused, and resource
 *   control policies apply only to the services that support them
 * @throws {EvaluationError} when the request or a policy is malformed, or compares what AWS does not define
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluateRequest(request: AccessRequest, policies: ApplicablePolicies, facts?: Facts): Evaluation {
  return decide(new Matches(viewOf(request, facts), facts), compileAll(policies))
}

/** Like `evaluateRequest`, with every statement and why it matches or not. */
export function explainRequest(request: AccessRequest, policies: ApplicablePolicies, facts?: Facts): Explanation {
  const matches = new Matches(viewOf(request, facts), facts)
  const compiled = compileAll(policies)
  const statements = everyPolicy(compiled).flatMap((policy) =>
    policy.statements.map((statement): StatementExplanation => {
      const found = matches.of(statement)
      return { ...statement.reference, matches: found.element === null, why: whyText(statement, found, matches.view) }
    }),
  )
  return { ...decide(matches, compiled), statements }
}

function viewOf(request: AccessRequest, facts: Facts | undefined): RequestView {
  const view = viewRequest(request)
  if (facts !== undefined) checkResourceFits(view, facts)
  return view
}

function decide(matches: Matches, policies: CompiledPolicies): Evaluation {
  const { view } = matches
  const denial = matches.denial(everyPolicy(policies).filter((policy) => applies(policy, matches)))
  if (denial !== null) {
    const reason = `${capital(statementName(denial.reference))} denies it, and a Deny overrides every Allow.`
    return { decision: 'ExplicitlyDenied', statement: denial.reference, reason }
  }
  for (const [level, each] of (limitedByOrganization(view) ? policies.scp : []).entries()) {
    if (matches.grant(each) === null) {
      return implicit(`No service control policy of level ${level + 1} from the root allows it.${matches.hint(each)}`)
    }
  }
  if (policies.endpoint.length > 0 && matches.grant(policies.endpoint) === null) {
    return implicit(`The policy of the VPC endpoint does not allow it.${matches.hint(policies.endpoint)}`)
  }
  const grant = matches.grant(policies.resource)
  if (view.caller.account === null) return outsider(matches, policies, grant)
  return view.caller.account === view.resourceAccount
    ? withinAccount(matches, policies, grant)
    : acrossAccounts(matches, policies, grant)
}

/** Services, identity providers and anonymous callers have no policies of their own. */
function outsider(matches: Matches, { resource }: CompiledPolicies, grant: Grant | null): Evaluation {
  const { caller } = matches.view
  if (grant !== null) return allowed(grant, `${caller.text} needs no other policy.`)
  const who = caller.kind === 'anonymous' ? 'Anonymous requests' : caller.text
  return implicit(
    `${who} can only be allowed by the policy of the resource, and ${absent(resource)}.${matches.hint(resource)}`,
  )
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-id-rdp.html */
function withinAccount(matches: Matches, policies: CompiledPolicies, grant: Grant | null): Evaluation {
  const { resource } = policies
  const strict = resourceMustAllow(matches.view)
  if (grant?.closeness === 'direct') {
    return allowed(grant, 'Within an account the policy of the resource suffices when it names the caller.')
  }
  if (grant?.closeness === 'role') {
    const limit = limitOf(matches, policies)
    if (limit !== null)
      return implicit(`${capital(statementName(grant.statement.reference))} allows it to the role, but ${limit}`)
    return allowed(grant, 'Within an account the policy of the resource suffices when it names the role.')
  }
  if (strict !== null && grant === null) {
    return implicit(`${strict} must allow it, and ${absent(resource)}.${matches.hint(resource)}`)
  }
  const own = ownPermission(matches, policies)
  if ('denied' in own) return implicit(own.denied)
  return own.grant === null
    ? { decision: 'Allowed', statement: null, reason: ROOT_USER }
    : allowed(own.grant, 'No policy denies it.')
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html */
function acrossAccounts(matches: Matches, policies: CompiledPolicies, grant: Grant | null): Evaluation {
  const { resource } = policies
  if (grant === null) {
    const place = `The resource belongs to account ${matches.view.resourceAccount}, so its policy must allow it too`
    return implicit(`${place}, and ${absent(resource)}.${matches.hint(resource)}`)
  }
  const own = ownPermission(matches, policies)
  if ('denied' in own) {
    return implicit(
      `${capital(statementName(grant.statement.reference))} allows it, but across accounts the caller's own policies must too. ${own.denied}`,
    )
  }
  return allowed(grant, "The caller's own policies allow it too, as is needed across accounts.")
}

const ROOT_USER = 'The root user of an account may do everything in it that no policy denies.'

/** What the policies of the identity itself give, within boundary and session policies; a root user needs none. */
function ownPermission(
  matches: Matches,
  policies: CompiledPolicies,
): { readonly grant: Grant | null } | { readonly denied: string } {
  const { identity, session } = policies
  const { kind } = matches.view.caller
  if (kind === 'root') return { grant: null }
  const grant = matches.grant(identity)
  if (grant === null) return { denied: `No identity policy allows it.${matches.hint(identity)}` }
  const limit = limitOf(matches, policies)
  const name = capital(statementName(grant.statement.reference))
  if (limit !== null) return { denied: `${name} allows it, but ${limit}` }
  if (kind === 'federated-user' && session.length === 0) {
    return {
      denied: `${name} allows it to the user, but a federated user without a session policy has no permissions.`,
    }
  }
  return { grant }
}

/** The boundary or session policy that does not allow; null when none limits. */
function limitOf(matches: Matches, { boundary, session }: CompiledPolicies): string | null {
  if (boundary.length > 0 && matches.grant(boundary) === null) {
    return `the permissions boundary does not.${matches.hint(boundary)}`
  }
  if (session.length > 0 && matches.grant(session) === null) {
    return `the session policy does not.${matches.hint(session)}`
  }
  return null
}

/** Role trust policies and key policies must allow; for other resources the identity's policies suffice. */
function resourceMustAllow({ action, resource }: RequestView): string | null {
  if (action.startsWith('kms:') && resource.includes(':key/')) return 'The key policy'
  return action.startsWith('sts:') && /^arn:[^:]+:iam::\d*:role\//.test(resource)
    ? 'The trust policy of the role'
    : null
}

/** Organisations limit no services, and no service-linked roles. */
function limitedByOrganization(view: RequestView): boolean {
  return view.caller.account !== null && !isServiceLinked(view)
}

function applies({ kind }: CompiledPolicy, { view, resourceControl }: Matches): boolean {
  switch (kind) {
    case 'service control policy':
      return limitedByOrganization(view)
    case 'resource control policy':
      return resourceControl && !isServiceLinked(view)
    default:
      return true
  }
}

function isServiceLinked({ caller }: RequestView): boolean {
  return caller.roleArn?.includes(':role/aws-service-role/') === true
}

function allowed({ statement }: Grant, because: string): Evaluation {
  const reason = `${capital(statementName(statement.reference))} allows it. ${because}`
  return { decision: 'Allowed', statement: statement.reference, reason }
}

function implicit(reason: string): Evaluation {
  return { decision: 'ImplicitlyDenied', statement: null, reason }
}

function absent(resource: readonly CompiledPolicy[]): string {
  return resource.length === 0 ? 'there is none' : 'it does not'
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}
