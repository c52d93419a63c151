import type { TypeRules } from '../type-rules.ts'
import { ARN, KEY_ARN } from './patterns.ts'

const RETENTION = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

/** Rules of CloudWatch's resources, logs and metrics. */
export const CLOUDWATCH: Readonly<Record<string, TypeRules>> = {
  'aws:cloudwatch/logGroup:LogGroup': {
    source:
      'terraform-provider-aws internal/service/logs/group.go; https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html and API_PutRetentionPolicy.html',
    replaceOn: ['name', 'namePrefix', 'logGroupClass', 'region'],
    conflicts: [['name', 'namePrefix']],
    values: [
      { path: 'name', pattern: /[\w./#-]{1,512}/ },
      { path: 'retentionInDays', oneOf: RETENTION },
      { path: 'kmsKeyId', pattern: KEY_ARN },
      { path: 'logGroupClass', oneOf: ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'] },
    ],
  },
  'aws:cloudwatch/metricAlarm:MetricAlarm': {
    source:
      'terraform-provider-aws internal/service/cloudwatch/metric_alarm.go; https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html',
    replaceOn: ['name', 'region'],
    conflicts: [
      ['metricName', 'metricQueries'],
      ['statistic', 'extendedStatistic', 'metricQueries'],
      ['period', 'metricQueries'],
      ['namespace', 'metricQueries'],
      ['dimensions', 'metricQueries'],
      ['threshold', 'thresholdMetricId'],
    ],
    atLeastOneOf: [['metricName', 'metricQueries', 'evaluationCriteria']],
    values: [
      { path: 'name', minLength: 1, maxLength: 255 },
      { path: 'alarmDescription', maxLength: 1024 },
      { path: 'alarmActions', maxItems: 5 },
      { path: 'alarmActions[]', pattern: ARN },
      { path: 'okActions', maxItems: 5 },
      { path: 'insufficientDataActions', maxItems: 5 },
      {
        path: 'comparisonOperator',
        oneOf: [
          'GreaterThanOrEqualToThreshold',
          'GreaterThanThreshold',
          'LessThanThreshold',
          'LessThanOrEqualToThreshold',
          'LessThanLowerOrGreaterThanUpperThreshold',
          'LessThanLowerThreshold',
          'GreaterThanUpperThreshold',
        ],
      },
      { path: 'datapointsToAlarm', min: 1 },
      { path: 'evaluationPeriods', min: 1 },
      { path: 'period', min: 10, max: 604_800, multipleOf: 10 },
      { path: 'statistic', oneOf: ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] },
      { path: 'treatMissingData', oneOf: ['breaching', 'notBreaching', 'ignore', 'missing'] },
      { path: 'metricQueries[].id', pattern: /[a-z]\w{0,254}/ },
      { path: 'metricQueries[].metric.period', min: 1, max: 604_800 },
      { path: 'namespace', pattern: /[^:].{0,254}/ },
    ],
  },
  'aws:cloudwatch/dashboard:Dashboard': {
    source:
      'terraform-provider-aws internal/service/cloudwatch/dashboard.go; https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html',
    replaceOn: ['dashboardName', 'region'],
    values: [
      { path: 'dashboardName', pattern: /[\w-]{1,255}/ },
      { path: 'dashboardBody', json: true },
    ],
  },
}
