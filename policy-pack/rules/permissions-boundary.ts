import { UNKNOWN } from '../known-value.ts'
import { resourceRule } from '../rule.ts'

const ROLE = { assumeRolePolicy: { Version: '2012-10-17', Statement: [] }, path: '/crowsnest/us-east-2/main/' }
const BOUNDARY = 'arn:aws:iam::111122223333:policy/acme-boundary'

/** Roles and users within the limits of the organisation. */
export const permissionsBoundary = resourceRule<{ boundary: string }>({
  title: 'Roles have the permissions boundary',
  description: 'Every role and user has the permissions boundary that the pack is configured with.',
  enforcement: 'mandatory',
  why: 'Who asks for a boundary relies on it: a role without one may do what no role may.',
  severity: 'high',
  cure: 'Give the boundary to the component (`permissionsBoundary` of Engine and ServiceRole) or to the role.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html',
  scope: 'all',
  settings: {
    boundary: {
      description:
        'ARN of the managed policy; * stands for any text, so that "*" asks for any boundary. Empty: none is asked for.',
      type: 'string',
      default: '',
    },
  },
  types: ['aws:iam/role:Role', 'aws:iam/user:User'],
  check({ properties }, { boundary }) {
    const { permissionsBoundary: given } = properties
    if (boundary === '' || given === UNKNOWN) return []
    if (typeof given !== 'string' || given === '') {
      return [
        `permissionsBoundary: there is none. Set it to ${boundary === '*' ? 'the boundary of your organization' : boundary}.`,
      ]
    }
    return matchesPattern(boundary, given) ? [] : [`permissionsBoundary: it is ${given}. Use ${boundary}.`]
  },
  bad: { settings: { boundary: BOUNDARY }, resources: [{ type: 'aws:iam/role:Role', name: 'data', properties: ROLE }] },
  good: {
    settings: { boundary: BOUNDARY },
    resources: [{ type: 'aws:iam/role:Role', name: 'data', properties: { ...ROLE, permissionsBoundary: BOUNDARY } }],
  },
})

/** Piece by piece, so that no pattern takes longer than its text is long. */
function matchesPattern(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return text === pattern
  let at = first.length
  for (const piece of rest) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return text.startsWith(first) && text.endsWith(last) && at <= text.length - last.length
}
