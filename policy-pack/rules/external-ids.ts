import { lintPolicies } from '../../policies/index.ts'
import { findingText, policiesOf } from '../documents.ts'
import { isProperties, type StackResource } from '../resource.ts'
import { stackRule, type StackViolation } from '../rule.ts'

const ENGINE = 'arn:aws:iam::111122223333:role/acme/metrics-engine'
const SALES = 'crowsnest:us-east-2:111122223333:detector/sales/dataset'
const VIEWS = 'crowsnest:us-east-2:111122223333:detector/views/dataset'

/** What single roles cannot show: ids that two of them share, and engines whose role has a name of its own. */
export const externalIds = stackRule({
  title: 'Every service role has an external id of its own',
  description:
    'No two roles of a stack ask for the same sts:ExternalId, and those that an engine of the stack assumes ask for one.',
  enforcement: 'mandatory',
  why: 'A role that answers to the id of another detector can be used for that detector.',
  severity: 'high',
  cure: 'Ask for crowsnest:<region>:<account>:detector/<name>/dataset or .../alert/<alert>; the component ServiceRole writes it.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html',
  scope: 'all',
  settings: {},
  async check({ resources, judged }) {
    const trusts = judged.flatMap((resource) =>
      policiesOf(resource)
        .filter(({ type }) => type === 'trust')
        .map((policy) => ({ resource, policy })),
    )
    const sources = trusts.map(({ policy }) => ({ text: policy.text, file: '' }))
    const found = await lintPolicies(sources, { type: 'trust', engineRoles: enginesOf(resources) })
    return trusts.flatMap(({ resource, policy }, index): readonly StackViolation[] =>
      found[index]!.filter(({ code }) => code === 'EXTERNAL_ID_SHARED' || code === 'EXTERNAL_ID_MISSING').map(
        (finding) => ({ urn: resource.urn, message: findingText({ policy, finding }) }),
      ),
    )
  },
  bad: { resources: [engine(), role('sales', SALES), role('views', SALES), role('open', null)] },
  good: { resources: [engine(), role('sales', SALES), role('views', VIEWS)] },
})

/** ARNs of the roles of engines, as their functions tell; those with the names of the components are for `confusedDeputy`. */
function enginesOf(resources: readonly StackResource[]): readonly string[] {
  return resources.flatMap(({ type, properties: { environment, role: arn } }) => {
    const variables = isProperties(environment) ? environment['variables'] : undefined
    const isEngine =
      type === 'aws:lambda/function:Function' && isProperties(variables) && 'CROWSNEST_ENGINE' in variables
    return isEngine && typeof arn === 'string' && !/\/crowsnest-[^/]+-engine-[^/]{10}$/.test(arn) ? [arn] : []
  })
}

function engine() {
  return {
    type: 'aws:lambda/function:Function',
    name: 'engine',
    properties: { role: ENGINE, environment: { variables: { CROWSNEST_ENGINE: 'metrics' } } },
  }
}

function role(name: string, id: string | null) {
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: ENGINE },
    Action: 'sts:AssumeRole',
    ...(id !== null && { Condition: { StringEquals: { 'sts:ExternalId': id } } }),
  }
  return {
    type: 'aws:iam/role:Role',
    name,
    properties: { assumeRolePolicy: { Version: '2012-10-17', Statement: [statement] } },
  }
}
