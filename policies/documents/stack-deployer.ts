import { iamArn, localArn, s3Arn } from '../../spec/index.ts'
import { allow, engineStatements, passingOf, roleStatements, stateMachineStatement, TOPIC } from './deployer.ts'
import type { EngineNames, EnginePlace } from './place.ts'
import type { Statement } from './policy-document.ts'

const SOURCE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html'

/**
 * What `aws cloudformation deploy` and `delete-stack` need for stacks of our templates, whose names begin with `crowsnest-`. CloudFormation makes what
 * is in a stack with the rights of whoever deploys it, so these are here too; what detectors declare, the engine's function writes with its own.
 *
 * @param options.boundary - ARN of the permissions boundary that each role must have
 * @param options.map - whether a stack has a state machine
 */
export function stackDeployerStatements(
  place: EnginePlace,
  names: EngineNames,
  { boundary, map }: { readonly boundary: string; readonly map: boolean },
): readonly Statement[] {
  const topic = allow(
    'AlarmTopic',
    'sns',
    [...TOPIC, 'GetSubscriptionAttributes', 'ListSubscriptionsByTopic', 'Subscribe', 'Unsubscribe'],
    [localArn(place, 'sns', `${names.function}-alarms`)],
    'Makes the topic of the alarms with the address of its mail; does not publish to it.',
    'https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html',
  )
  return [
    allow(
      'Stacks',
      'cloudformation',
      STACK,
      [localArn(place, 'cloudformation', 'stack/crowsnest-*/*')],
      'Makes, changes and removes stacks whose names begin with crowsnest-, and asks how they are. Other stacks are out of reach.',
      SOURCE,
    ),
    ...roleStatements(place, names, boundary),
    // Behind their names is a part of the id of the stack.
    ...passingOf(place, names, map, (role) => `${names.function}-${role}-????????`),
    allow(
      'Code',
      's3',
      ['GetObject', 'GetObjectVersion'],
      [s3Arn(place, '*', 'crowsnest/engine*.zip')],
      'Lambda reads the code of the engine from its bucket with the rights of whoever makes the function. In any bucket, because which one it is nobody knows here; this name alone.',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html',
    ),
    ...engineStatements(place, names, { declarations: [], topic }),
    ...(map ? [stateMachineStatement(names)] : []),
    allow(
      'Dashboard',
      'cloudwatch',
      ['DeleteDashboards', 'GetDashboard', 'PutDashboard'],
      [dashboardArn(place, names)],
      'Makes the dashboard of the engine.',
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/permissions-reference-cw.html',
    ),
  ]
}

/** Dashboards belong to no region, like what is of IAM. */
function dashboardArn(place: EnginePlace, names: EngineNames): string {
  return iamArn(place, `dashboard/${names.function}-${place.region}`).replace(':iam:', ':cloudwatch:')
}

const STACK = [
  'CreateChangeSet',
  'DeleteChangeSet',
  'DeleteStack',
  'DescribeChangeSet',
  'DescribeStackEvents',
  'DescribeStackResources',
  'DescribeStacks',
  'ExecuteChangeSet',
  'GetTemplate',
  'GetTemplateSummary',
  'TagResource',
  'UntagResource',
]
