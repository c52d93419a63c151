import { runLocally, type LocalEvent } from '../engine/index.ts'
import { CommandLineError } from './command-line-error.ts'
import { defineCommand } from './define-command.ts'
import type { Io } from './io.ts'
import { loadSpec, type LoadedSpec } from './load-spec.ts'
import { startProgress, type Progress } from './progress.ts'
import { openState } from './open-state.ts'
import { runEventJson, runEventText } from './run-events.ts'
import { noteUnassumedRoles } from './unassumed-roles.ts'
import { printable } from './table.ts'

/** `crowsnest run`. */
export const command = defineCommand({
  name: 'run',
  summary: 'runs detectors on this machine: learns their history, then watches every interval and alerts',
  operands: 'SPEC...',
  description:
    'Activates the detectors of the specs (learns their historical data), then reads, judges and commits each interval ' +
    'when it is due: its end plus the offset. Missed intervals are caught up first, in order. Everything is kept in the ' +
    'state folder, so the command can be stopped, killed and started again at any time without losing or repeating an ' +
    'interval or an alert.\n' +
    'One line is printed for each interval, and the lines of `log` alerts. Ctrl-C or SIGTERM finishes the interval at ' +
    'hand and ends with 0; a second one ends at once. Exits with 2 when a detector failed.\n' +
    'Service roles of a spec are not assumed: data in S3 is read and alerts are sent with your own AWS credentials.',
  options: {
    state: { value: 'DIR', required: true, help: 'folder, or s3://bucket/prefix, that keeps the state' },
    once: { help: 'executes what is due now, then ends' },
    until: { value: 'TIME', help: 'executes the intervals that are due by this time, then ends; ISO 8601' },
  },
  examples: [
    { command: 'crowsnest run shop.yaml --state ./state', effect: 'watches until it is stopped' },
    { command: 'crowsnest run *.yaml --state s3://acme-crowsnest --once', effect: 'does what is due, for cron' },
    {
      command: 'crowsnest run shop.yaml --state ./state --until 2026-06-12T00:00Z',
      effect: 'catches up to a moment in the past',
    },
  ],
  async run({ operands, values, json }, io) {
    const until = parseTime(values.until)
    const detectors = await loadSpecs(operands, io)
    noteUnassumedRoles(
      detectors.map(({ spec }) => spec),
      ['dataset', 'alerts'],
      io,
    )
    const store = await openState(values.state, io)
    const signal = io.stopSignal()
    const progress = startProgress(io.stderr)
    const fine = await runLocally(detectors, {
      store,
      signal,
      once: values.once,
      ...(until !== undefined && { until }),
      delivery: { writeLine: (line) => print(json ? JSON.stringify({ kind: 'alert', line }) : line, progress, io) },
      onEvent: (event) => show(event, json, progress, io),
    }).finally(() => progress.end())
    return fine ? 0 : 2
  },
})

async function loadSpecs(files: readonly string[], io: Io): Promise<readonly LoadedSpec[]> {
  const loaded: LoadedSpec[] = []
  for (const file of files) {
    const one = await loadSpec(file, io)
    const name = one.spec.detector
    if (loaded.some(({ spec }) => spec.detector === name)) {
      throw new CommandLineError('DETECTOR_TWICE', `${file}: the detector "${name}" is in another spec, too.`, 'run')
    }
    loaded.push(one)
  }
  return loaded
}

function parseTime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const time = Date.parse(text)
  if (!Number.isNaN(time)) return time
  const message = `--until "${text}" is not a time. Write it as 2026-06-12T00:00Z.`
  throw new CommandLineError('OPTION_VALUE_INVALID', message, 'run')
}

function show(event: LocalEvent, json: boolean, progress: Progress, io: Io): void {
  if (event.kind === 'progress') {
    const label = `${event.detector}: ${event.step === 'read' ? 'reading history' : 'learning'}`
    progress.update(label, event.done, event.total)
    return
  }
  if (event.kind === 'failed' && !json) {
    progress.end()
    io.stderr.write(`${io.stderr.style('red', 'crowsnest:')} ${event.detector}: ${printable(event.error.message)}\n`)
    return
  }
  const line = json ? JSON.stringify(runEventJson(event)) : runEventText(event, io.stdout)
  if (line !== '') print(line, progress, io)
}

function print(line: string, progress: Progress, io: Io): void {
  progress.end()
  io.stdout.write(`${line}\n`)
}
