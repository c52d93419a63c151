import * as crowsnest from 'crowsnest'

// Every function of the account and region by its name, also those that are made later: a metric for each in every measure.
const oncall = new crowsnest.EmailChannel('oncall', { addresses: ['oncall@example.com'] })

new crowsnest.Detector('functions', {
  engine: new crowsnest.Engine('engine'),
  interval: 'PT5M',
  dataset: {
    source: { cloudwatch: { namespace: 'AWS/Lambda' } },
    offset: 'PT5M', // CloudWatch may have its values a little late
    measures: [
      { column: 'Errors', aggregation: 'SUM' },
      { column: 'slowest', metric: 'Duration', statistic: 'p99', aggregation: 'AVG' },
    ],
    dimensions: ['FunctionName'],
  },
  alerts: [{ name: 'oncall', threshold: 80, channel: oncall.channel }],
})
