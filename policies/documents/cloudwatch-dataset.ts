import type { Statement } from './policy-document.ts'

/** What a dataset's role needs to read metrics of CloudWatch. */
export function cloudwatchDatasetStatements(): readonly Statement[] {
  return [
    {
      sid: 'ReadMetrics',
      effect: 'Allow',
      actions: ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'],
      resources: ['*'],
      conditions: {},
      reason:
        'Reads metrics and finds their dimensions. CloudWatch knows neither a resource nor a condition for a namespace or a metric in these actions, so that the star is required: the role reads every metric of the account and region.',
      operations: ['CloudWatch.GetMetricData', 'CloudWatch.ListMetrics'],
      source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/permissions-reference-cw.html',
    },
  ]
}
