import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { openHistory, operatingReport, type History, type OperatingReport } from '../engine/history/index.ts'
import { nearest } from '../spec/nearest.ts'
import { CommandLineError } from './command-line-error.ts'
import { defineCommand } from './define-command.ts'
import { openState } from './open-state.ts'
import { statusJson } from './status-json.ts'
import { statusText } from './status-text.ts'

const DEFAULT_INTERVALS = 10
const MOST_INTERVALS = 1_000

/** Detectors that are looked at at a time: each asks the store for several things at once. */
const AT_ONCE = 8

/** `crowsnest status`. */
export const command = defineCommand({
  name: 'status',
  summary: 'says how detectors are doing: lag, failures, rejected records, alerts that wait, and what to do',
  operands: '',
  description:
    'Looks at the state of detectors, on this machine or of an engine in AWS, and says of each: its status, the last commit and how far it is ' +
    'behind the clock, how far it has learned, what became of the newest intervals, which records were rejected, which alerts wait or ' +
    'could not be delivered, and what needs somebody, with the entry of docs/runbook.md that helps. Nothing is changed. A detector that has ' +
    'run for years costs no more reads than a new one.\n' +
    'Detectors that are fine are one line of the table; those that need somebody, and those that are named, are shown in full. Exits with 0 when ' +
    'all is well, 1 when something needs somebody, 2 when the state cannot be read.',
  options: {
    state: { value: 'DIR', required: true, help: 'folder, or s3://bucket/prefix, that keeps the state' },
    detector: { value: 'NAME', multiple: true, help: 'looks at this detector alone, in full; may be repeated' },
    intervals: { value: 'N', help: `intervals to tell of, 1 to ${MOST_INTERVALS}; default ${DEFAULT_INTERVALS}` },
    watch: { value: 'SECONDS', help: 'looks again every so many seconds, until Ctrl-C' },
  },
  examples: [
    {
      command: 'crowsnest status --state s3://acme-crowsnest-state',
      effect: 'says how the detectors of an engine are doing',
    },
    {
      command: 'crowsnest status --state ./state --detector revenue --intervals 48',
      effect: 'shows one, with its last two days',
    },
    {
      command: 'crowsnest status --state ./state --json > status.json || notify',
      effect: 'calls `notify` when something needs somebody',
    },
  ],
  async run({ values, json }, io) {
    const intervals = numberOf('intervals', values.intervals, MOST_INTERVALS) ?? DEFAULT_INTERVALS
    const seconds = numberOf('watch', values.watch, 86_400)
    if (!/^[a-z][a-z0-9+.-]+:/i.test(values.state) && !existsSync(resolve(io.cwd, values.state))) {
      throw new CommandLineError(
        'STATE_MISSING',
        `There is no folder ${values.state}. Name the one that \`crowsnest run --state\` was given.`,
      )
    }
    const history = openHistory(await openState(values.state, io, 'write'))
    const signal = seconds === undefined ? undefined : io.stopSignal()
    for (;;) {
      const now = Date.now()
      const reports = await look(history, values.detector, { now, intervals })
      const seen = { url: history.store.url, now, inFull: new Set(values.detector), reports }
      // On a terminal each look takes the place of the one before.
      if (signal !== undefined && io.stdout.isTTY && !json) io.stdout.write('\u001b[2J\u001b[3J\u001b[H')
      io.stdout.write(json ? jsonText(statusJson(seen), signal !== undefined) : statusText(seen, io.stdout))
      const code = reports.some(({ attention }) => attention.length > 0) ? 1 : 0
      if (signal === undefined || seconds === undefined) return code
      await setTimeout(1000 * seconds, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return code
    }
  },
})

async function look(
  history: History,
  wanted: readonly string[],
  options: Parameters<typeof operatingReport>[2],
): Promise<readonly OperatingReport[]> {
  const all = await history.names()
  if (all.length === 0) {
    throw new CommandLineError('STATE_EMPTY', `No detector is declared in ${history.store.url}. Is it the right place?`)
  }
  const unknown = wanted.find((name) => !all.includes(name))
  if (unknown !== undefined) throw unknownDetector(unknown, all, history.store.url)
  const names = wanted.length === 0 ? all : [...new Set(wanted)]
  const reports: (OperatingReport | undefined)[] = []
  for (let first = 0; first < names.length; first += AT_ONCE) {
    const some = names.slice(first, first + AT_ONCE)
    reports.push(...(await Promise.all(some.map((name) => operatingReport(history, name, options)))))
  }
  return reports.filter((report) => report !== undefined)
}

function unknownDetector(name: string, all: readonly string[], url: string): CommandLineError {
  const near = nearest(name, all)
  const cure =
    near === null
      ? `There are ${all.slice(0, 10).join(', ')}${all.length > 10 ? ' and others' : ''}.`
      : `Did you mean ${near}?`
  return new CommandLineError('DETECTOR_UNKNOWN', `There is no detector "${name}" in ${url}. ${cure}`)
}

function jsonText(value: object, onOneLine: boolean): string {
  return `${JSON.stringify(value, null, onOneLine ? undefined : 2)}\n`
}

function numberOf(option: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= 1 && number <= most) return number
  throw new CommandLineError(
    'OPTION_VALUE_INVALID',
    `--${option} "${text}" is not a whole number from 1 to ${most.toLocaleString('en')}.`,
    'status',
  )
}
