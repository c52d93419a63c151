import { parseSpec, type Finding } from '../spec/index.ts'
import { defineCommand } from './define-command.ts'
import { findingCounts, findingText } from './findings.ts'
import type { Io } from './io.ts'
import { readSpecText, SpecFileError } from './spec-file.ts'

/** `crowsnest check`. */
export const command = defineCommand({
  name: 'check',
  summary: 'checks specs: every problem with its place and its cure',
  operands: 'SPEC...',
  description:
    'Reads specs in YAML or JSON and reports everything that is wrong with them at once: what, in which line and column, ' +
    'and what to do about it. Nothing else is read or changed. `-` stands for standard input. docs/spec.md describes specs, ' +
    'docs/findings.md every finding. Exits with 0 when no spec has an error, 1 when one has, 2 when a file cannot be read.',
  options: {},
  examples: [
    { command: 'crowsnest check revenue.yaml', effect: 'checks one spec' },
    { command: 'crowsnest check specs/*.yaml --json', effect: 'prints the findings of several as one JSON list' },
    { command: 'my-generator | crowsnest check -', effect: 'checks what another program writes' },
  ],
  async run({ operands, json }, io) {
    const files = [...new Set(operands)]
    const checked = await Promise.all(files.map((file) => checkFile(file, io)))
    const findings = checked.flatMap((result) => result.findings)
    for (const { failure } of checked) if (failure) reportFailure(failure, io)
    if (json) io.stdout.write(`${JSON.stringify(findings, null, 2)}\n`)
    else reportFindings(checked, io)
    if (checked.some(({ failure }) => failure !== null)) return 2
    return findings.some(({ level }) => level === 'error') ? 1 : 0
  },
})

interface CheckedFile {
  readonly text: string
  readonly findings: readonly Finding[]
  readonly failure: SpecFileError | null
}

async function checkFile(file: string, io: Io): Promise<CheckedFile> {
  try {
    const text = await readSpecText(file, io)
    return { text, findings: parseSpec(text, file).findings, failure: null }
  } catch (error) {
    if (error instanceof SpecFileError) return { text: '', findings: [], failure: error }
    throw error
  }
}

function reportFailure({ message, code }: SpecFileError, { stderr }: Io): void {
  stderr.write(`${stderr.style('red', 'crowsnest:')} ${message} [${code}]\n`)
}

function reportFindings(checked: readonly CheckedFile[], { stdout }: Io): void {
  const read = checked.filter(({ failure }) => failure === null)
  if (read.length === 0) return
  for (const { text, findings } of read) {
    for (const finding of findings) stdout.write(`${findingText(finding, text, stdout)}\n`)
  }
  const counts = findingCounts(read.flatMap(({ findings }) => findings))
  const files = read.length === 1 ? '1 spec' : `${read.length} specs`
  stdout.write(counts === '' ? `${files} checked, no problems.\n` : `${files} checked: ${counts}.\n`)
}
