import { mkdir, writeFile } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import type { Finding } from '../spec/index.ts'
import { migrate, type MigratedDetector } from '../spec/migration/index.ts'
import { CommandLineError } from './command-line-error.ts'
import { defineCommand } from './define-command.ts'
import { hasErrorCode } from './error-code.ts'
import { findingCounts, findingText } from './findings.ts'
import type { Io } from './io.ts'
import { readSpecText } from './spec-file.ts'

/** `crowsnest migrate`. */
export const command = defineCommand({
  name: 'migrate',
  summary: 'turns templates, states and API answers of Lookout for Metrics into specs',
  operands: 'FILE...',
  description:
    'Reads what people have of Amazon Lookout for Metrics and writes a spec for each detector: CloudFormation templates (JSON or ' +
    'YAML, also those that the CDK makes), what `pulumi stack export` writes, terraform.tfstate and what `terraform show -json` ' +
    'writes, and what `aws lookoutmetrics describe-anomaly-detector`, `describe-metric-set`, `describe-alert` and `list-alerts` ' +
    'answered. What a file is, is recognised; several files together make the specs. `-` stands for standard input. Data ' +
    'stays where it is.\n' +
    'What a template does not say itself becomes a placeholder such as <<DataBucket>>, which `crowsnest check` reports; ' +
    '--parameter gives it a value. Everything that could not be carried over, was assumed or is now better is told on stderr. ' +
    'docs/migration.md lists it all. Exits with 0 when the specs can be used, 1 when something has to be completed, 2 when nothing ' +
    'could be made of the files.',
  options: {
    parameter: {
      value: 'NAME=VALUE',
      short: 'p',
      multiple: true,
      help: 'value of a parameter of a template, or of anything else that has a placeholder',
    },
    out: { value: 'DIR', short: 'o', help: 'writes a file for each spec into this folder (default: standard output)' },
    force: { help: 'overwrites files in the folder' },
    'keep-roles': { help: 'keeps the service roles; their trust policies have to be changed then' },
  },
  examples: [
    { command: 'crowsnest migrate template.yaml', effect: 'prints the specs of a template' },
    {
      command: 'crowsnest migrate template.yaml -p DataBucket=acme-metrics -p AWS::Region=us-east-1 --out specs',
      effect: 'says what the template does not, and writes files',
    },
    {
      command: 'crowsnest migrate detector.json dataset.json alert-*.json > revenue.yaml',
      effect: 'makes one spec of several answers of the API',
    },
    { command: 'pulumi stack export | crowsnest migrate -', effect: 'reads the state of a stack' },
  ],
  async run({ operands, values, json }, io) {
    const names = [...new Set(operands)]
    const files = await Promise.all(names.map(async (name) => ({ name, text: await readSpecText(name, io) })))
    const { detectors, findings } = migrate(files, {
      parameters: parametersOf(values.parameter),
      keepRoles: values['keep-roles'],
    })
    const specs = await writeSpecs(detectors, values.out, values.force, io)
    const all = [...findings, ...specs.flatMap((spec) => spec.findings)]
    if (json) io.stdout.write(`${JSON.stringify({ version: 1, specs: specs.map(specJson), findings: all }, null, 2)}\n`)
    else {
      const texts = new Map([...files, ...specs].map(({ name, text }) => [name, text]))
      if (values.out === undefined) io.stdout.write(specs.map(({ text }) => text).join('---\n'))
      report(all, texts, specs, values.out !== undefined, io)
    }
    if (specs.length === 0) return 2
    return all.some(({ level }) => level === 'error') ? 1 : 0
  },
})

interface WrittenSpec extends MigratedDetector {
  /** The file's path as it is shown. */
  readonly name: string
  readonly detector: string
}

function parametersOf(given: readonly string[]): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  for (const text of given) {
    const at = text.indexOf('=')
    const name = text.slice(0, at)
    if (at < 1) {
      const message = `--parameter "${text}" has no name and value. Write it as NAME=VALUE.`
      throw new CommandLineError('OPTION_VALUE_INVALID', message, 'migrate')
    }
    if (parameters.has(name)) {
      throw new CommandLineError('OPTION_REPEATED', `--parameter ${name} is given twice.`, 'migrate')
    }
    parameters.set(name, text.slice(at + 1))
  }
  return parameters
}

/** All or none: a file that is there already keeps the others from being written. */
async function writeSpecs(
  detectors: readonly MigratedDetector[],
  folder: string | undefined,
  force: boolean,
  io: Io,
): Promise<readonly WrittenSpec[]> {
  const taken = new Set<string>()
  const specs = detectors.map((made) => {
    const file = freeName(made.file, taken)
    const name = folder === undefined ? file : relative(io.cwd, resolve(io.cwd, folder, file))
    return {
      ...made,
      detector: made.name,
      name,
      findings: made.findings.map((finding) => ({ ...finding, file: name })),
    }
  })
  if (folder === undefined) return specs
  await mkdir(resolve(io.cwd, folder), { recursive: true })
  const written: string[] = []
  for (const { name, text } of specs) {
    try {
      await writeFile(resolve(io.cwd, name), text, { flag: force ? 'w' : 'wx' })
      written.push(name)
    } catch (error) {
      if (!hasErrorCode(error, 'EEXIST')) throw error
      const before = written.length === 0 ? 'Nothing was written.' : `Before it ${written.join(', ')} was written.`
      const message = `${name} exists and was not touched. ${before} Use --out for another folder, or --force to overwrite.`
      throw new CommandLineError('SPEC_EXISTS', message, 'migrate', { cause: error })
    }
  }
  return specs
}

/** Detectors of several regions may have the same name; some file systems ignore case. */
function freeName(file: string, taken: Set<string>): string {
  const stem = file.replace(/\.yaml$/, '')
  let name = file
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${stem}-${number}.yaml`
  taken.add(name.toLowerCase())
  return name
}

function specJson({ detector, name, text, spec }: WrittenSpec): object {
  return { detector, file: name, usable: spec !== null, text }
}

function report(
  findings: readonly Finding[],
  texts: ReadonlyMap<string, string>,
  specs: readonly WrittenSpec[],
  toFiles: boolean,
  { stderr }: Io,
): void {
  for (const finding of findings) stderr.write(findingText(finding, texts.get(finding.file) ?? '', stderr))
  const counts = findingCounts(findings)
  const made = specs.length === 1 ? '1 spec' : `${specs.length} specs`
  const where = toFiles && specs.length > 0 ? `: ${specs.map(({ name }) => name).join(', ')}` : ''
  stderr.write(`${made}${where}${counts === '' ? ', nothing to note' : `; ${counts}`}.\n`)
  if (specs.length > 1 && !toFiles) stderr.write('A file holds one spec: use --out DIR to write each into its own.\n')
  const [first] = specs
  if (toFiles && first !== undefined) {
    stderr.write(`Next: crowsnest check --connect ${first.name}, then crowsnest backtest ${first.name}\n`)
  }
}
