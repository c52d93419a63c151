import * as sns from '@pulumi/aws/sns/index.js'
import * as crowsnest from 'crowsnest'

// The detector "revenue" was deployed by another team, in another stack. Its name and that of its engine are all it takes.
const topic = new sns.Topic('finance', { kmsMasterKeyId: 'alias/aws/sns' })

const alert = new crowsnest.Alert('finance', {
  engine: { name: 'engine' },
  detector: 'revenue',
  threshold: 90,
  measures: ['revenue'],
  dimensions: { marketplace: ['de', 'fr'] },
  channel: { sns: { topic: topic.arn, format: 'LONG_TEXT' } },
})

export const role = alert.role.arn
