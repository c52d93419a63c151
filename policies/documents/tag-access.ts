import { IAM_ACTIONS } from '../data/iam-actions.generated.ts'
import type { Statement } from './policy-document.ts'

/** Actions that make what carries the tag from then on: the request has to bring it. */
const CREATING: ReadonlySet<string> = new Set([
  // Of a stack that is there too: `deploy --tags` says the tags each time.
  'cloudformation:CreateChangeSet',
  'iam:CreateRole',
  'lambda:CreateFunction',
  'logs:CreateLogGroup',
  'scheduler:CreateScheduleGroup',
  'sns:CreateTopic',
  'sqs:CreateQueue',
  'states:CreateStateMachine',
])

/** CloudFormation gives these no tags, whatever those of the stack are. */
const UNTAGGED: ReadonlySet<string> = new Set([
  'cloudwatch:DeleteDashboards',
  'cloudwatch:GetDashboard',
  'cloudwatch:PutDashboard',
])

/**
 * A statement for those only who carry the same value of a tag as the resource (ABAC), where AWS checks tags; divided where
 * some of its actions make the resource, whose tag is then in the request.
 */
export function withTag(statement: Statement, tag: string): readonly Statement[] {
  const value = [`\${aws:PrincipalTag/${tag}}`]
  const creating = statement.actions.filter((action) => CREATING.has(action))
  const others = statement.actions.filter((action) => !CREATING.has(action))
  const isTagged =
    statement.effect === 'Allow' && !statement.resources.includes('*') && statement.actions.every(checksTags)
  if (!isTagged) return [statement]
  const part = (actions: readonly string[], sid: string, key: string): readonly Statement[] =>
    actions.length === 0
      ? []
      : [
          {
            ...statement,
            sid,
            actions,
            conditions: {
              ...statement.conditions,
              StringEquals: { ...statement.conditions['StringEquals'], [`aws:${key}/${tag}`]: value },
            },
            reason: `${statement.reason} Only with the same tag ${tag} as the person.`,
          },
        ]
  return [
    ...part(creating, others.length === 0 ? statement.sid : `${statement.sid}Tagged`, 'RequestTag'),
    ...part(others, statement.sid, 'ResourceTag'),
  ]
}

/**
 * Whether IAM checks the tags of what an action is about. S3 does so only for buckets where that was turned on, and the objects
 * of an engine share one bucket; there the names of detectors decide.
 */
function checksTags(action: string): boolean {
  const types = Object.values(IAM_ACTIONS[action]?.resources ?? {})
  return (
    !action.startsWith('s3:') && !UNTAGGED.has(action) && types.some(({ keys }) => keys.includes('aws:ResourceTag/'))
  )
}
