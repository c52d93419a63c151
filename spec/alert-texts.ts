import { count, didYouMean, either, show, text } from './finding-text.ts'

/** Findings about alerts and their channels. */
export const ALERT_TEXTS = {
  ALERTS_TOO_MANY: text<{ count: number; limit: number }>({
    level: 'error',
    guide: 'Quotas',
    summary: 'The detector has more alerts than its quota.',
    message: (args) => `There are ${count(args.count)} alerts; the quota is ${count(args.limit)}.`,
    help: (args) => `Remove some, or raise the quota: \`quotas: { alerts: ${args.count} }\`.`,
  }),
  ALERT_NAME_REPEATED: text<{ name: string }>({
    level: 'error',
    guide: 'Creating alerts',
    summary: 'Two alerts have the same name.',
    message: ({ name }) => `Another alert is named \`${name}\` already.`,
    help: () => 'Names of alerts are unique, across all detectors of an account and region.',
  }),
  THRESHOLD_OUT_OF_RANGE: text<{ got: unknown }>({
    level: 'error',
    guide: 'Working with alerts; API reference: SensitivityThreshold',
    summary: 'The threshold of an alert is not a whole number from 0 to 100.',
    message: ({ got }) => `${show(got)} is not a threshold.`,
    help: () => 'Use a whole number from 0 to 100: the severity from which the alert fires.',
  }),
  ALERT_MEASURE_UNKNOWN: text<{ measure: string; known: readonly string[]; suggestion: string | null }>({
    level: 'error',
    guide: 'Creating alerts',
    summary: 'An alert names something that is not a measure of the dataset.',
    message: ({ measure, suggestion }) => `\`${measure}\` is not a measure of this dataset.${didYouMean(suggestion)}`,
    help: ({ known }) => (known.length === 0 ? 'Add it to `measures` of the dataset.' : `Use ${either(known)}.`),
  }),
  ALERT_DIMENSION_UNKNOWN: text<{ dimension: string; known: readonly string[]; suggestion: string | null }>({
    level: 'error',
    guide: 'Creating alerts',
    summary: 'An alert names something that is not a dimension of the dataset.',
    message: ({ dimension, suggestion }) =>
      `\`${dimension}\` is not a dimension of this dataset.${didYouMean(suggestion)}`,
    help: ({ known }) => (known.length === 0 ? 'Add it to `dimensions` of the dataset.' : `Use ${either(known)}.`),
  }),
  ALERT_VALUE_FILTERED: text<{ dimension: string; value: string }>({
    level: 'warning',
    guide: 'Working with filters',
    summary: 'An alert waits for a dimension value that the filters of the dataset leave out.',
    message: ({ dimension, value }) =>
      `The dataset's filter of \`${dimension}\` leaves ${show(value)} out, so the alert never sees it.`,
    help: () => 'Add the value to the filter, or remove it here.',
  }),
  ALERT_MEASURES_TOO_MANY: text<{ count: number; limit: number }>({
    level: 'error',
    guide: 'Creating alerts',
    summary: 'An alert lists more measures than the quota.',
    message: (args) => `The alert lists ${count(args.count)} measures; the quota is ${count(args.limit)}.`,
    help: (args) => `Remove some, or raise the quota: \`quotas: { alertMeasures: ${args.count} }\`.`,
  }),
  ALERT_DIMENSIONS_TOO_MANY: text<{ count: number; limit: number }>({
    level: 'error',
    guide: 'Creating alerts',
    summary: 'An alert lists more dimensions than the quota.',
    message: (args) => `The alert lists ${count(args.count)} dimensions; the quota is ${count(args.limit)}.`,
    help: (args) => `Remove some, or raise the quota: \`quotas: { alertDimensions: ${args.count} }\`.`,
  }),
  ALERT_VALUES_TOO_MANY: text<{ dimension: string; count: number; limit: number }>({
    level: 'error',
    guide: 'Creating alerts',
    summary: 'An alert lists more values of a dimension than the quota.',
    message: (args) =>
      `The alert lists ${count(args.count)} values of \`${args.dimension}\`; the quota is ${count(args.limit)}.`,
    help: (args) => `Remove some, or raise the quota: \`quotas: { alertValues: ${args.count} }\`.`,
  }),
  SNS_TOPIC_INVALID: text<{ got: unknown }>({
    level: 'error',
    guide: 'Creating alerts; API reference: SNSConfiguration',
    summary: 'The topic of an alert is not the ARN of an SNS topic.',
    message: ({ got }) => `${show(got)} is not the ARN of an SNS topic.`,
    help: () => 'Write arn:aws:sns:<region>:<account>:<topic>, not the ARN of a subscription.',
  }),
  LAMBDA_FUNCTION_INVALID: text<{ got: unknown }>({
    level: 'error',
    guide: 'Creating alerts; API reference: LambdaConfiguration',
    summary: 'The function of an alert is not the ARN of a Lambda function.',
    message: ({ got }) => `${show(got)} is not the ARN of a Lambda function.`,
    help: () => 'Write arn:aws:lambda:<region>:<account>:function:<name>, with :<alias> behind it when you want one.',
  }),
  WEBHOOK_URL_INVALID: text<{ got: unknown }>({
    level: 'error',
    guide: null,
    summary: 'The URL of a webhook is not an absolute http or https URL.',
    message: ({ got }) => `${show(got)} is not the URL of a webhook.`,
    help: () => 'Write the whole URL, beginning with https://.',
  }),
  WEBHOOK_NOT_ENCRYPTED: text<{ host: string }>({
    level: 'error',
    guide: null,
    summary: 'A webhook sends alerts over plain http to another machine.',
    message: ({ host }) => `Alerts would go to ${host} unencrypted.`,
    help: () => 'Use https; plain http is only for this machine (localhost, 127.0.0.1, [::1]).',
  }),
  WEBHOOK_CREDENTIALS: text<{ host: string }>({
    level: 'error',
    guide: 'Data protection in Amazon Lookout for Metrics',
    summary: 'The URL of a webhook holds a user name or password, which would end up in logs; it is never called.',
    message: ({ host }) => `The URL of the webhook at ${host} holds a user name or password.`,
    help: () => 'Remove them. Let the receiver check the message, or use a URL that is hard to guess.',
  }),
}
