import { withDefaults } from '../spec/index.ts'
import { CommandLineError } from './command-line-error.ts'
import { defineCommand } from './define-command.ts'
import { ENGINE_OPTIONS, engineArguments } from './engine-place.ts'
import { loadSpec } from './load-spec.ts'
import { policyHtml } from './policy-html.ts'
import { policyMarkdown } from './policy-markdown.ts'
import { policyReport, type PolicyReport } from './policy-report.ts'

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
    ...ENGINE_OPTIONS,
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
    const { place, options } = engineArguments([detector], values, io)
    const report = policyReport(detector, place, options, values.people)
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
