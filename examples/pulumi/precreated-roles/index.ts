import * as crowsnest from 'crowsnest'

// Only the security team makes roles here. `pulumi preview` writes the report for them: every role with its trust, policies and reasons.
// When they have made them, under the names of the report, `pulumi up` deploys without any right on IAM.
const engine = new crowsnest.Engine('engine', { roles: 'precreated', iamReportPath: 'iam-report' })

const revenue = new crowsnest.Detector('revenue', {
  engine,
  interval: 'P1D',
  dataset: {
    source: { s3: { continuous: 's3://acme-metrics/daily/{{yyyyMMdd}}', format: { csv: {} } } },
    timestamp: { column: 'day', format: 'yyyy-MM-dd' },
    measures: [{ column: 'revenue', aggregation: 'SUM' }],
  },
})

export const iamReport = revenue.iamReport
