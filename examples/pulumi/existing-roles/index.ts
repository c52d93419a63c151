import * as crowsnest from 'crowsnest'

// Everything that a security or platform team made before is named; Crowsnest makes the rest.
const account = '111122223333'
const role = (name: string): string => `arn:aws:iam::${account}:role/metrics/${name}`

const engine = new crowsnest.Engine('engine', {
  rolePath: '/metrics/', // the engine may assume the roles below services/ in it
  roleArn: role('crowsnest-engine'),
  schedulerRoleArn: role('crowsnest-scheduler'),
  stateBucket: 'acme-crowsnest-state',
  stateKeyArn: `arn:aws:kms:us-east-2:${account}:key/1111abcd-0000-4000-8000-00000000000a`,
  logGroup: '/acme/crowsnest',
})

new crowsnest.Detector('revenue', {
  engine,
  interval: 'PT1H',
  dataset: {
    role: role('services/revenue-reader'),
    source: { s3: { continuous: 's3://acme-metrics/live/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } } },
    timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
    measures: [{ column: 'revenue', aggregation: 'SUM' }],
  },
  alerts: [
    {
      name: 'oncall',
      role: role('services/revenue-oncall'),
      channel: { sns: { topic: `arn:aws:sns:us-east-2:${account}:oncall` } },
    },
  ],
})
