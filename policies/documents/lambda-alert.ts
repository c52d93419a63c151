import type { AwsPlace } from '../../spec/index.ts'
import { checkedArn } from './place.ts'
import type { Statement } from './policy-document.ts'

/**
 * What an alert's role needs to call its function.
 *
 * @param target - ARN of the function; with `:<alias>` or `:<version>` behind it that one alone, which IAM keeps apart from the
 * function without
 * @throws {PolicyError} ARN_INVALID or ARN_PARTITION
 */
export function lambdaAlertStatements({ partition }: AwsPlace, target: string): readonly Statement[] {
  checkedArn(
    { partition },
    target,
    'a Lambda function',
    'lambda:<region>:<account>:function:<name>',
    /^function:[\w-]{1,64}(:(\$LATEST|[\w-]{1,128}))?$/,
  )
  const qualified = target.split(':').length > 7
  return [
    {
      sid: 'InvokeAlertFunction',
      effect: 'Allow',
      actions: ['lambda:InvokeFunction'],
      resources: [target.replace('$LATEST', '${$}LATEST')],
      conditions: {},
      reason: qualified
        ? 'Hands the alert to this alias or version of the function; the function without it, and its other versions, are not reached.'
        : 'Hands the alert to the function; its aliases and versions are resources of their own and not reached.',
      operations: ['Lambda.Invoke'],
      source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html',
    },
  ]
}
