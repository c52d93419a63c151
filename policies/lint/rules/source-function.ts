import { names } from '../action-facts.ts'
import { found, rule } from '../rule.ts'

/** Calls that Lambda makes for a function in a VPC, or with its key, before the function runs. */
const BY_LAMBDA = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
]

/** lambda:SourceFunctionArn is of calls that a function makes with its own role. facts: iam.md 4 */
export const sourceFunction = rule({
  codes: ['SOURCE_FUNCTION_ARN_WITHOUT_EFFECT'],
  *check({ type, statements }) {
    for (const { conditions, effect, actions } of statements) {
      for (const { name, key, operator } of conditions) {
        if (name !== 'lambda:sourcefunctionarn') continue
        if (type === 'trust' || type === 'resource') {
          yield found('SOURCE_FUNCTION_ARN_WITHOUT_EFFECT', key.node, { why: 'in a policy of a resource or role' })
        } else if (effect === 'Allow' && operator?.negated === false && !operator.ifExists) {
          // A Deny on them is the very thing to do: it keeps the code from these calls.
          const own = actions.find(({ value }) => BY_LAMBDA.some((action) => names(value, action)))
          if (own !== undefined) {
            yield found('SOURCE_FUNCTION_ARN_WITHOUT_EFFECT', key.node, {
              why: `on ${own.shown}, which Lambda calls itself`,
            })
          }
        }
      }
    }
  },
})
