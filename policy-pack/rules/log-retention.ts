import { UNKNOWN } from '../known-value.ts'
import { isProperties, type StackResource } from '../resource.ts'
import { stackRule, type StackViolation } from '../rule.ts'

/** Logs that end some day. */
export const logRetention = stackRule<{ minimumDays: number; maximumDays: number }>({
  title: 'Logs end some day',
  description:
    'Every log group keeps its events for a set time, and every function writes to a log group that somebody has declared.',
  enforcement: 'advisory',
  why: 'What is kept for ever costs for ever and may be more than data protection allows, but nothing is open.',
  severity: 'low',
  cure: 'Set `retentionInDays`; the component Engine declares its log group with 90 days (`logRetentionDays`).',
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html',
  scope: 'all',
  settings: {
    minimumDays: { description: 'Fewest days.', type: 'integer', minimum: 1, default: 1 },
    maximumDays: { description: 'Most days.', type: 'integer', minimum: 1, default: 3653 },
  },
  check({ resources, judged }, { minimumDays, maximumDays }) {
    const declared = resources.filter(({ type }) => type === LOG_GROUP)
    return judged.flatMap((resource): readonly StackViolation[] => {
      const message =
        resource.type === LOG_GROUP
          ? retentionProblem(resource, minimumDays, maximumDays)
          : resource.type === FUNCTION
            ? undeclaredProblem(resource, declared)
            : null
      return message === null ? [] : [{ urn: resource.urn, message }]
    })
  },
  bad: {
    resources: [
      { type: 'aws:cloudwatch/logGroup:LogGroup', name: 'log', properties: { name: '/acme/metrics' } },
      { type: 'aws:lambda/function:Function', name: 'notify', properties: { name: 'notify' } },
    ],
  },
  good: {
    resources: [
      {
        type: 'aws:cloudwatch/logGroup:LogGroup',
        name: 'log',
        properties: { name: '/aws/lambda/notify', retentionInDays: 30 },
      },
      { type: 'aws:lambda/function:Function', name: 'notify', properties: { name: 'notify' } },
    ],
  },
})

const LOG_GROUP = 'aws:cloudwatch/logGroup:LogGroup'
const FUNCTION = 'aws:lambda/function:Function'

function retentionProblem({ properties }: StackResource, least: number, most: number): string | null {
  const { retentionInDays: days = 0 } = properties
  if (days === UNKNOWN || (typeof days === 'number' && days >= least && days <= most)) return null
  const range = `${least} to ${most} days, one of the numbers that CloudWatch Logs knows`
  return days === 0 || days === null
    ? `retentionInDays: events are kept for ever. Use ${range}.`
    : `retentionInDays: ${String(days)} days are not allowed. Use ${range}.`
}

/** Lambda makes a log group that keeps for ever where none is declared. One that a function names is there already. */
function undeclaredProblem({ properties }: StackResource, declared: readonly StackResource[]): string | null {
  const { name, loggingConfig } = properties
  const named = isProperties(loggingConfig) ? loggingConfig['logGroup'] : loggingConfig
  const own = typeof name === 'string' ? `/aws/lambda/${name}` : null
  if (own === null || (named !== undefined && named !== null && named !== '' && named !== own)) return null
  if (declared.some(({ properties: group }) => group['name'] === own || group['name'] === UNKNOWN)) return null
  return `loggingConfig: Lambda will make the log group ${own}, which keeps for ever. Declare it with retentionInDays.`
}
