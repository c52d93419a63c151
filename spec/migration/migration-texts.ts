import { show, text } from '../finding-text.ts'
import type { UnknownReason } from './template-values.ts'

/** Every finding of a migration, by code. Codes are stable: a released one keeps its meaning. */
export const MIGRATION_TEXTS = {
  INPUT_SYNTAX: text<{ detail: string }>({
    level: 'error',
    guide: null,
    summary: 'A file is neither JSON nor YAML.',
    message: ({ detail }) => `The file cannot be read: ${detail}.`,
    help: () => 'Correct it, or write it again with the command that made it.',
  }),
  INPUT_TOO_DEEP: text<Record<string, never>>({
    level: 'error',
    guide: null,
    summary: 'Lists or mappings are nested beyond anything that a template or state has.',
    message: () => 'The file is nested too deeply to be read.',
    help: () => 'Give the template, state or answer of the API itself.',
  }),
  INPUT_UNKNOWN: text<Record<string, never>>({
    level: 'error',
    guide: null,
    summary: 'A file is of none of the kinds that can be migrated.',
    message: () => 'It is not known what this file is.',
    help: () =>
      'Give a CloudFormation template, what `pulumi stack export` or `terraform show -json` writes, a terraform.tfstate, or what `aws lookoutmetrics describe-...` answered.',
  }),
  INPUT_WITHOUT_RESOURCES: text<{ kind: string }>({
    level: 'warning',
    guide: null,
    summary: 'A file has nothing of Lookout for Metrics.',
    message: ({ kind }) => `This ${kind} has no resource of Lookout for Metrics.`,
    help: () => 'Look for another: of a stack with nested stacks it is one of the nested ones.',
  }),
  TERRAFORM_STATE_OLD: text<{ version: unknown }>({
    level: 'error',
    guide: null,
    summary: 'A state of Terraform is not of version 4, the one since Terraform 0.12.',
    message: ({ version }) => `The state is of version ${show(version)}; only 4 can be read.`,
    help: () => 'Give what `terraform show -json` writes, which has one form for all.',
  }),
  TEMPLATE_LOOP: text<{ name: string }>({
    level: 'error',
    guide: null,
    summary: 'A template has a loop or a macro, which only CloudFormation itself can process.',
    message: ({ name }) => `\`${name}\` is processed by CloudFormation alone; what it makes is not migrated.`,
    help: () => 'Migrate what `aws cloudformation get-template --template-stage Processed` writes.',
  }),
  RESOURCE_CONDITION_FALSE: text<{ resource: string; condition: string }>({
    level: 'warning',
    guide: null,
    summary: 'A resource has a condition that does not hold, so it was left out, as CloudFormation would.',
    message: ({ resource, condition }) => `\`${resource}\` is left out: its condition \`${condition}\` does not hold.`,
    help: ({ condition }) => `Where it does, migrate with --parameter ${condition}=true.`,
  }),
  RESOURCE_CONDITION_UNKNOWN: text<{ resource: string; condition: string }>({
    level: 'warning',
    guide: null,
    summary: 'A resource has a condition of which it is not known whether it holds; it was migrated.',
    message: ({ resource, condition }) =>
      `\`${resource}\` is migrated, though it is not known whether its condition \`${condition}\` holds.`,
    help: ({ condition }) => `Say it: --parameter ${condition}=true or ${condition}=false.`,
  }),
  PARAMETER_UNUSED: text<{ name: string }>({
    level: 'warning',
    guide: null,
    summary: 'A value was given with `--parameter` that nothing asked for.',
    message: ({ name }) => `--parameter ${name} was not used.`,
    help: () => 'Compare its name with those of the placeholders and of the parameters of the template.',
  }),
  VALUE_UNRESOLVED: text<{ name: string; reason: UnknownReason }>({
    level: 'error',
    guide: null,
    summary: 'A template does not say a value itself; the spec has a placeholder for it.',
    message: ({ name, reason }) => `${REASONS[reason](name)}; the spec has \`<<${name}>>\` in its place.`,
    help: ({ name, reason }) =>
      reason === 'condition'
        ? `Migrate again with --parameter ${shellWord(`${name}=true`)} or ${shellWord(`${name}=false`)}, or write what is meant into the spec.`
        : `Migrate again with --parameter ${shellWord(`${name}=VALUE`)}, or write the value into the spec.`,
  }),
  MEMBER_UNKNOWN: text<{ member: string }>({
    level: 'warning',
    guide: null,
    summary: 'A resource has a member that the original service did not know; it was left out.',
    message: ({ member }) => `\`${member}\` is not known and was left out.`,
    help: () => 'Compare its name with the reference of the original; a misspelt one had no effect there either.',
  }),
  MEMBER_INVALID: text<{ member: string; got: unknown; expected: string }>({
    level: 'error',
    guide: null,
    summary: 'A member of a resource holds something else than what it has to; it was left out.',
    message: ({ member, got, expected }) => `\`${member}\` is ${show(got)}, which is not ${expected}; it was left out.`,
    help: () => 'Correct it and migrate again, or write what was meant into the spec.',
  }),
  SECRET_ENCRYPTED: text<{ member: string; name: string }>({
    level: 'error',
    guide: null,
    summary: 'A state of Pulumi has a value encrypted; the spec has a placeholder for it.',
    message: ({ member }) => `\`${member}\` is encrypted in this state.`,
    help: () => 'Export the stack again with `pulumi stack export --show-secrets`, or write the value into the spec.',
  }),
  DETECTOR_NOT_FOUND: text<{ what: string; detector: string | null }>({
    level: 'error',
    guide: null,
    summary: 'A dataset or alert belongs to a detector that no file describes; it is in no spec.',
    message: ({ what, detector }) =>
      detector === null
        ? `${what} does not say which detector it belongs to.`
        : `${what} belongs to the detector ${detector}, which none of the files describes.`,
    help: () => 'Migrate together with the file that describes the detector.',
  }),
  DETECTOR_ASSUMED: text<{ what: string; detector: string }>({
    level: 'warning',
    guide: null,
    summary: 'It is not known which detector a dataset, an alert or tags belong to; the only one was taken.',
    message: ({ what, detector }) => `${what} is taken to belong to ${detector}, the only detector there is.`,
    help: () => 'Look whether that is so.',
  }),
  DETECTOR_TWICE: text<{ detector: string; file: string }>({
    level: 'warning',
    guide: null,
    summary: 'A detector is described twice; the first description is used.',
    message: ({ detector, file }) => `The detector ${detector} is described in ${file}, too; that description is used.`,
    help: () => 'Name first the file that is to be used, or leave the other out.',
  }),
  DETECTOR_FROM_DATASET: text<{ detector: string }>({
    level: 'warning',
    guide: null,
    summary: 'No file describes the detector of a dataset; its name and interval are those that the dataset says.',
    message: ({ detector }) =>
      `The detector ${detector} is known by its dataset alone: its description, key and tags are not.`,
    help: () => 'Migrate together with the answer of describe-anomaly-detector where you have it.',
  }),
  DATASET_NOT_FOUND: text<{ detector: string }>({
    level: 'error',
    guide: null,
    summary: 'No file describes the dataset of a detector; the spec has a placeholder for it.',
    message: ({ detector }) => `None of the files describes the dataset of ${detector}.`,
    help: () =>
      'Migrate together with the answer of describe-metric-set, or write `dataset` yourself: crowsnest init looks at the data.',
  }),
  DATASET_SURPLUS: text<{ detector: string; dataset: string }>({
    level: 'error',
    guide: null,
    summary: 'A detector has a second dataset, which the original did not allow; it is in no spec.',
    message: ({ detector, dataset }) => `${detector} has a dataset already; ${dataset} is left out.`,
    help: () => 'Make a detector of its own for it.',
  }),
  ALERT_TWICE: text<{ alert: string; file: string }>({
    level: 'warning',
    guide: null,
    summary: 'An alert is described twice; the first description is used.',
    message: ({ alert, file }) => `The alert ${alert} is described in ${file}, too; that description is used.`,
    help: () => 'Name first the file that is to be used, or leave the other out.',
  }),
  ALERT_LISTED_ONLY: text<{ alert: string }>({
    level: 'error',
    guide: null,
    summary: 'An alert is known from list-alerts alone, which does not say where it goes.',
    message: ({ alert }) => `Where the alert ${alert} goes and its filters are not in a list of alerts.`,
    help: () => 'Migrate together with the answer of describe-alert, or complete the alert in the spec.',
  }),
  ALERT_INACTIVE: text<{ alert: string }>({
    level: 'warning',
    guide: null,
    summary: 'An alert was not active; in the spec it is.',
    message: ({ alert }) => `The alert ${alert} was inactive. What a spec has is active.`,
    help: () => 'Remove it from the spec where it is not wanted.',
  }),
  NAME_ASSUMED: text<{ name: string; what: string }>({
    level: 'warning',
    guide: null,
    summary: 'A resource has no name of its own: CloudFormation made one. The name in the template is used.',
    message: ({ name, what }) => `The ${what} has no name; it is called ${name}, as in the template.`,
    help: () => 'Change it in the spec where another is wanted; a deployed detector cannot be renamed.',
  }),
  INTERVALS_DIFFER: text<{ detector: string; dataset: string }>({
    level: 'warning',
    guide: 'Setting up a detector',
    summary: 'The detector and its dataset have different frequencies; that of the detector is used.',
    message: ({ detector, dataset }) =>
      `The detector looks every ${detector}, the dataset says ${dataset}; ${detector} is used.`,
    help: () => 'Look which of the two the data has.',
  }),
  NOT_CARRIED: text<{ member: string; detail: string }>({
    level: 'warning',
    guide: null,
    summary: 'A member has no counterpart in a spec.',
    message: ({ member, detail }) => `\`${member}\` is not carried over. ${detail}`,
    help: () => 'Nothing has to be done where that is fine.',
  }),
  CARRIED_AS_ASSUMED: text<{ member: string; detail: string }>({
    level: 'warning',
    guide: null,
    summary: 'A spec needs something that the original did not say; the likely was taken.',
    message: ({ member, detail }) => `Of \`${member}\` something was assumed. ${detail}`,
    help: () => 'Look whether that is so, and correct the spec.',
  }),
  NOT_KNOWN: text<{ member: string; detail: string }>({
    level: 'error',
    guide: null,
    summary: 'A spec needs something that the original does not say.',
    message: ({ member, detail }) => `\`${member}\` does not say enough. ${detail}`,
    help: () => 'Complete the spec; `crowsnest check` shows the place.',
  }),
  FLOW_DESTINATION: text<{ flow: string }>({
    level: 'error',
    guide: 'Using Amazon AppFlow with Lookout for Metrics',
    summary: 'A flow of AppFlow delivered to Lookout for Metrics, which is gone; it has to deliver to S3.',
    message: ({ flow }) => `The flow ${flow} delivered to Lookout for Metrics; now it has to deliver into a bucket.`,
    help: () => 'Give the flow a destination in S3 (docs/appflow.md) and write it as `destination` and `format`.',
  }),
  BACKTEST_CARRIED: text<{ status: string }>({
    level: 'warning',
    guide: 'Backtesting',
    summary: 'The detector was one of a backtest, so the spec is.',
    message: ({ status }) => `The detector was ${status}, so the spec has \`backtest: true\`.`,
    help: () => 'Remove it from the source, and the detector watches new data: no second detector is needed.',
  }),
  DETECTOR_NOT_RUNNING: text<{ status: string; reason: string | null }>({
    level: 'warning',
    guide: null,
    summary: 'The detector was not active when it was described.',
    message: ({ status, reason }) =>
      `The detector was ${status}${reason === null ? '' : `: ${reason.replace(/\.$/, '')}`}.`,
    help: () => 'Try its data with `crowsnest check --connect` and `crowsnest backtest` before you deploy it.',
  }),
  KEY_OF_ENGINE: text<{ key: string }>({
    level: 'warning',
    guide: 'Encryption at rest',
    summary:
      'A detector had a key of its own; here the key belongs to the engine, which keeps the state of all its detectors.',
    message: ({ key }) => `The key ${key} is not part of a spec: the state is encrypted with the key of the engine.`,
    help: () =>
      "Give it to the engine (`kmsKeyArn` of the component Engine); its policy has to allow the engine's role.",
  }),
  ROLE_REPLACED: text<{ role: string; purpose: string }>({
    level: 'suggestion',
    guide: 'Service roles for Amazon Lookout for Metrics',
    summary:
      'A service role is not carried over: it trusts a service that is gone. A new one is made, with the least rights.',
    message: ({ role, purpose }) =>
      `The role ${role} trusts lookoutmetrics.amazonaws.com, which is gone; a new one ${purpose} is made with the least rights.`,
    help: () => '`crowsnest policy` shows it with the reason of every statement. --keep-roles keeps the old one.',
  }),
  ROLE_KEPT: text<{ role: string }>({
    level: 'warning',
    guide: 'Service roles for Amazon Lookout for Metrics',
    summary: 'A service role was kept (`--keep-roles`); it has to trust the engine from now on.',
    message: ({ role }) => `The role ${role} is kept, but trusts lookoutmetrics.amazonaws.com alone.`,
    help: () => "Change its trust policy to what `crowsnest policy` writes: the engine's role with its external id.",
  }),
  TAGS_NOT_CARRIED: text<{ what: string }>({
    level: 'warning',
    guide: 'Tagging your resources',
    summary: 'A dataset or an alert had tags of its own; a spec has tags for all resources of a detector.',
    message: ({ what }) =>
      `The tags of ${what} are not carried over: a spec has one set of tags for all its resources.`,
    help: () => 'Add them to `tags` of the spec.',
  }),
  OTHER_RESOURCES: text<{ count: number; types: readonly string[] }>({
    level: 'suggestion',
    guide: null,
    summary: 'A template has other resources, too, which a spec has no part in.',
    message: ({ count: number, types }) =>
      `${number === 1 ? 'One other resource is' : `${number} other resources are`} not part of a spec: ${types.join(', ')}.`,
    help: () => 'Keep those that hold data, topics, functions and keys; roles for Lookout for Metrics can go.',
  }),
  ACTIVATED_BY_DEPLOYMENT: text<Record<string, never>>({
    level: 'suggestion',
    guide: 'Activating a detector',
    summary: 'Now better: CloudFormation never activated a detector; a deployment does.',
    message: () => 'A deployment activates the detector, which AWS::LookoutMetrics::AnomalyDetector never did.',
    help: () => 'Drop the call or custom resource that activated it.',
  }),
  HISTORY_FROM_SOURCE: text<{ source: string }>({
    level: 'suggestion',
    guide: 'Detector learning',
    summary:
      'Now better: a detector learns its history from any source at once; the original waited for new intervals unless it was S3.',
    message: ({ source }) =>
      `The detector learns up to 2,500 past intervals from ${source} when it is activated and waits for none.`,
    help: () => '`crowsnest backtest` shows today what it would have found.',
  }),
  SILENCE_WATCHED: text<Record<string, never>>({
    level: 'suggestion',
    guide: null,
    summary: 'Now better: a metric that falls silent is anomalous; the original did not see missing data.',
    message: () => 'A metric that nearly always reports and falls silent is found, too; the original did not see that.',
    help: () => 'Write `missingData: IGNORE` into the dataset where silence means nothing.',
  }),
  ALERT_FILTERS_POSSIBLE: text<{ alert: string }>({
    level: 'suggestion',
    guide: 'Working with alerts',
    summary: 'Now better: an alert of a template can have filters and a format, which CloudFormation could not say.',
    message: ({ alert }) =>
      `The alert ${alert} can name the measures and dimension values that it is about, and the format of its message.`,
    help: () =>
      'Add `measures`, `dimensions` or `channel.sns.format` to it. For Slack, PagerDuty and others there are components.',
  }),
}

/** Stable name of a finding of a migration. */
export type MigrationCode = keyof typeof MIGRATION_TEXTS

const REASONS: Readonly<Record<UnknownReason, (name: string) => string>> = {
  parameter: (name) => `The parameter \`${name}\` has no default`,
  ssm: (name) => `The parameter \`${name}\` is read from the Parameter Store when the template is deployed`,
  pseudo: (name) => `\`${name}\` is known only where the template is deployed`,
  resource: (name) => `What \`${name}\` is called is known only where the template is deployed`,
  import: (name) => `\`${name}\` is exported by another stack`,
  condition: (name) => `Whether the condition \`${name}\` holds is not known`,
  dynamic: (name) => `\`{{${name}}}\` is looked up when the template is deployed`,
  function: (name) => `What \`${name}\` gives cannot be computed here`,
}

function shellWord(word: string): string {
  return /^[\w:./=-]+$/.test(word) ? word : `'${word}'`
}
