import { policiesOf } from '../documents.ts'
import { UNKNOWN } from '../known-value.ts'
import type { StackResource } from '../resource.ts'
import { stackRule, type StackViolation } from '../rule.ts'
import { statementsOf } from '../statements.ts'

const SECRET = 'aws:secretsmanager/secret:Secret'

/** Secrets that Crowsnest reads carry its prefix, so that a role of it opens no other. */
export const secretPrefix = stackRule<{ prefix: string }>({
  title: 'Secrets carry the prefix',
  description:
    'Every secret that a role of Crowsnest may read, and every secret that it is given in this stack, has a name with the prefix.',
  enforcement: 'mandatory',
  why: 'The prefix is what a boundary or an endpoint policy can tell the secrets of Crowsnest by from all others.',
  severity: 'medium',
  cure: 'Name the secret <prefix><name>, or configure the prefix of your organization. A secret cannot be renamed: make a new one.',
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html',
  scope: 'crowsnest',
  settings: {
    prefix: {
      description: 'What names of secrets begin with. Empty: any name will do.',
      type: 'string',
      default: 'crowsnest/',
    },
  },
  check({ resources, judged }, { prefix }) {
    const secrets = new Map(resources.filter(({ type }) => type === SECRET).map((secret) => [secret.urn, secret]))
    const given = judged.flatMap(({ sources }) => Object.values(sources).flat())
    const own = judged.filter(({ type }) => type === SECRET).map(({ urn }) => urn)
    return [
      ...[...new Set([...own, ...given])].flatMap((urn) => nameProblems(secrets.get(urn), prefix)),
      ...judged.flatMap((resource) => grantProblems(resource, prefix)),
    ]
  },
  bad: {
    resources: [
      reader('arn:aws:secretsmanager:us-east-2:111122223333:secret:payroll-db-??????'),
      exampleSecret('sales-db'),
    ],
  },
  good: {
    resources: [
      reader('arn:aws:secretsmanager:us-east-2:111122223333:secret:crowsnest/sales-db-??????'),
      exampleSecret('crowsnest/sales-db'),
    ],
  },
})

function nameProblems(of: StackResource | undefined, prefix: string): readonly StackViolation[] {
  if (of === undefined) return []
  const { name, namePrefix } = of.properties
  const property = name === undefined ? 'namePrefix' : 'name'
  const text = name ?? namePrefix
  if (text === UNKNOWN || (text !== undefined && String(text).startsWith(prefix))) return []
  const what = text === undefined ? 'Pulumi makes up a name' : `it is "${String(text)}"`
  return prefix === '' ? [] : [{ urn: of.urn, message: `${property}: ${what}. Use a name that begins with ${prefix}.` }]
}

/** What policies let a role read, by the names in the ARNs. */
function grantProblems(resource: StackResource, prefix: string): readonly StackViolation[] {
  const policies = policiesOf(resource).filter(({ type }) => type === 'identity')
  return policies.flatMap(statementsOf).flatMap(({ place, effect, actions, resources }) => {
    if (effect !== 'Allow' || !actions.some((action) => READS.test(action))) return []
    return resources.flatMap((arn): readonly StackViolation[] => {
      const name = /^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:(.*)$/s.exec(arn)?.[1]
      if (name === undefined || name.startsWith(prefix)) return []
      const message = `${place}.Resource: the role may read the secret ${name}. Give it one whose name begins with ${prefix}.`
      return [{ urn: resource.urn, message }]
    })
  })
}

const READS = /^(\*|secretsmanager:(\*|Get\*|GetSecret.*|BatchGet.*))$/i

function reader(arn: string) {
  const statement = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: arn }
  return {
    type: 'aws:iam/rolePolicy:RolePolicy',
    name: 'sales-data-source',
    below: 'crowsnest:index:ServiceRole',
    properties: { role: 'sales-data', policy: { Version: '2012-10-17', Statement: [statement] } },
    from: { policy: 'sales-db' },
  }
}

function exampleSecret(name: string) {
  return { type: SECRET, name: 'sales-db', properties: { name } }
}
