import { isAbout } from '../action-facts.ts'
import type { Principal, StatementView } from '../policy-view.ts'
import { found, rule, type LintProblem } from '../rule.ts'

const GITHUB = 'token.actions.githubusercontent.com'

/** Providers that AWS knows by their domain. */
const DOMAINS = /^(cognito-identity\.amazonaws\.com|accounts\.google\.com|graph\.facebook\.com|www\.amazon\.com)$/

const PROVIDER = /^arn:[^:]+:iam::\d{12}:(saml-provider|oidc-provider)\/(.+)$/

/** Trust in identity providers. */
export const trustFederation = rule({
  codes: [
    'INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY',
    'MISMATCHED_ACTION_FOR_PRINCIPAL',
    'MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL',
    'MISSING_GITHUB_REPO_CONDITION_KEY',
    'SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED',
    'CONFIRM_AUDIENCE_CLAIM_TYPE',
    'MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY',
    'REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY',
  ],
  *check({ type, statements }) {
    if (type !== 'trust') return
    for (const statement of statements) {
      if (statement.effect !== 'Allow') continue
      for (const principal of statement.principals) {
        if (principal.kind === 'Federated') yield* federated(principal, statement)
        else yield* plain(principal, statement, statements)
      }
      for (const { name, key, operator } of statement.conditions) {
        if (name.endsWith(':aud') && operator !== null && operator.qualifier !== null) {
          yield found('CONFIRM_AUDIENCE_CLAIM_TYPE', key.node, { key: key.shown })
        }
      }
    }
  },
})

function* federated({ node, value, shown, unknown }: Principal, statement: StatementView): Generator<LintProblem> {
  if (unknown) return
  const [, kind, provider = ''] = PROVIDER.exec(value) ?? []
  const saml = kind === 'saml-provider'
  if (kind === undefined && !DOMAINS.test(value)) {
    yield found('INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY', node, { value })
    return
  }
  const wrong = saml
    ? ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity']
    : ['sts:AssumeRole', 'sts:AssumeRoleWithSAML']
  for (const text of statement.actions) {
    if (wrong.some((action) => action.toLowerCase() === text.value.toLowerCase())) {
      yield found('MISMATCHED_ACTION_FOR_PRINCIPAL', text.node, { action: text.shown, principal: shown })
    }
  }
  if (saml || !isAbout(statement, 'sts:AssumeRoleWithWebIdentity')) return
  const domain = provider === '' ? value : provider
  const asked = statement.conditions.filter(({ name }) => name.startsWith(`${domain.toLowerCase()}:`))
  if (domain === GITHUB) yield* github(node, statement)
  else if (asked.length === 0) yield found('MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL', node, { provider: domain })
}

/** Organization, repository and branch; `job_workflow_ref` names them as well. */
function* github(node: Principal['node'], { conditions }: StatementView): Generator<LintProblem> {
  const narrow = conditions.filter(({ name }) =>
    [`${GITHUB}:sub`, `${GITHUB}:job_workflow_ref`, `${GITHUB}:repository`, `${GITHUB}:repository_owner`].includes(
      name,
    ),
  )
  if (narrow.length === 0) {
    yield found('MISSING_GITHUB_REPO_CONDITION_KEY', node, {})
    return
  }
  for (const { values, name } of narrow) {
    for (const { node: at, value, unknown } of values) {
      const open = /^(\*|repo:\*|repo:[^/]*\*[^/]*(\/|$)|repo:[^:]*\*)/.test(value)
      const branch = name.endsWith(':sub') && /^repo:[^:]+(:\*)?$/.test(value)
      if (!unknown && (open || branch)) yield found('SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED', at, { value })
    }
  }
}

const ANYWHERE = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession']

function* plain(principal: Principal, statement: StatementView, all: readonly StatementView[]): Generator<LintProblem> {
  const { kind, value, node, shown } = principal
  if (kind !== 'Federated' && kind !== '*') {
    for (const text of statement.actions) {
      if (/^sts:AssumeRoleWith(SAML|WebIdentity)$/i.test(text.value) && statement.principals.length === 1) {
        yield found('MISMATCHED_ACTION_FOR_PRINCIPAL', text.node, { action: text.shown, principal: shown })
      }
    }
  }
  if (kind === 'Service' && value === 'rolesanywhere.amazonaws.com') {
    const same = all.filter(
      (other) => other.effect === 'Allow' && other.principals.some((one) => one.kind === kind && one.value === value),
    )
    const actions = ANYWHERE.filter((action) => !same.some((other) => isAbout(other, action)))
    if (actions.length > 0) yield found('MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY', node, { actions })
  }
  const [, partition, account, role] = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(value) ?? []
  if (role === undefined) return
  const parent = statement.principals.find(
    (other) => other.value.startsWith(`arn:${partition}:iam::${account}:role/`) && other.value.endsWith(`/${role}`),
  )
  if (parent !== undefined) {
    yield found('REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY', node, { session: shown, role: parent.shown })
  }
}
