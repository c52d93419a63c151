import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { inspectData, type InspectedData } from '../engine/sources/index.ts'
import { parseSpec, type Finding } from '../spec/index.ts'
import { CommandLineError } from './command-line-error.ts'
import { defineCommand } from './define-command.ts'
import { hasErrorCode } from './error-code.ts'
import { findingText } from './findings.ts'
import type { Io, Output } from './io.ts'
import { proposedSpec } from './proposed-spec.ts'
import { table } from './table.ts'

const DEFAULT_FILE = 'detector.yaml'

/** `crowsnest init`. */
export const command = defineCommand({
  name: 'init',
  summary: 'looks at data and writes a spec for it',
  operands: 'DATA',
  description:
    'Looks at data and writes a spec: the timestamp, the interval, the measures with their aggregation and the dimensions; of ' +
    'files (a file, a folder, an s3:// URL) their format and the path template of dated folders. A table is named ' +
    'postgres://user@host/database/schema.table (also mysql, mariadb and sqlserver), redshift://cluster/database/table or ' +
    'athena://workgroup/database/table, metrics cloudwatch://namespace, a flow of AppFlow appflow://flow; what is left out at the end is listed. The password of a user ' +
    'is in CROWSNEST_DATABASE_PASSWORD. Only the beginning of a few files, or some of the newest records, are read. What is not sure has a comment in the spec. Exits with 1 when the spec still has an error, 2 when ' +
    'none could be made.',
  options: {
    out: { value: 'FILE', short: 'o', help: `the spec to write (default: ${DEFAULT_FILE})` },
    force: { help: 'overwrites the spec' },
    secret: { value: 'SECRET', help: 'secret of Secrets Manager with the user and password of a database' },
    name: { value: 'NAME', help: "the detector's name (default: after the data)" },
  },
  examples: [
    { command: 'crowsnest init sales.csv', effect: `writes ${DEFAULT_FILE} for one file` },
    { command: 'crowsnest init ./live --out live.yaml', effect: 'finds the path template of dated folders' },
    { command: 'crowsnest init s3://acme-metrics/continuous/', effect: 'looks at data in S3' },
    { command: 'crowsnest init postgres://reader@db.example.com/shop', effect: 'lists the tables of a database' },
    { command: 'crowsnest init cloudwatch://AWS/Lambda', effect: 'looks at the metrics of a namespace' },
  ],
  async run({ values, operands, json }, io) {
    const out = values.out ?? DEFAULT_FILE
    const data = operands[0]
    const inspected = await inspectData(data, {
      baseDir: io.cwd,
      specFile: out,
      env: io.env,
      ...(values.name === undefined ? {} : { name: values.name }),
      ...(values.secret === undefined ? {} : { secret: values.secret }),
    })
    const { text, findings } = writtenSpec(inspected, data, out)
    await writeSpec(resolve(io.cwd, out), out, text, values.force)
    const { detector, decisions, sampled, records } = inspected
    if (json) {
      io.stdout.write(`${JSON.stringify({ file: out, detector, decisions, sampled, records, findings }, null, 2)}\n`)
    } else report(inspected, out, text, findings, io)
    return findings.some(({ level }) => level === 'error') ? 1 : 0
  },
})

/** The text of the spec; what is wrong with it stands in it, too. */
function writtenSpec(
  inspected: InspectedData,
  data: string,
  file: string,
): { readonly text: string; readonly findings: readonly Finding[] } {
  const { records, sampled, kind } = inspected
  const files = kind === 'table' ? 'it' : sampled.length === 1 ? 'a file' : `${sampled.length} files`
  const number = records.toLocaleString('en')
  const made = `${data} (${kind === 'metrics' ? `${number} metrics` : `${number} records of ${files}`})`
  const { findings } = parseSpec(proposedSpec(inspected, made, []), file)
  const text = proposedSpec(inspected, made, findings)
  return { text, findings: parseSpec(text, file).findings }
}

async function writeSpec(path: string, name: string, text: string, force: boolean): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text, { flag: force ? 'w' : 'wx' })
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) {
      const message = `${name} exists and was not touched. Use --out for another file, or --force to overwrite it.`
      throw new CommandLineError('SPEC_EXISTS', message, 'init', { cause: error })
    }
    throw error
  }
}

function report(
  { decisions, records, sampled, kind }: InspectedData,
  out: string,
  text: string,
  findings: readonly Finding[],
  { stdout, cwd }: Io,
): void {
  stdout.write(
    `Looked at ${records.toLocaleString('en')} ${kind === 'metrics' ? 'metrics' : 'records'} of ${sampled.length === 1 ? sampled[0] : `${sampled.length} files`}.\n\n`,
  )
  stdout.write(decisionTable(decisions, stdout))
  for (const finding of findings) stdout.write(`\n${findingText(finding, text, stdout)}`)
  const guesses = decisions.filter(({ sure }) => !sure).length
  const written = relative(cwd, resolve(cwd, out))
  stdout.write(`\nWrote ${written}${guesses === 0 ? '' : `; rows with "?" are guesses, look at them there`}.\n`)
  stdout.write(`Next: crowsnest ${kind === 'files' ? '' : `check --connect ${written}, then `}backtest ${written}\n`)
}

function decisionTable(decisions: InspectedData['decisions'], output: Output): string {
  return table(
    [{ title: '' }, { title: 'WHAT', least: 12 }, { title: 'DECIDED', least: 12 }, { title: 'WHY', least: 20 }],
    decisions.map(({ about, decided, reason, sure }) => [sure ? ' ' : '?', about, decided, reason]),
    output,
  )
}
