import * as pulumi from '@pulumi/pulumi'
import * as crowsnest from 'crowsnest'

const config = new pulumi.Config('alerts') // pulumi config set --secret alerts:slackWebhook https://hooks.slack.com/...
const engine = new crowsnest.Engine('engine')

const team = new crowsnest.SlackChannel('team', { webhookUrl: config.requireSecret('slackWebhook') })
const oncall = new crowsnest.PagerDutyChannel('oncall', { routingKey: config.requireSecret('pagerDutyKey') })
const finance = new crowsnest.EmailChannel('finance', { addresses: ['finance@example.com'] })

new crowsnest.Detector('revenue', {
  engine,
  interval: 'PT1H',
  dataset: {
    source: { s3: { continuous: 's3://acme-metrics/live/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } } },
    timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
    measures: [{ column: 'revenue', aggregation: 'SUM' }],
    dimensions: ['platform', 'marketplace'],
  },
  alerts: [
    { name: 'team', threshold: 50, channel: team.channel },
    { name: 'oncall', threshold: 90, channel: oncall.channel },
    { name: 'finance', channel: finance.channel },
  ],
})

new crowsnest.Monitoring('health', {
  engine,
  detectors: [{ name: 'revenue', interval: 'PT1H' }],
  channelFunctions: [team.functionName, oncall.functionName],
  emails: ['platform@example.com'],
})
