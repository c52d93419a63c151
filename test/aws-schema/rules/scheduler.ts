import type { TypeRules } from '../type-rules.ts'
import { ARN, ROLE_ARN } from './patterns.ts'
import { scheduleExpressionProblem } from './schedule-expression.ts'

/** Rules of EventBridge Scheduler's resources. */
export const SCHEDULER: Readonly<Record<string, TypeRules>> = {
  'aws:scheduler/schedule:Schedule': {
    source:
      'terraform-provider-aws internal/service/scheduler/schedule.go; https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html',
    replaceOn: ['groupName', 'name', 'namePrefix', 'region'],
    conflicts: [['name', 'namePrefix']],
    values: [
      { path: 'actionAfterCompletion', oneOf: ['NONE', 'DELETE'] },
      { path: 'description', maxLength: 512 },
      { path: 'flexibleTimeWindow.mode', oneOf: ['OFF', 'FLEXIBLE'] },
      { path: 'flexibleTimeWindow.maximumWindowInMinutes', min: 1, max: 1440 },
      { path: 'groupName', pattern: /[\w.-]{1,64}/ },
      { path: 'kmsKeyArn', pattern: /arn:aws[\w-]*:kms:[\w-]+:\d{12}:(key|alias)\/.+/ },
      { path: 'name', pattern: /[\w.-]{1,64}/ },
      { path: 'namePrefix', pattern: /[\w.-]{1,38}/ },
      { path: 'scheduleExpression', maxLength: 256, check: scheduleExpressionProblem },
      { path: 'scheduleExpressionTimezone', minLength: 1, maxLength: 50 },
      { path: 'state', oneOf: ['ENABLED', 'DISABLED'] },
      { path: 'target.arn', pattern: ARN },
      { path: 'target.roleArn', pattern: ROLE_ARN },
      { path: 'target.deadLetterConfig.arn', pattern: /arn:aws[\w-]*:sqs:[\w-]+:\d{12}:[\w-]+/ },
      { path: 'target.retryPolicy.maximumEventAgeInSeconds', min: 60, max: 86_400 },
      { path: 'target.retryPolicy.maximumRetryAttempts', min: 0, max: 185 },
    ],
  },
  'aws:scheduler/scheduleGroup:ScheduleGroup': {
    source:
      'terraform-provider-aws internal/service/scheduler/schedule_group.go; https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateScheduleGroup.html',
    replaceOn: ['name', 'namePrefix', 'region'],
    conflicts: [['name', 'namePrefix']],
    values: [
      { path: 'name', pattern: /[\w.-]{1,64}/ },
      { path: 'namePrefix', pattern: /[\w.-]{1,38}/ },
    ],
  },
}
