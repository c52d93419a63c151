import { didYouMean, either, show, text } from './finding-text.ts'

/** Findings about sources that are asked in place of read: metrics, databases, flows. */
export const SERVICE_TEXTS = {
  SOURCE_NAME_INVALID: text<{ got: unknown }>({
    level: 'error',
    guide: 'Using Amazon Lookout for Metrics with other services',
    summary:
      'The name of a database, table, namespace or workgroup is empty, too long or has a character that no such name has.',
    message: ({ got }) => `${show(got)} is not a name.`,
    help: () => 'Write it as the service shows it, without quotes of its own; 1 to 255 characters.',
  }),
  DATABASE_IDENTIFIER_INVALID: text<{ got: unknown }>({
    level: 'error',
    guide: 'API reference: DBInstanceIdentifier, ClusterIdentifier',
    summary: 'The identifier of a DB instance or cluster breaks the rules of the service.',
    message: ({ got }) => `${show(got)} is not the identifier of an instance or cluster.`,
    help: () =>
      'Identifiers have 1 to 63 letters, digits and single hyphens, the first a letter. For an address use `host`.',
  }),
  WORKGROUP_ARN_INVALID: text<{ got: unknown }>({
    level: 'error',
    guide: null,
    summary: 'A workgroup of Redshift Serverless is not named by its ARN.',
    message: ({ got }) => `${show(got)} is not the ARN of a serverless workgroup.`,
    help: () =>
      'Write arn:aws:redshift-serverless:<region>:<account>:workgroup/<id>, as `aws redshift-serverless list-workgroups` shows it: the id is what policies name.',
  }),
  REGION_INVALID: text<{ got: unknown }>({
    level: 'error',
    guide: null,
    summary: 'A region is not written as AWS writes regions.',
    message: ({ got }) => `${show(got)} is not an AWS Region.`,
    help: () => 'Write its code: us-east-1, eu-central-1.',
  }),
  SECRET_INVALID: text<{ got: unknown }>({
    level: 'error',
    guide: 'API reference: SecretManagerArn',
    summary: 'A secret is neither the name nor the ARN of one in Secrets Manager.',
    message: ({ got }) => `${show(got)} is not a secret.`,
    help: () => 'Write its name or ARN: letters, digits and / _ + = . @ -. Never write a password into a spec.',
  }),
  KEY_ARN_INVALID: text<{ got: unknown }>({
    level: 'error',
    guide: null,
    summary: 'A key is not named by its ARN in KMS.',
    message: ({ got }) => `${show(got)} is not the ARN of a key.`,
    help: () => 'Write arn:aws:kms:<region>:<account>:key/<id>; aliases do not work in policies.',
  }),
  VARIABLE_INVALID: text<{ got: unknown }>({
    level: 'error',
    guide: null,
    summary: 'The name of an environment variable has other characters than letters, digits and underscores.',
    message: ({ got }) => `${show(got)} is not the name of an environment variable.`,
    help: () => 'Write the name of the variable, not the password: SHOP_PASSWORD.',
  }),
  FLOW_NAME_INVALID: text<{ got: unknown }>({
    level: 'error',
    guide: 'API reference: FlowName',
    summary: 'The name of a flow breaks the rules of AppFlow.',
    message: ({ got }) => `${show(got)} is not the name of a flow.`,
    help: () => 'Write the name, not the ARN: letters, digits and ! @ # . - _, up to 256.',
  }),
  TIMEOUT_INVALID: text<{ got: unknown; suggestion?: string | null }>({
    level: 'error',
    guide: null,
    summary: 'The time that a query may take is not a duration from one second to 15 minutes.',
    message: ({ got, suggestion }) =>
      `${show(got)} is not a time that a query may take.${didYouMean(suggestion ?? null)}`,
    help: () => 'Write an ISO 8601 duration from PT1S to PT15M, such as PT2M.',
  }),
  UNTIL_INVALID: text<{ got: unknown }>({
    level: 'error',
    guide: 'Running a backtest',
    summary: 'The end of a backtest is not a date or time.',
    message: ({ got }) => `${show(got)} is neither a date nor a time.`,
    help: () => "Write 2026-06-01 or 2026-06-01T12:00, in the dataset's time zone.",
  }),
  UNTIL_UNUSED: text<{ got: string }>({
    level: 'warning',
    guide: 'Running a backtest',
    summary: 'The end of a backtest is given, but the detector watches new data.',
    message: () => '`until` has no effect: it ends the data of a backtest.',
    help: () => 'Add `backtest: true`, or remove `until`.',
  }),
  KEY_UNUSED: text<{ key: string; needs: readonly string[] }>({
    level: 'error',
    guide: null,
    summary: 'A setting of a source has no meaning without another one.',
    message: ({ key, needs }) => `\`${key}\` has no meaning without ${either(needs)}.`,
    help: ({ key, needs }) => `Add ${either(needs)}, or remove \`${key}\`.`,
  }),
  TIMESTAMP_UNUSED: text<Record<string, never>>({
    level: 'error',
    guide: 'Using Amazon CloudWatch with Lookout for Metrics',
    summary: 'A timestamp column is given for CloudWatch, whose values have times of their own.',
    message: () => 'Metrics of CloudWatch have no timestamp column.',
    help: () => 'Remove `timestamp`.',
  }),
  TIMESTAMP_FORMAT_UNSORTABLE: text<{ got: string }>({
    level: 'error',
    guide: null,
    summary: 'Timestamps that are text in a database are not in the order of time.',
    message: ({ got }) =>
      `Texts in the format ${show(got)} are not in the order of time, so that a database cannot find an interval by them.`,
    help: () =>
      'Use a column of a type of dates or timestamps and leave `format` out, or text with the year first and two digits a part: yyyy-MM-dd HH:mm:ss.',
  }),
  STATISTIC_INVALID: text<{ got: unknown }>({
    level: 'error',
    guide: 'Using Amazon CloudWatch with Lookout for Metrics',
    summary: 'A statistic is none of CloudWatch.',
    message: ({ got }) => `${show(got)} is not a statistic of CloudWatch.`,
    help: () =>
      'Use Sum, Average, SampleCount, Minimum, Maximum, IQM, a percentile such as p99, or a trimmed one such as tm90 or TM(10%:90%).',
  }),
  STATISTIC_UNUSED: text<{ key: string }>({
    level: 'error',
    guide: null,
    summary: 'A measure names a metric or statistic of CloudWatch, but the data lies elsewhere.',
    message: ({ key }) => `\`${key}\` is for the source cloudwatch.`,
    help: ({ key }) => `Remove \`${key}\`; \`column\` and \`aggregation\` say what the measure is.`,
  }),
  STATISTIC_NOT_ADDITIVE: text<{ statistic: string }>({
    level: 'error',
    guide: null,
    summary: 'Values of a statistic are said to be summed that cannot be.',
    message: ({ statistic }) =>
      `Values of ${statistic} cannot be added up: the sum of two averages is nobody's average.`,
    help: () => 'Write `aggregation: AVG`. Sum, SampleCount, tc and ts can be summed.',
  }),
  STATISTIC_NOT_DIVISIBLE: text<{ statistic: string; timezone: string }>({
    level: 'error',
    guide: null,
    summary: 'A percentile is asked for by days that are not those of CloudWatch.',
    message: ({ statistic, timezone }) =>
      `${statistic} of a day in ${timezone} cannot be had: the days of CloudWatch are those of UTC, and percentiles of hours do not add up to one of a day.`,
    help: () => 'Use `timezone: UTC`, a shorter interval, or Sum, Average, SampleCount, Minimum or Maximum.',
  }),
  PARTITION_PATTERN_INVALID: text<{ got: string }>({
    level: 'error',
    guide: 'Using Amazon Athena with Lookout for Metrics',
    summary: 'What a partition column holds is not a pattern of a time.',
    message: ({ got }) => `${show(got)} is not what a partition holds of a time.`,
    help: () => 'Use yyyy, MM, dd, HH and mm with the characters between them: yyyy-MM-dd, HH.',
  }),
}
