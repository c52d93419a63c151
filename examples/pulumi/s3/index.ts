import * as crowsnest from 'crowsnest'

const engine = new crowsnest.Engine('engine')
const oncall = new crowsnest.EmailChannel('oncall', { addresses: ['oncall@example.com'] })

const revenue = new crowsnest.Detector('revenue', {
  engine,
  interval: 'PT1H',
  dataset: {
    source: { s3: { continuous: 's3://acme-metrics/live/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } } },
    timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
    measures: [{ column: 'revenue', aggregation: 'SUM' }],
    dimensions: ['platform', 'marketplace'],
  },
  alerts: [{ name: 'oncall', threshold: 70, channel: oncall.channel }],
})

export const datasetRole = revenue.datasetRole.arn
