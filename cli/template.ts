import type { DetectorSpec } from '../spec/index.ts'
import type { DetectorTemplateSettings } from '../templates/cloudformation/index.ts'
import { CommandLineError } from './command-line-error.ts'
import { defineCommand } from './define-command.ts'
import { hasErrorCode } from './error-code.ts'
import type { Io } from './io.ts'
import { loadSpec } from './load-spec.ts'

/** `crowsnest template`. */
export const command = defineCommand({
  name: 'template',
  summary: 'writes a template of CloudFormation or Terraform that deploys the detector of a spec',
  operands: 'SPEC',
  description:
    'The template has everything of the detector: the roles of its dataset and its alerts, what declares them to the engine, the ' +
    'activation and the schedule. It is for an engine whose stack was made of templates/cloudformation/engine.yml, and for any ' +
    'region, account and partition where the spec names none. Nothing in AWS is asked. docs/cloudformation.md has the whole way.\n' +
    'A configuration of Terraform (cdk.tf.json) is for one region, and takes an engine that is there; it needs the packages cdktf, ' +
    '@cdktf/provider-aws and constructs. docs/terraform.md tells more.',
  options: {
    to: { value: 'TOOL', required: true, help: 'cloudformation or terraform' },
    engine: { value: 'NAME', help: 'name of the engine; default main. The stack has a parameter for it' },
    region: {
      value: 'REGION',
      help: 'for this region alone: the roles then have the names that the Pulumi components give them; default any region',
    },
    account: {
      value: 'ID',
      help: 'account that is deployed to: ARNs of it in the spec then stand for wherever the stack is made',
    },
    combined: { help: 'one role for the dataset and all alerts, instead of one for each' },
    'dataset-account': { value: 'ID', help: "account that owns the dataset's bucket; default the engine's" },
    'dataset-key': { value: 'ARN', help: "KMS key of the dataset's bucket; default none" },
    'results-key': { value: 'ARN', help: 'KMS key of the bucket that Athena keeps results in; default none' },
    'topic-key': { value: 'ALERT=ARN', multiple: true, help: "KMS key of an alert's topic; default none" },
    'max-alerts-per-week': {
      value: 'N',
      help: 'backtests first; more alerts a week than this stop the stack; default no backtest',
    },
    threshold: { value: 'N', help: 'severity from which the backtest counts groups; default the alerts count' },
    'no-activation': { help: 'declares the detector and does not activate it' },
  },
  examples: [
    {
      command: 'crowsnest template revenue.yaml --to cloudformation > revenue.yml',
      effect: 'writes a template for a stack beside that of the engine',
    },
    {
      command: 'crowsnest template revenue.yaml --to terraform --region us-east-1 > cdk.tf.json',
      effect: 'writes a configuration of Terraform',
    },
    {
      command: 'crowsnest template revenue.yaml --to cloudformation --max-alerts-per-week 5 > revenue.yml',
      effect: 'makes the stack stop where the detector would have alerted too often',
    },
  ],
  async run({ operands: [file = ''], values, json }, io) {
    const write = writerOf(values.to)
    const settings = settingsOf(values)
    const { spec } = await loadSpec(file, io)
    io.stdout.write(await write(spec, settings, json, io))
    return 0
  },
})

type Writer = (spec: DetectorSpec, settings: DetectorTemplateSettings, json: boolean, io: Io) => Promise<string>

/** CloudFormation takes no larger one in a call. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LARGEST_BODY = 51_200

async function cloudformation(
  spec: DetectorSpec,
  settings: DetectorTemplateSettings,
  json: boolean,
  io: Io,
): Promise<string> {
  const { detectorTemplate, templateYaml } = await import('../templates/cloudformation/index.ts')
  const template = detectorTemplate(spec, settings)
  const text = json
    ? `${JSON.stringify(template, null, 2)}\n`
    : templateYaml(
        template,
        ' Written by `crowsnest template`: change the spec and write it again. See docs/cloudformation.md.',
      )
  const size = Buffer.byteLength(text)
  if (size > LARGEST_BODY) {
    io.stderr.write(
      `The template has ${size} bytes, and CloudFormation takes ${LARGEST_BODY} in a call: deploy it with --s3-bucket.\n`,
    )
  }
  return text
}

async function terraform(
  spec: DetectorSpec,
  settings: DetectorTemplateSettings,
  _json: boolean,
  io: Io,
): Promise<string> {
  const { engine = 'main', region, accountOfStack, combined, account, keyArn, resultsKeyArn, topicKeyArns } = settings
  if (region === undefined) {
    throw new CommandLineError(
      'OPTION_REQUIRED',
      '--to terraform needs --region: a configuration is for one.',
      'template',
    )
  }
  const { terraformTemplate } = await import('../templates/terraform/index.ts').catch((error: unknown) => {
    if (!hasErrorCode(error, 'ERR_MODULE_NOT_FOUND')) throw error
    const message =
      '--to terraform needs packages that are not there. Install them: npm install cdktf@0.21 @cdktf/provider-aws@21 constructs@10'
    throw new CommandLineError('PACKAGE_MISSING', message, 'template', { cause: error })
  })
  const { backtest, activate } = settings
  const { json, warnings } = terraformTemplate(spec, {
    region,
    engine: { existing: { name: engine } },
    ...(accountOfStack !== undefined && { account: accountOfStack }),
    detector: {
      ...(combined === true && { roles: 'combined' }),
      ...(account !== undefined && { bucketAccount: account }),
      ...(keyArn !== undefined && { bucketKeyArn: keyArn }),
      ...(resultsKeyArn !== undefined && { resultsKeyArn }),
      ...(topicKeyArns !== undefined && { topicKeyArns }),
      ...(activate !== undefined && { activate }),
      ...(backtest !== undefined && {
        backtest: {
          maxAlertsPerWeek: backtest.maxAlertsPerWeek,
          ...(backtest.threshold !== null && { threshold: backtest.threshold }),
        },
      }),
    },
  })
  for (const warning of warnings) io.stderr.write(`${warning}\n`)
  return json
}

const WRITERS: Readonly<Record<string, Writer>> = { cloudformation, terraform }

function writerOf(target: string): Writer {
  const writer = Object.hasOwn(WRITERS, target) ? WRITERS[target] : undefined
  if (writer !== undefined) return writer
  throw new CommandLineError(
    'OPTION_VALUE_UNKNOWN',
    `--to ${target} is not known. Use cloudformation or terraform.`,
    'template',
  )
}

interface Values {
  readonly engine: string | undefined
  readonly region: string | undefined
  readonly account: string | undefined
  readonly combined: boolean
  readonly 'dataset-account': string | undefined
  readonly 'dataset-key': string | undefined
  readonly 'results-key': string | undefined
  readonly 'topic-key': readonly string[]
  readonly 'max-alerts-per-week': string | undefined
  readonly threshold: string | undefined
  readonly 'no-activation': boolean
}

function settingsOf(values: Values): DetectorTemplateSettings {
  const { engine, region, account, combined, threshold } = values
  const limit = numberOf('max-alerts-per-week', values['max-alerts-per-week'], Infinity)
  const from = numberOf('threshold', threshold, 100)
  if (from !== undefined && limit === undefined) {
    throw new CommandLineError(
      'OPTION_ALONE',
      '--threshold is about the backtest, which --max-alerts-per-week asks for. Add that.',
      'template',
    )
  }
  const datasetAccount = formed('dataset-account', values['dataset-account'], /^\d{12}$/, '12 digits')
  const datasetKey = values['dataset-key']
  const resultsKey = values['results-key']
  const topicKeys = values['topic-key'].map(topicKeyOf)
  return {
    ...(engine !== undefined && {
      engine: formed('engine', engine, /^[a-z0-9][a-z0-9-]{0,24}$/, '1 to 25 small letters, digits and hyphens')!,
    }),
    ...(region !== undefined && {
      region: formed('region', region, /^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/, 'the name of a region')!,
    }),
    ...(account !== undefined && { accountOfStack: formed('account', account, /^\d{12}$/, '12 digits')! }),
    combined,
    ...(datasetAccount !== undefined && { account: datasetAccount }),
    ...(datasetKey !== undefined && { keyArn: datasetKey }),
    ...(resultsKey !== undefined && { resultsKeyArn: resultsKey }),
    ...(topicKeys.length > 0 && { topicKeyArns: Object.fromEntries(topicKeys) }),
    ...(limit !== undefined && { backtest: { maxAlertsPerWeek: limit, threshold: from ?? null } }),
    activate: !values['no-activation'],
  }
}

function formed(option: string, value: string | undefined, form: RegExp, what: string): string | undefined {
  if (value === undefined || form.test(value)) return value
  throw new CommandLineError('OPTION_VALUE_UNKNOWN', `--${option} ${value} is not possible. Use ${what}.`, 'template')
}

function numberOf(option: string, value: string | undefined, most: number): number | undefined {
  if (value === undefined) return undefined
  const number = Number(value)
  if (value.trim() !== '' && number >= 0 && number <= most && number !== Infinity) return number
  const range = most === Infinity ? '0 or more' : `from 0 to ${most}`
  throw new CommandLineError(
    'OPTION_VALUE_UNKNOWN',
    `--${option} ${value} is not possible. Use a number, ${range}.`,
    'template',
  )
}

function topicKeyOf(text: string): readonly [string, string] {
  const [, alert, arn] = /^([\w-]+)=(arn:.+)$/.exec(text) ?? []
  if (alert !== undefined && arn !== undefined) return [alert, arn]
  throw new CommandLineError(
    'OPTION_VALUE_UNKNOWN',
    `--topic-key ${text} is not possible. Use the name of an alert and the ARN of a key: oncall=arn:aws:kms:...`,
    'template',
  )
}
