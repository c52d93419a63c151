import { UNKNOWN } from '../known-value.ts'
import { isProperties } from '../resource.ts'
import { resourceRule } from '../rule.ts'

/** Wake-ups that could not be delivered leave a trace. */
export const scheduleDeadLetter = resourceRule({
  title: 'Schedules have a dead-letter queue',
  description: 'Every schedule of EventBridge Scheduler sends what it cannot deliver to a queue.',
  enforcement: 'advisory',
  why: 'A detector catches up with what it missed at its next wake-up; without the queue nobody learns why it was late.',
  severity: 'low',
  cure: 'Set `target.deadLetterConfig.arn`; the component Detector uses the queue of its engine.',
  source: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html',
  scope: 'all',
  settings: {},
  types: ['aws:scheduler/schedule:Schedule'],
  check({ properties: { target } }) {
    if (!isProperties(target)) return []
    const { deadLetterConfig } = target
    if (deadLetterConfig === UNKNOWN || (isProperties(deadLetterConfig) && deadLetterConfig['arn'])) return []
    return ['target.deadLetterConfig: there is none, so that a lost wake-up leaves no trace. Name an SQS queue.']
  },
  bad: { resources: [schedule({})] },
  good: {
    resources: [schedule({ deadLetterConfig: { arn: 'arn:aws:sqs:us-east-2:111122223333:crowsnest-main-lost' } })],
  },
})

function schedule(target: Readonly<Record<string, unknown>>) {
  return {
    type: 'aws:scheduler/schedule:Schedule',
    name: 'revenue',
    properties: {
      scheduleExpression: 'rate(1 hour)',
      target: {
        arn: 'arn:aws:lambda:us-east-2:111122223333:function:crowsnest-main',
        roleArn: 'arn:aws:iam::111122223333:role/crowsnest/us-east-2/main/crowsnest-main-scheduler-0123456789',
        ...target,
      },
    },
  }
}
