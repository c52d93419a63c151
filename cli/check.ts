import { dirname, resolve } from 'node:path'
import { parseSpec, type DetectorSpec, type Finding } from '../spec/index.ts'
import type { ConnectedSpec } from './connect-findings.ts'
import { defineCommand } from './define-command.ts'
import { findingCounts, findingText } from './findings.ts'
import type { Io } from './io.ts'
import { readSpecText, SpecFileError } from './spec-file.ts'
import { printable } from './table.ts'

/** `crowsnest check`. */
export const command = defineCommand({
  name: 'check',
  summary: 'checks specs: every problem with its place and its cure',
  operands: 'SPEC...',
  description:
    'Reads specs in YAML or JSON and reports everything that is wrong with them at once: what, in which line and column, ' +
    'and what to do about it. Nothing else is read or changed. `-` stands for standard input. docs/spec.md describes specs, ' +
    'docs/findings.md every finding. With --connect the source of each good spec is asked too: whether the columns or metrics ' +
    'are there, timestamps and numbers of a sample can be read, an index helps, the region is right. That needs your own ' +
    'credentials; the service role is not assumed. Exits with 0 when no spec has an error, 1 when one has, 2 when a file cannot be read.',
  options: {
    connect: { help: 'also looks at the live source: reads a sample, changes nothing' },
  },
  examples: [
    { command: 'crowsnest check revenue.yaml', effect: 'checks one spec' },
    { command: 'crowsnest check specs/*.yaml --json', effect: 'prints the findings of several as one JSON list' },
    { command: 'crowsnest check orders.yaml --connect', effect: 'asks the database, bucket or service too' },
    { command: 'my-generator | crowsnest check -', effect: 'checks what another program writes' },
  ],
  async run({ operands, values, json }, io) {
    const files = [...new Set(operands)]
    const checked = await Promise.all(files.map((file) => checkFile(file, io, values.connect)))
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
  /** What was looked at and is fine. */
  readonly seen: readonly string[]
  readonly failure: SpecFileError | null
}

async function checkFile(file: string, io: Io, connect: boolean): Promise<CheckedFile> {
  try {
    const text = await readSpecText(file, io)
    const { spec, findings } = parseSpec(text, file)
    if (!connect || spec === null) return { text, findings, seen: [], failure: null }
    const live = await lookAt(spec, text, file, io)
    return { text, findings: [...findings, ...live.findings], seen: live.seen, failure: null }
  } catch (error) {
    if (error instanceof SpecFileError) return { text: '', findings: [], seen: [], failure: error }
    throw error
  }
}

/** What needs no source needs none of its code either. */
async function lookAt(spec: DetectorSpec, text: string, file: string, io: Io): Promise<ConnectedSpec> {
  const { connectFindings } = await import('./connect-findings.ts')
  const baseDir = file === '-' ? io.cwd : dirname(resolve(io.cwd, file))
  return connectFindings(spec, { text, file, baseDir }, io.env)
}

function reportFailure({ message, code }: SpecFileError, { stderr }: Io): void {
  stderr.write(`${stderr.style('red', 'crowsnest:')} ${printable(message)} [${code}]\n`)
}

function reportFindings(checked: readonly CheckedFile[], { stdout }: Io): void {
  const read = checked.filter(({ failure }) => failure === null)
  if (read.length === 0) return
  for (const { text, findings, seen } of read) {
    for (const finding of findings) stdout.write(`${findingText(finding, text, stdout)}\n`)
    for (const sentence of seen) stdout.write(`${stdout.style('green', 'ok')}  ${printable(sentence)}\n`)
  }
  const counts = findingCounts(read.flatMap(({ findings }) => findings))
  const files = read.length === 1 ? '1 spec' : `${read.length} specs`
  stdout.write(counts === '' ? `${files} checked, no problems.\n` : `${files} checked: ${counts}.\n`)
}
