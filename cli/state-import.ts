import { resolve } from 'node:path'
import { existsSync } from 'node:fs'
import { importState, type ArchivedDetector } from '../engine/index.ts'
import { CommandLineError } from './command-line-error.ts'
import { defineCommand } from './define-command.ts'
import { openState } from './open-state.ts'
import { startProgress } from './progress.ts'
import { STATE_OPTION } from './state-option.ts'
import { bytesText, counted } from './state-report.ts'

/** `crowsnest state import`. */
export const command = defineCommand({
  name: 'state import',
  summary: 'puts exported detectors into a state, where they go on',
  operands: 'FILE',
  description:
    'Reads a file of `crowsnest state export` and checks it to its end; then writes its objects into a folder or bucket that has ' +
    'nothing of these detectors. `crowsnest run` or the engine in AWS goes on from their last commit. Nothing is overwritten; an import that was ended ' +
    'can be repeated, and goes on.\n' +
    'A detector that was active when it was exported is imported with --stopped alone: where it goes on in two places, each interval is judged and each ' +
    'alert sent twice. Alerts without a receipt in the file are sent by whoever goes on.',
  options: {
    state: STATE_OPTION,
    stopped: { help: 'the detectors were stopped for good where they come from, or are lost there' },
  },
  examples: [
    {
      command: 'crowsnest state import revenue.tar.zst --state s3://acme-crowsnest-2 --stopped',
      effect: 'moves a detector that was active',
    },
  ],
  async run({ operands, values, json }, io) {
    const [operand = ''] = operands
    const file = resolve(io.cwd, operand)
    if (!existsSync(file)) {
      throw new CommandLineError('FILE_NOT_THERE', `There is no file ${operand}.`, 'state import')
    }
    const store = await openState(values.state, io, 'write')
    const progress = startProgress(io.stderr)
    const { header, objects, bytes, present } = await importState(store, file, {
      stopped: values.stopped,
      onProgress: (label, done, total) => progress.update(label, done, total),
    }).finally(() => progress.end())
    if (json) {
      io.stdout.write(`${JSON.stringify({ ...header, objects, bytes, present })}\n`)
      return 0
    }
    for (const detector of header.detectors) io.stdout.write(detectorText(detector))
    const before = present === 0 ? '' : `, ${counted(present, 'object')} of them there before`
    io.stdout.write(`${counted(objects, 'object')}, ${bytesText(bytes)}${before}\n`)
    return 0
  },
})

function detectorText({ detector, status, lastEnd }: ArchivedDetector): string {
  const last = lastEnd === null ? '' : `, last interval until ${new Date(lastEnd).toISOString()}`
  return `${detector}: ${status}${last}\n`
}
