import { verifyState, type StateFinding } from '../engine/index.ts'
import { defineCommand } from './define-command.ts'
import { openExistingState } from './open-state.ts'
import { startProgress } from './progress.ts'
import { DETECTOR_OPTION, STATE_OPTION } from './state-option.ts'
import { counted, detectorReportText, stateFindingText } from './state-report.ts'

/** `crowsnest state verify`. */
export const command = defineCommand({
  name: 'state verify',
  summary: 'reads all that a state keeps and says what is missing or damaged',
  operands: '',
  description:
    'Reads every object that counts: what is declared, events, feedback, commits and all that they name, the learned state, ' +
    'receipts of alerts. Checks checksums and versions, that no commit or event is missing between others, and that what is ' +
    'declared can be used. Writes nothing, and may be run while the engine runs.\n' +
    'Exits with 1 when something is lost or the engine cannot go on (level error); `crowsnest state repair` puts things right. Objects that no commit ' +
    'names, left behind by runs that were killed, are counted; they are no damage.',
  options: {
    state: STATE_OPTION,
    detector: DETECTOR_OPTION,
  },
  examples: [
    { command: 'crowsnest state verify --state ./state', effect: 'all detectors of a folder' },
    {
      command: 'crowsnest state verify --state s3://acme-crowsnest --detector revenue --json',
      effect: 'one detector in a bucket, for a program',
    },
  ],
  async run({ values, json }, io) {
    const store = await openExistingState(values.state, 'state verify', io)
    const progress = startProgress(io.stderr)
    const findings: StateFinding[] = []
    const counts = { error: 0, warning: 0, info: 0 }
    const detectors = await verifyState(store, {
      ...(values.detector.length > 0 && { detectors: values.detector }),
      onProgress: (label, done, total) => progress.update(label, done, total),
      onFinding(finding) {
        counts[finding.level]++
        if (json) {
          if (findings.length < MOST_FINDINGS) findings.push(finding)
          return
        }
        progress.end()
        io.stdout.write(stateFindingText(finding, io.stdout))
      },
    }).finally(() => progress.end())
    if (json) io.stdout.write(`${JSON.stringify({ findings, counts, detectors }, undefined, 2)}\n`)
    else {
      for (const detector of detectors) io.stdout.write(detectorReportText(detector))
      const { error, warning } = counts
      io.stdout.write(
        error + warning === 0 ? 'Whole.\n' : `${counted(error, 'error')}, ${counted(warning, 'warning')}.\n`,
      )
    }
    return counts.error === 0 ? 0 : 1
  },
})

/** More would only fill the memory; `counts` has them all. */
const MOST_FINDINGS = 10_000
