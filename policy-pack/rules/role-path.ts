import { UNKNOWN } from '../known-value.ts'
import { resourceRule } from '../rule.ts'

const TRUST = { assumeRolePolicy: { Version: '2012-10-17', Statement: [] } }

/** Roles where the organisation's policies look for them. */
export const rolePath = resourceRule<{ path: string }>({
  title: 'Roles are below the path',
  description: 'Every role has a path that begins with the one that the pack is configured with.',
  enforcement: 'mandatory',
  why: 'Policies of the organization that name the path do not reach a role elsewhere.',
  severity: 'medium',
  cure: 'Give the path to the component (`rolePath` of Engine and ServiceRole) or to the role. Changing it replaces the role.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names',
  scope: 'all',
  settings: {
    path: {
      description: 'What paths begin with: a slash at both ends. Empty: any path will do.',
      type: 'string',
      default: '',
    },
  },
  types: ['aws:iam/role:Role'],
  check({ properties }, { path }) {
    const { path: given = '/' } = properties
    if (path === '' || given === UNKNOWN) return []
    return String(given).startsWith(path) ? [] : [`path: it is ${String(given)}. Use one that begins with ${path}.`]
  },
  bad: {
    settings: { path: '/acme/' },
    resources: [{ type: 'aws:iam/role:Role', name: 'data', properties: TRUST }],
  },
  good: {
    settings: { path: '/acme/' },
    resources: [{ type: 'aws:iam/role:Role', name: 'data', properties: { ...TRUST, path: '/acme/metrics/' } }],
  },
})
