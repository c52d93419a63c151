import { resolve } from 'node:path'
import { lstat } from 'node:fs/promises'
import { exportState } from '../engine/index.ts'
import { CommandLineError } from './command-line-error.ts'
import { defineCommand } from './define-command.ts'
import { openExistingState } from './open-state.ts'
import { startProgress } from './progress.ts'
import { DETECTOR_OPTION, STATE_OPTION } from './state-option.ts'
import { stoppable } from './stoppable-store.ts'
import { printable } from './table.ts'
import { bytesText, counted } from './state-report.ts'

/** `crowsnest state export`. */
export const command = defineCommand({
  name: 'state export',
  summary: 'writes detectors with all that they know and found into one file',
  operands: '',
  description:
    'Writes what is declared, events, feedback, commits and all that they name, the learned state, receipts and alerts that wait into a ' +
    'compressed tar file, with a checksum for each object and one for all. The engine may run meanwhile: the file has each detector as it was ' +
    'after its last commit when the export began. What no commit names is left out. A damaged state is not exported; what is damaged but does not ' +
    'count, as in a generation that was given up, is left out and named.\n' +
    'The file holds values of metrics and names of dimensions: keep it as the state itself.',
  options: {
    state: STATE_OPTION,
    detector: DETECTOR_OPTION,
    out: { value: 'FILE', required: true, help: 'file to write, such as revenue.tar.zst; is not overwritten' },
  },
  examples: [
    {
      command: 'crowsnest state export --state s3://acme-crowsnest --detector revenue --out revenue.tar.zst',
      effect: 'one detector of a bucket',
    },
    { command: 'crowsnest state export --state ./state --out state.tar.zst', effect: 'all detectors of a folder' },
  ],
  async run({ values, json }, io) {
    const file = resolve(io.cwd, values.out)
    // A link that leads nowhere is there, too. What else is wrong with the place is said when it is opened.
    const present = await lstat(file).catch(() => undefined)
    if (present !== undefined) {
      const cure = present.isDirectory() ? 'Name a file in it.' : 'Give another name.'
      throw new CommandLineError('FILE_EXISTS', `${values.out} is there already. ${cure}`, 'state export')
    }
    const opened = await openExistingState(values.state, 'state export', io)
    const store = stoppable(opened, io.stopSignal(), 'There is no file.')
    const progress = startProgress(io.stderr)
    const totals = await exportState(store, file, {
      ...(values.detector.length > 0 && { detectors: values.detector }),
      now: Date.now(),
      onProgress: (label, done, total) => progress.update(label, done, total),
    }).finally(() => progress.end())
    if (!json) {
      for (const { key, reason } of totals.leftOut) {
        io.stdout.write(`left out, counts no more: ${printable(key)}\n  ${printable(reason)}\n`)
      }
    }
    io.stdout.write(
      json
        ? `${JSON.stringify({ file: values.out, ...totals })}\n`
        : `${values.out}: ${counted(totals.objects, 'object')}, ${bytesText(totals.bytes)} before compression\n`,
    )
    return 0
  },
})
