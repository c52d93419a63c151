import * as crowsnest from 'crowsnest'

// Three teams, which could have a stack each: who watches has a detector, who owns the data says where it lies, and who answers for access makes
// the role that reads it.
const engine = new crowsnest.Engine('engine')
const revenue = new crowsnest.Detector('revenue', { engine, interval: 'PT1H' })

const continuous = 's3://acme-metrics/live/{{yyyyMMdd}}/{{HHmm}}'
const reader = new crowsnest.ServiceRole('reader', {
  engine,
  detector: 'revenue',
  dataset: { s3: { continuous } },
})

new crowsnest.Dataset('sales', {
  engine,
  detector: revenue.name,
  role: reader.arn,
  source: { s3: { continuous, format: { csv: {} } } },
  timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
  measures: [{ column: 'revenue', aggregation: 'SUM' }],
  backtest: { maxAlertsPerWeek: 3 },
})
