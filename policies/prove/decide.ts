import { partitionOf } from '../../spec/index.ts'
import { evaluateRequest, EvaluationError } from '../evaluate/index.ts'
import type { IamPolicy } from '../iam-json.ts'
import type { Decide } from './exercise.ts'

/**
 * Decides with the evaluator. A role's own policies are judged by what they add: the policies of keys, roles and resources
 * of other accounts, which have to agree, are taken to leave the decision to IAM in the caller's account.
 */
export const decide: Decide = (request, { identity, trust }) => {
  const { principal, action, resource, account, context } = request
  try {
    const { decision } = evaluateRequest(
      { principal, action, resource: { resource, accountId: account }, contextVariables: context },
      { identityPolicies: identity, resourcePolicy: trust ?? delegation(principal) },
    )
    return decision === 'Allowed'
  } catch (error) {
    if (error instanceof EvaluationError) {
      throw new Error(`${principal} ${action} ${resource}: ${error.message}`, { cause: error })
    }
    throw error
  }
}

/** What a resource's policy says that leaves the decision to the caller's account: the account's root, which names nobody. */
function delegation(principal: string): IamPolicy {
  const [, partition = partitionOf(''), , , account = ''] = principal.split(':')
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: [`arn:${partition}:iam::${account}:root`] },
        Action: ['*'],
        Resource: ['*'],
      },
    ],
  }
}
