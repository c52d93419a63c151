import { open, rename, stat, writeFile } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { backtestReport, count, dataSize } from '../engine/console/index.ts'
import { runBacktest, type BacktestStep } from '../engine/run/index.ts'
import { addsUpItself, withDefaults } from '../spec/index.ts'
import { backtestJson } from './backtest-json.ts'
import { backtestSummary, explanationText, groupTable, LISTED_FROM } from './backtest-text.ts'
import { CommandLineError } from './command-line-error.ts'
import { defineCommand } from './define-command.ts'
import type { Io } from './io.ts'
import { loadSpec } from './load-spec.ts'
import { startProgress } from './progress.ts'
import { noteUnassumedRoles } from './unassumed-roles.ts'

const STEPS: Readonly<Record<BacktestStep, string>> = { read: 'reading', learn: 'learning', test: 'testing' }

/** How pages begin. */
const DOCTYPE = '<!doctype html'

/** `crowsnest backtest`. */
export const command = defineCommand({
  name: 'backtest',
  summary: 'learns from the older 70 % of historical data and finds anomalies in the newer 30 %',
  operands: 'SPEC',
  description:
    'Reads the historical data of a spec, learns what is normal from the older 70 % of its intervals, then goes through ' +
    'the newer 30 % as if live and lists the anomaly groups: how severe, when, in which metrics, from which dimension ' +
    'values, and which other measures may have caused them. Without --threshold the list begins at severity ' +
    `${LISTED_FROM}, which chance reaches once in 100 intervals of a measure, and ends with how many are less severe; it has at least ` +
    'the three most severe, and all that an alert would have fired for. --json and --report have all groups. Uses at most ' +
    'the newest 3,000 intervals unless `quotas.backtestIntervals` of the spec says otherwise, and at ' +
    'least 285. Nothing is stored and no alert is sent; the alerts that would have fired are named. Exits with 0, with 2 ' +
    'when it could not run, and with 1 for anomalies only where --fail-on-anomaly asks for it. Metrics with too few values ' +
    'to be judged (300, less in the shortest histories; 14 at P1D) are counted. The `role` of a dataset ' +
    'is not assumed: data in S3 is read with your own AWS credentials.',
  options: {
    threshold: { value: 'N', help: 'leaves out groups of lower severity, everywhere; 0 to 100, 0 lists all' },
    report: { value: 'FILE.html', help: 'writes a page with a chart for each group; it needs nothing but a browser' },
    'fail-on-anomaly': {
      help: 'exits with 1 when a group was found, however severe unless --threshold says it, with 2 when no metric could be judged',
    },
  },
  examples: [
    { command: 'crowsnest backtest shop.yaml', effect: 'lists what was unusual' },
    {
      command: 'crowsnest backtest shop.yaml --threshold 70 --report shop.html',
      effect: 'draws the severe groups, with what was expected',
    },
    {
      command: "crowsnest backtest shop.yaml --json | jq '.groups[] | [.start, .measure, .severity]'",
      effect: 'hands the result to another program; spec/output/backtest.schema.json describes it',
    },
  ],
  async run({ operands: [file = ''], values, json }, io) {
    const threshold = parseThreshold(values.threshold)
    if (values.report !== undefined) await refuseReplacing(values.report, io)
    const { spec, baseDir } = await loadSpec(file, io)
    noteUnassumedRoles([spec], ['dataset'], io)
    const detector = withDefaults(spec)
    const isFiles = !addsUpItself(detector.dataset.source)
    const progress = startProgress(io.stderr)
    const result = await runBacktest(detector, {
      baseDir,
      threshold,
      onProgress: (step, done, total) => progress.update(progressText(step, done, isFiles), done, total),
    }).finally(() => progress.end())
    if (json) {
      io.stdout.write(`${JSON.stringify(backtestJson(result), null, 2)}\n`)
      const { leftOut, strays } = result.intervals
      if (leftOut > 0 || strays > 0 || result.unjudged > 0) io.stderr.write(backtestSummary(result))
    } else {
      const from = values.threshold === undefined ? LISTED_FROM : threshold
      const explanation = explanationText(result, io.stdout, from)
      io.stdout.write(
        `${backtestSummary(result)}\n${groupTable(result, io.stdout, from)}${explanation && `\n${explanation}`}`,
      )
    }
    if (values.report !== undefined) await writeReport(values.report, backtestReport(result), io)
    if (!values['fail-on-anomaly']) return 0
    if (result.groups.length > 0) return 1
    return result.unjudged === result.metrics ? 2 : 0
  },
})

function parseThreshold(text: string | undefined): number {
  const threshold = Number(text ?? 0)
  if (threshold >= 0 && threshold <= 100 && text?.trim() !== '') return threshold
  const message = `--threshold "${text}" is not a severity. Give a number from 0 to 100.`
  throw new CommandLineError('OPTION_VALUE_INVALID', message, 'backtest')
}

/** @param isFiles - whether what is read is counted in bytes; in intervals otherwise */
function progressText(step: BacktestStep, done: number, isFiles: boolean): string {
  if (step !== 'read') return STEPS[step]
  return `${STEPS[step]} (${isFiles ? dataSize(done) : count(done, 'interval')})`
}

/** Before anything is read: the page would take the place of a spec or of data. Another page it may replace. */
async function refuseReplacing(file: string, io: Io): Promise<void> {
  const path = resolve(io.cwd, file)
  const before = await stat(path).catch(() => undefined)
  if (before === undefined || !before.isFile() || before.size === 0 || (await isPage(path))) return
  const message = `--report "${file}" exists and is no page; it was not touched. Give another file for the page, such as ${file}.html.`
  throw new CommandLineError('OPTION_VALUE_INVALID', message, 'backtest')
}

/** A file that cannot be read is none; what writing comes to is told then. */
async function isPage(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined)
  if (file === undefined) return false
  try {
    const begins = Buffer.alloc(DOCTYPE.length)
    await file.read(begins)
    return begins.toString('latin1').toLowerCase() === DOCTYPE
  } finally {
    await file.close()
  }
}

/** Whole or not at all: a page that broke off would look like a result. */
async function writeReport(file: string, page: string, io: Io): Promise<void> {
  const path = resolve(io.cwd, file)
  try {
    await writeFile(`${path}.part`, page)
    await rename(`${path}.part`, path)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandLineError('REPORT_NOT_WRITTEN', `The report ${file} could not be written: ${reason}.`, '', {
      cause: error,
    })
  }
  io.stderr.write(`Report: ${relative(io.cwd, path) || path}\n`)
}
