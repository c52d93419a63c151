import type { EnginePlace, PolicyOptions } from '../policies/index.ts'
import { parseArn, partitionOf, withDefaults, type ResolvedDetector } from '../spec/index.ts'
import { CommandLineError } from './command-line-error.ts'
import { defineCommand } from './define-command.ts'
import type { Io } from './io.ts'
import { loadSpec } from './load-spec.ts'
import { policyHtml } from './policy-html.ts'
import { policyMarkdown } from './policy-markdown.ts'
import { policyReport, type PolicyReport } from './policy-report.ts'

/** An account that AWS uses in its examples. */
const EXAMPLE_ACCOUNT = '111122223333'

/** `crowsnest policy`. */
export const command = defineCommand({
  name: 'policy',
  summary: 'writes every role and policy that a spec needs, with the reason of every statement',
  operands: 'SPEC',
  description:
    'Lists the roles of the engine, of the scheduler, of the dataset and of each alert: who may assume them, what they may do, on ' +
    'what, and why. Nothing is deployed and nothing in AWS is asked. Where a spec does not say in which account it will run, the ' +
    'account of its topics and functions is taken. docs/iam.md is the guide for those who review them; ' +
    'spec/output/policy.schema.json describes the JSON.',
  options: {
    format: { value: 'FORMAT', help: 'markdown, html or json; default markdown' },
    people: {
      help: 'also the policies of readers, reviewers, operators, administrators and deployers, and the boundary',
    },
    account: { value: 'ID', help: 'account of the engine, 12 digits' },
    region: { value: 'REGION', help: 'region of the engine; default AWS_REGION, else us-east-1' },
    partition: { value: 'PARTITION', help: "aws, aws-cn, aws-us-gov ...; default the region's" },
    engine: { value: 'NAME', help: 'name of the engine; default main' },
    'state-bucket': {
      value: 'BUCKET',
      help: 'bucket of the state; default crowsnest- with engine, account and region',
    },
    'state-key': { value: 'ARN', help: 'KMS key of the state bucket; default none' },
    'dataset-account': { value: 'ID', help: "account that owns the dataset's bucket; default the engine's" },
    'dataset-key': { value: 'ARN', help: "KMS key of the dataset's bucket; default none" },
    'role-path': { value: 'PATH', help: 'path of the roles; default /crowsnest/<region>/<engine>/' },
    boundary: { value: 'ARN', help: 'permissions boundary of every role; default none' },
    combined: { help: 'one role for the dataset and all alerts, instead of one for each' },
    tracing: { help: 'the engine sends traces to X-Ray' },
  },
  examples: [
    { command: 'crowsnest policy revenue.yaml', effect: 'writes the policies as Markdown' },
    {
      command: 'crowsnest policy revenue.yaml --people --format html > policies.html',
      effect: 'makes a page for a review',
    },
    {
      command: 'crowsnest policy revenue.yaml --account 111122223333 --region eu-central-1 --json',
      effect: 'prints them for programs',
    },
  ],
  async run({ operands: [file = ''], values, json }, io) {
    const format = formatOf(values.format, json)
    const { spec } = await loadSpec(file, io)
    const detector = withDefaults(spec)
    const place = placeOf(detector, values, io)
    const report = policyReport(detector, place, optionsOf(values), values.people)
    io.stdout.write(FORMATS[format](report))
    return 0
  },
})

const FORMATS = {
  markdown: policyMarkdown,
  html: policyHtml,
  json: (report: PolicyReport): string => `${JSON.stringify(report, null, 2)}\n`,
} as const

type Format = keyof typeof FORMATS

type Values = Readonly<Record<string, string | boolean | undefined>>

function formatOf(format: string | undefined, json: boolean): Format {
  if (format === undefined) return json ? 'json' : 'markdown'
  if (!Object.hasOwn(FORMATS, format) || (json && format !== 'json')) {
    const problem = json && Object.hasOwn(FORMATS, format) ? 'contradicts --json' : 'is not a format'
    throw new CommandLineError(
      'OPTION_VALUE_UNKNOWN',
      `--format ${format} ${problem}. Use ${Object.keys(FORMATS).join(', ')}.`,
      'policy',
    )
  }
  return format as Format
}

function placeOf(detector: ResolvedDetector, values: Values, io: Io): EnginePlace {
  const region = textOf(values, 'region') ?? io.env['AWS_REGION'] ?? io.env['AWS_DEFAULT_REGION'] ?? 'us-east-1'
  const account = textOf(values, 'account') ?? accountOf(detector) ?? EXAMPLE_ACCOUNT
  if (account === EXAMPLE_ACCOUNT && textOf(values, 'account') === undefined) {
    io.stderr.write(`The account is not known; ${EXAMPLE_ACCOUNT} stands for it. Name yours with --account.\n`)
  }
  const engine = textOf(values, 'engine') ?? 'main'
  const stateKey = textOf(values, 'state-key')
  return {
    partition: textOf(values, 'partition') ?? partitionOf(region),
    region,
    account,
    engine,
    stateBucket: textOf(values, 'state-bucket') ?? `crowsnest-${engine.toLowerCase()}-${account}-${region}`,
    ...(stateKey !== undefined && { stateKey }),
  }
}

function optionsOf(values: Values): PolicyOptions {
  const rolePath = textOf(values, 'role-path')
  const boundary = textOf(values, 'boundary')
  const account = textOf(values, 'dataset-account')
  const key = textOf(values, 'dataset-key')
  return {
    roles: values['combined'] === true ? 'combined' : 'separate',
    tracing: values['tracing'] === true,
    ...(rolePath !== undefined && { rolePath }),
    ...(boundary !== undefined && { boundary }),
    dataset: { ...(account !== undefined && { account }), ...(key !== undefined && { encryption: { key } }) },
  }
}

function textOf(values: Values, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

/** The account of the first topic or function of an alert. */
function accountOf({ alerts }: ResolvedDetector): string | undefined {
  const targets = alerts.flatMap(({ channel }) =>
    channel.kind === 'sns' ? [channel.topic] : channel.kind === 'lambda' ? [channel.function] : [],
  )
  return targets.map((target) => parseArn(target)?.account).find((account) => account)
}
