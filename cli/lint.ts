import { LEVELS, LINT_TEXTS, lintPolicies, POLICY_TYPES, type PolicyType } from '../policies/lint/index.ts'
import type { Finding, FindingLevel } from '../spec/index.ts'
import { CommandLineError } from './command-line-error.ts'
import { defineCommand } from './define-command.ts'
import { findingCounts, findingText } from './findings.ts'
import type { Io } from './io.ts'
import { githubAnnotations } from './lint-github.ts'
import { sarifLog } from './sarif.ts'
import { readSpecText, SpecFileError } from './spec-file.ts'
import { printable } from './table.ts'

const TYPES = [...POLICY_TYPES, 'auto'] as const
const FORMATS = ['text', 'json', 'sarif', 'github'] as const

/** `crowsnest lint`. */
export const command = defineCommand({
  name: 'lint',
  summary: 'checks IAM policies: mistakes, what they allow too much, and what they fail to allow',
  operands: 'POLICY...',
  description:
    'Reads policies in JSON or YAML, CloudFormation templates (whose policies it finds, functions and all) and the JSON of ' +
    '`terraform show -json PLAN`, and reports what is wrong with them, offline: the checks of IAM Access Analyzer under its ' +
    'own codes, those of parliament, privilege escalation, and rules of ours. `-` stands for standard input. docs/lint.md ' +
    'shows every finding with an example. Exits with 0 when nothing reaches the level of --fail-on, 1 when something does, ' +
    '2 when a file cannot be read.',
  options: {
    type: {
      value: 'TYPE',
      help: `what the policies are for: ${POLICY_TYPES.join(', ')}; auto (the default) tells it by shape and place`,
    },
    format: { value: 'FORMAT', help: 'text (the default), json, sarif (2.1.0) or github (annotations of a workflow)' },
    'min-level': { value: 'LEVEL', help: `leaves out what is less: ${LEVELS.join(', ')} (the default)` },
    'fail-on': { value: 'LEVEL', help: 'exits with 1 from this level on; error (the default)' },
    'engine-role': {
      value: 'ARN',
      multiple: true,
      help: 'a role (or pattern) whose code assumes roles for many: those must ask for sts:ExternalId',
    },
  },
  examples: [
    { command: 'crowsnest lint policy.json', effect: 'checks one policy' },
    { command: 'crowsnest lint --type trust trust.json', effect: 'checks it as a role trust policy' },
    { command: 'crowsnest lint template.yaml --min-level warning', effect: 'checks every policy of a template' },
    { command: 'terraform show -json plan | crowsnest lint -', effect: 'checks what a plan is going to write' },
    {
      command: 'crowsnest lint policies/*.json --format sarif > lint.sarif',
      effect: 'writes what code scanning reads',
    },
  ],
  async run({ operands, values, json }, io) {
    const type = oneOf(values.type ?? 'auto', TYPES, 'type')
    const format = json ? 'json' : oneOf(values.format ?? 'text', FORMATS, 'format')
    const failOn = oneOf(values['fail-on'] ?? 'error', LEVELS, 'fail-on')
    const least = oneOf(values['min-level'] ?? 'suggestion', LEVELS, 'min-level')
    const read = await Promise.all([...new Set(operands)].map((file) => readPolicy(file, io)))
    const sources = read.flatMap(({ source }) => (source === null ? [] : [source]))
    for (const { failure } of read) if (failure) reportFailure(failure, io)
    const options = { type: type === 'auto' ? null : (type satisfies PolicyType), engineRoles: values['engine-role'] }
    const found = await lintPolicies(sources, options)
    const shown = found.map((findings) =>
      findings.filter(({ level }) => reaches(level, least) || reaches(level, failOn)),
    )
    write(format, sources, shown, io)
    if (read.some(({ failure }) => failure !== null)) return 2
    return shown.flat().some(({ level }) => reaches(level, failOn)) ? 1 : 0
  },
})

interface ReadPolicy {
  readonly source: { readonly text: string; readonly file: string } | null
  readonly failure: SpecFileError | null
}

async function readPolicy(file: string, io: Io): Promise<ReadPolicy> {
  try {
    return { source: { text: await readSpecText(file, io), file }, failure: null }
  } catch (error) {
    if (error instanceof SpecFileError) return { source: null, failure: error }
    throw error
  }
}

function reportFailure({ message, code }: SpecFileError, { stderr }: Io): void {
  stderr.write(`${stderr.style('red', 'crowsnest:')} ${printable(message)} [${code}]\n`)
}

function write(
  format: (typeof FORMATS)[number],
  sources: readonly { readonly text: string }[],
  found: readonly (readonly Finding[])[],
  { stdout }: Io,
): void {
  switch (format) {
    case 'json':
      stdout.write(`${JSON.stringify(found.flat(), null, 2)}\n`)
      return
    case 'sarif':
      stdout.write(`${JSON.stringify(sarifLog(found.flat(), LINT_TEXTS), null, 2)}\n`)
      return
    case 'github':
      stdout.write(githubAnnotations(found.flat()))
      return
    case 'text': {
      if (sources.length === 0) return
      for (const [index, { text }] of sources.entries()) {
        for (const finding of found[index] ?? []) stdout.write(`${findingText(finding, text, stdout)}\n`)
      }
      const counts = findingCounts(found.flat())
      const files = sources.length === 1 ? '1 file' : `${sources.length} files`
      stdout.write(counts === '' ? `${files} checked, no problems.\n` : `${files} checked: ${counts}.\n`)
    }
  }
}

function reaches(level: FindingLevel, least: FindingLevel): boolean {
  return LEVELS.indexOf(level) <= LEVELS.indexOf(least)
}

function oneOf<T extends string>(text: string, choices: readonly T[], option: string): T {
  const choice = choices.find((candidate) => candidate === text)
  if (choice !== undefined) return choice
  throw new CommandLineError('OPTION_VALUE_INVALID', `--${option} is ${choices.join(', ')}, but got "${text}".`, 'lint')
}
