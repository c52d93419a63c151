import { either, show } from '../../../spec/finding-text.ts'
import { identity, resource, row, trust } from './lint-text.ts'

const GITHUB = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com'
const OIDC = { Principal: { Federated: GITHUB }, Action: 'sts:AssumeRoleWithWebIdentity' }
const GITHUB_KEY = 'token.actions.githubusercontent.com'

function github(keys: Readonly<Record<string, string>>, operator = 'StringEquals') {
  return trust({ ...OIDC, Condition: { [operator]: keys } })
}

const REPOSITORY = {
  [`${GITHUB_KEY}:aud`]: 'sts.amazonaws.com',
  [`${GITHUB_KEY}:sub`]: 'repo:acme/infra:ref:refs/heads/main',
}

/** Findings about principals, and about what a statement asks of them. */
export const PRINCIPAL_TEXTS = {
  INVALID_PRINCIPAL_FORMAT: row<Record<never, never>>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A principal is a text other than "*".',
    message: () => 'A principal is "*", or says of which kind it is.',
    help: () => 'Write { "AWS": ... }, { "Service": ... } or { "Federated": ... }.',
    bad: trust({ Principal: 'arn:aws:iam::111122223333:role/reader' }),
    good: trust(),
  }),
  INVALID_PRINCIPAL_KEY: row<{ kind: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'There is no such kind of principal.',
    message: ({ kind }) => `${show(kind)} is no kind of principal.`,
    help: () => 'Use AWS, Service, Federated or CanonicalUser.',
    bad: trust({ Principal: { Role: 'arn:aws:iam::111122223333:role/reader' } }),
    good: trust(),
  }),
  INVALID_PRINCIPAL_VALUE: row<{ value: string }>({
    level: 'error',
    origin: 'crowsnest',
    summary: 'An AWS principal is neither an account nor the ARN of one, a user, a role or a session.',
    message: ({ value }) => `${show(value)} is no principal.`,
    help: () => 'Write 12 digits, or the ARN of an account root, user, role or session.',
    bad: trust({ Principal: { AWS: 'reader' } }),
    good: trust(),
  }),
  UNSUPPORTED_WILDCARD_IN_PRINCIPAL: row<{ value: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A principal has a wildcard; only a lone "*" is one.',
    message: ({ value }) => `${show(value)} has a wildcard, which a principal cannot have.`,
    help: () => 'Name the principal; or name the account and limit aws:PrincipalArn with ArnLike in a condition.',
    bad: resource({ Principal: { AWS: 'arn:aws:iam::111122223333:role/*' } }),
    good: resource(),
  }),
  INVALID_SERVICE_PRINCIPAL_FORMAT: row<{ value: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A service principal is not like `service.amazonaws.com`.',
    message: ({ value }) => `${show(value)} is no service principal.`,
    help: () => 'Write service.amazonaws.com, or service.region.amazonaws.com where AWS documents it.',
    bad: trust({ Principal: { Service: 'lambda' } }),
    good: trust({ Principal: { Service: 'lambda.amazonaws.com' } }),
  }),
  FEDERATED_PRINCIPAL_NOT_SUPPORTED: row<{ policy: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'An identity provider is a principal of something other than a trust policy.',
    message: ({ policy }) => `A ${policy} cannot name an identity provider.`,
    help: () => 'Name the role that its users assume.',
    bad: { ...resource({ Principal: { Federated: GITHUB } }), inside: ['AWS::S3::BucketPolicy', 'PolicyDocument'] },
    good: { ...resource(), inside: ['AWS::S3::BucketPolicy', 'PolicyDocument'] },
  }),
  INVALID_ROLE_REFERENCE: row<{ value: string }>({
    level: 'warning',
    origin: 'access-analyzer',
    summary: 'A principal is the id of a role: it was deleted, or the id was typed.',
    message: ({ value }) => `${show(value)} is the id of a role, which stays when the role is deleted.`,
    help: () => 'Write the ARN of the role.',
    bad: resource({ Principal: { AWS: 'AROAIIIIIIIIIIIIIIIII' } }),
    good: resource(),
  }),
  INVALID_USER_REFERENCE: row<{ value: string }>({
    level: 'warning',
    origin: 'access-analyzer',
    summary: 'A principal is the id of a user: it was deleted, or the id was typed.',
    message: ({ value }) => `${show(value)} is the id of a user, which stays when the user is deleted.`,
    help: () => 'Write the ARN of the user, or better of a role.',
    bad: resource({ Principal: { AWS: 'AIDAIIIIIIIIIIIIIIIII' } }),
    good: resource(),
  }),
  ALLOW_WITH_NOTPRINCIPAL: row<Record<never, never>>({
    level: 'security-warning',
    origin: 'access-analyzer',
    summary: 'NotPrincipal with Allow: everyone else, even without signing in.',
    message: () => 'NotPrincipal with Allow gives access to everyone else in the world.',
    help: () => 'Name who may, with Principal.',
    bad: resource({ Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/reader' } }),
    good: resource(),
  }),
  EMPTY_ARRAY_PRINCIPAL: row<Record<never, never>>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'A list of principals is empty.',
    message: () => 'The list of principals is empty, so that the statement does nothing.',
    help: () => 'Name principals, or remove the statement.',
    bad: resource({ Principal: { AWS: [] } }),
    good: resource(),
  }),
  EMPTY_OBJECT_PRINCIPAL: row<Record<never, never>>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'A principal names nobody.',
    message: () => 'The principal names nobody, so that the statement does nothing.',
    help: () => 'Name principals, or remove the statement.',
    bad: resource({ Principal: {} }),
    good: resource(),
  }),
  UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL: row<{ key: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A statement asks an AWS service for its organization, which a service does not have.',
    message: ({ key }) => `A call of an AWS service never has ${show(key)}.`,
    help: () => 'Use aws:SourceOrgID, aws:SourceAccount or aws:SourceArn.',
    bad: resource({
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
    }),
    good: resource({
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    }),
  }),
  RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL: row<{ service: string }>({
    level: 'security-warning',
    origin: 'access-analyzer',
    summary: 'An AWS service may act, for whomever it likes: the confused deputy.',
    message: ({ service }) => `${show(service)} may do this on behalf of any account that asks it.`,
    help: () => 'Add aws:SourceArn with ArnLike, and aws:SourceAccount.',
    bad: resource({ Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish', Resource: TOPIC() }),
    good: resource({
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: TOPIC(),
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    }),
  }),
  RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL: row<{ service: string }>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'A service that a role trusts sends the source of its call, but the trust policy does not look at it.',
    message: ({ service }) => `${show(service)} says for what it assumes the role, but nothing asks for that.`,
    help: () => 'Add aws:SourceArn with ArnLike, and aws:SourceAccount.',
    bad: trust({ Principal: { Service: 'scheduler.amazonaws.com' } }),
    good: trust({
      Principal: { Service: 'scheduler.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    }),
  }),
  ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL: row<Record<never, never>>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A trust policy has NotPrincipal.',
    message: () => 'A trust policy cannot have NotPrincipal.',
    help: () => 'Name who may assume the role, with Principal.',
    bad: trust({ Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/reader' } }),
    good: trust(),
  }),
  ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL: row<Record<never, never>>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A trust policy allows everyone, with the lone "*".',
    message: () => 'A trust policy cannot have "Principal": "*".',
    help: () => 'Name who may assume the role.',
    bad: trust({ Principal: '*' }),
    good: trust(),
  }),
  ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE: row<{ element: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A trust policy names a resource: it is about its own role.',
    message: ({ element }) => `A trust policy is about its own role and cannot have ${element}.`,
    help: () => 'Remove it.',
    bad: trust({ Resource: '*' }),
    good: trust(),
  }),
  INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY: row<{ value: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'An identity provider of a trust policy is neither the ARN of one nor a domain.',
    message: ({ value }) => `${show(value)} is no identity provider.`,
    help: () => 'Write the ARN of the SAML or OIDC provider, or the domain of one that AWS knows.',
    bad: trust({ Principal: { Federated: 'arn:aws:iam::111122223333:role/reader' }, Action: 'sts:AssumeRoleWithSAML' }),
    good: trust({
      Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/corporate' },
      Action: 'sts:AssumeRoleWithSAML',
    }),
  }),
  MISMATCHED_ACTION_FOR_PRINCIPAL: row<{ action: string; principal: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'The action of a trust policy is for another kind of principal.',
    message: ({ action, principal }) => `${show(principal)} cannot use \`${action}\`.`,
    help: () =>
      'Use sts:AssumeRoleWithSAML for SAML providers, sts:AssumeRoleWithWebIdentity for OIDC ones, sts:AssumeRole for the rest.',
    bad: trust({ Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/corporate' } }),
    good: trust({
      Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/corporate' },
      Action: 'sts:AssumeRoleWithSAML',
    }),
  }),
  MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY: row<{ actions: readonly string[] }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'IAM Roles Anywhere needs three actions in a trust policy, and one is missing.',
    message: ({ actions }) => `IAM Roles Anywhere also needs ${either(actions)}.`,
    help: () => 'Allow sts:AssumeRole, sts:SetSourceIdentity and sts:TagSession.',
    bad: trust({ Principal: { Service: 'rolesanywhere.amazonaws.com' } }),
    good: trust({
      Principal: { Service: 'rolesanywhere.amazonaws.com' },
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
    }),
  }),
  MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL: row<{ provider: string }>({
    level: 'security-warning',
    origin: 'access-analyzer',
    summary: 'Everyone whom an OIDC provider signs in may assume the role.',
    message: ({ provider }) => `Everyone whom ${show(provider)} signs in may assume the role.`,
    help: ({ provider }) => `Ask for ${provider}:aud and ${provider}:sub.`,
    bad: trust({
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/login.acme.example' },
      Action: 'sts:AssumeRoleWithWebIdentity',
    }),
    good: trust({
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/login.acme.example' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { 'login.acme.example:aud': 'crowsnest' } },
    }),
  }),
  MISSING_GITHUB_REPO_CONDITION_KEY: row<Record<never, never>>({
    level: 'security-warning',
    origin: 'access-analyzer',
    summary: 'Workflows of every GitHub repository may assume the role.',
    message: () => 'Workflows of every repository on GitHub may assume the role.',
    help: () => `Ask for ${GITHUB_KEY}:sub with your organization, repository and branch.`,
    bad: github({ [`${GITHUB_KEY}:aud`]: 'sts.amazonaws.com' }),
    good: github(REPOSITORY),
  }),
  SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED: row<{ value: string }>({
    level: 'warning',
    origin: 'access-analyzer',
    summary: 'A wildcard lets workflows of other repositories or branches assume the role.',
    message: ({ value }) => `${show(value)} lets workflows of more repositories or branches assume the role.`,
    help: () => 'Write the organization, repository and branch out.',
    bad: github({ [`${GITHUB_KEY}:sub`]: 'repo:acme/infra:*' }, 'StringLike'),
    good: github(REPOSITORY),
  }),
  CONFIRM_AUDIENCE_CLAIM_TYPE: row<{ key: string }>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'The audience of a token may have several values; ForAnyValue or ForAllValues makes one wonder.',
    message: ({ key }) =>
      `${show(key)} has one value at most identity providers; with a qualifier that is easily wrong.`,
    help: () => 'Look at the tokens of your provider; use StringEquals where the audience is one text.',
    bad: github(REPOSITORY, 'ForAnyValue:StringEquals'),
    good: github(REPOSITORY),
  }),
  REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY: row<{ session: string; role: string }>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'A session is trusted beside its own role.',
    message: ({ session, role }) => `${show(session)} is a session of ${show(role)}, which is trusted already.`,
    help: () => 'Remove the session.',
    bad: trust({
      Principal: {
        AWS: ['arn:aws:iam::111122223333:role/reader', 'arn:aws:sts::111122223333:assumed-role/reader/nightly'],
      },
    }),
    good: trust(),
  }),
  ...passRoleTexts(),
} as const

function TOPIC(): string {
  return 'arn:aws:sns:us-east-1:111122223333:oncall'
}

/** Twelve codes: two permissions x six ways to say too much. */
function passRoleTexts() {
  const ROLE = 'arn:aws:iam::111122223333:role/crowsnest/engine'
  const SLR = 'arn:aws:iam::111122223333:role/aws-service-role/scheduler.amazonaws.com/*'
  const passOne = identity({ Action: 'iam:PassRole', Resource: ROLE })
  const linkOne = identity({
    Action: 'iam:CreateServiceLinkedRole',
    Resource: SLR,
    Condition: { StringEquals: { 'iam:AWSServiceName': 'scheduler.amazonaws.com' } },
  })
  const pass = (how: string, bad: Readonly<Record<string, unknown>>) =>
    row<Record<never, never>>({
      level: 'security-warning',
      origin: 'access-analyzer',
      summary: `${how} allows iam:PassRole for roles that nobody thought of.`,
      message: () => `${how} allows passing any role to a service, and so using its permissions.`,
      help: () => 'Allow iam:PassRole by itself, for the ARNs of the roles, with iam:PassedToService.',
      bad: identity(bad),
      good: passOne,
    })
  const link = (how: string, bad: Readonly<Record<string, unknown>>) =>
    row<Record<never, never>>({
      level: 'warning',
      origin: 'access-analyzer',
      summary: `${how} allows iam:CreateServiceLinkedRole for services that nobody thought of.`,
      message: () => `${how} allows creating service-linked roles of any service.`,
      help: () => 'Allow iam:CreateServiceLinkedRole by itself, for the service, with iam:AWSServiceName.',
      bad: identity(bad),
      good: linkOne,
    })
  const notAction = { Action: undefined, NotAction: 's3:*' }
  const notResource = { Resource: undefined, NotResource: 'arn:aws:iam::111122223333:role/admin' }
  return {
    PASS_ROLE_WITH_NOTRESOURCE: pass('NotResource', { Action: 'iam:PassRole', ...notResource }),
    PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOTRESOURCE: pass('A wildcard with NotResource', {
      Action: 'iam:*',
      ...notResource,
    }),
    PASS_ROLE_WITH_NOTACTION_AND_NOTRESOURCE: pass('NotAction with NotResource', { ...notAction, ...notResource }),
    PASS_ROLE_WITH_STAR_IN_RESOURCE: pass('A wildcard in the resource', { Action: 'iam:PassRole', Resource: '*' }),
    PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE: pass('A wildcard in action and resource', {
      Action: 'iam:*',
      Resource: '*',
    }),
    PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOTACTION: pass('NotAction with a wildcard', { ...notAction, Resource: '*' }),
    CREATE_SLR_WITH_NOTRESOURCE: link('NotResource', { Action: 'iam:CreateServiceLinkedRole', ...notResource }),
    CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOTRESOURCE: link('A wildcard with NotResource', {
      Action: 'iam:*',
      ...notResource,
    }),
    CREATE_SLR_WITH_NOTACTION_AND_NOTRESOURCE: link('NotAction with NotResource', { ...notAction, ...notResource }),
    CREATE_SLR_WITH_STAR_IN_RESOURCE: link('A wildcard in the resource', {
      Action: 'iam:CreateServiceLinkedRole',
      Resource: '*',
    }),
    CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE: link('A wildcard in action and resource', {
      Action: 'iam:*',
      Resource: '*',
    }),
    CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOTACTION: link('NotAction with a wildcard', { ...notAction, Resource: '*' }),
  }
}
