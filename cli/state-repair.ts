import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import {
  CareError,
  copySupply,
  importState,
  openStore,
  openVersions,
  repairState,
  versionsSupply,
  type RepairAction,
  type StateFinding,
  type Supply,
} from '../engine/index.ts'
import { CommandLineError } from './command-line-error.ts'
import { defineCommand } from './define-command.ts'
import type { Io } from './io.ts'
import { openExistingState, openState } from './open-state.ts'
import { startProgress } from './progress.ts'
import { DETECTOR_OPTION, STATE_OPTION } from './state-option.ts'
import { stoppable } from './stoppable-store.ts'
import { bytesText, counted, stateFindingText } from './state-report.ts'
import { printable } from './table.ts'

/** `crowsnest state repair`. */
export const command = defineCommand({
  name: 'state repair',
  summary: 'restores what is missing or damaged in a state, from versions, an export or a copy',
  operands: '',
  description:
    'Says what it would do; with --apply it does it. An object that is missing or damaged is restored where a source has exactly the ' +
    'bytes that belong there: checksums and commits decide. Nothing is made up, and no history is removed. Commits, executions and receipts that ' +
    'nothing names any more are restored, too, because the engine never removes them; a detector of which nothing is left comes back when it is named ' +
    'by --detector.\n' +
    'What no source has stays lost. When the engine cannot go on without it, --anew has the detector learn its history again: a new generation, ' +
    'beside which all that was found stays. It is deactivated for that; `crowsnest run`, or the operation `activate` in AWS, begins it.\n' +
    'Exits with 1 when something is wrong afterwards.',
  options: {
    state: STATE_OPTION,
    detector: DETECTOR_OPTION,
    'from-versions': { help: 'restores from the earlier versions of the objects: a bucket with versioning' },
    from: {
      value: 'PLACE',
      multiple: true,
      help: 'restores from a copy of the state (a folder or s3://bucket/prefix) or a file of `state export`',
    },
    'remove-unreferenced': {
      help: 'removes objects of intervals more than a day ago that no commit names; never from a damaged state',
    },
    anew: { help: 'has the detectors of --detector begin anew' },
    apply: { help: 'writes; default: says what would be written' },
  },
  examples: [
    { command: 'crowsnest state repair --state s3://acme-crowsnest --from-versions', effect: 'what would be restored' },
    {
      command: 'crowsnest state repair --state ./state --from backup.tar.zst --detector revenue --apply',
      effect: 'restores from an export',
    },
    {
      command: 'crowsnest state repair --state ./state --detector revenue --anew --apply',
      effect: 'gives up what was learned',
    },
  ],
  async run({ values, json }, io) {
    const { apply, anew } = values
    if (anew && values.detector.length === 0) {
      const message = '--anew gives up what detectors have learned: name them with --detector NAME.'
      throw new CommandLineError('OPTION_REQUIRED', message, 'state repair')
    }
    // A folder that is gone can be restored as a whole. It is made when the first object is.
    const isRestore = values.detector.length > 0 && values.from.length > 0
    const target = isRestore
      ? await openState(values.state, io, 'write')
      : await openExistingState(values.state, 'state repair', io)
    const store = stoppable(target, io.stopSignal(), 'What was restored is whole. Run it again to go on.')
    const progress = startProgress(io.stderr)
    const actions: RepairAction[] = []
    const findings: StateFinding[] = []
    const opened = await openSupplies(values, store.url, io)
    try {
      await repairState(store, {
        ...(values.detector.length > 0 && { detectors: values.detector }),
        supplies: opened.supplies,
        removeUnreferenced: values['remove-unreferenced'],
        anew,
        apply,
        now: Date.now(),
        onProgress: (label, done, total) => progress.update(label, done, total),
        onFinding: (finding) => findings.push(finding),
        onAction(action) {
          actions.push(action)
          if (json) return
          progress.end()
          io.stdout.write(`${actionText(action, apply)}\n`)
        },
      })
    } finally {
      progress.end()
      await opened.close()
    }
    const errors = findings.filter(({ level }) => level === 'error').length
    if (json) io.stdout.write(`${JSON.stringify({ applied: apply, actions, findings }, undefined, 2)}\n`)
    else {
      for (const finding of findings) io.stdout.write(stateFindingText(finding, io.stdout))
      io.stdout.write(`${summary(actions.length, errors, apply)}\n`)
    }
    return errors === 0 ? 0 : 1
  },
})

interface OpenedSupplies {
  readonly supplies: readonly Supply[]
  close(): Promise<void>
}

async function openSupplies(
  values: { readonly state: string; readonly 'from-versions': boolean; readonly from: readonly string[] },
  url: string,
  io: Io,
): Promise<OpenedSupplies> {
  const folders: string[] = []
  const supplies: Supply[] = []
  const close = async (): Promise<void> => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true })
  }
  try {
    if (values['from-versions']) {
      const versions = openVersions(values.state)
      if (versions === undefined) throw new CareError({ code: 'NO_VERSIONS', url })
      supplies.push(versionsSupply(versions))
    }
    for (const place of values.from) {
      const file = resolve(io.cwd, place)
      const found = await stat(file).catch(() => undefined)
      if (found?.isFile() === true) {
        // Any object of a compressed file is to be had at any time.
        const folder = await mkdtemp(join(tmpdir(), 'crowsnest-unpacked-'))
        folders.push(folder)
        const unpacked = stoppable(await openStore(folder), io.stopSignal(), 'Nothing was written.')
        await importState(unpacked, file, { stopped: true })
        supplies.push(copySupply(unpacked, place))
      } else supplies.push(copySupply(await openExistingState(place, 'state repair', io)))
    }
  } catch (error) {
    await close()
    throw error
  }
  return { supplies, close }
}

function actionText(action: RepairAction, apply: boolean): string {
  const would = apply ? '' : 'would be '
  switch (action.kind) {
    case 'restore':
      return `${would}restored (${action.instead}): ${printable(action.key)}\n  from ${action.from}`
    case 'remove':
      return `${would}removed: ${printable(action.key)}, ${bytesText(action.bytes)}`
    case 'keep':
      return `${action.detector}: ${counted(action.objects, 'object')} that no commit names stay, because the state is not whole`
    case 'anew':
      return `${action.detector}: ${would}${action.status}, to begin anew when it is activated`
  }
}

function summary(actions: number, errors: number, apply: boolean): string {
  const done = actions === 0 ? 'Nothing to do' : `${counted(actions, 'action')}${apply ? '' : '; --apply does it'}`
  const left = errors === 0 ? '' : ` ${counted(errors, 'error')} left${apply || actions === 0 ? '' : ' then'}.`
  return `${done}.${left}`
}
