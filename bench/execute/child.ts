// Runs the measured detector until an interval is executed and prints what that took: `node child.ts FOLDER STATE INDEX`.
import { runLocally } from '../../engine/hosts/local.ts'
import { openStore } from '../../engine/state/index.ts'
import { SPEC, startOf } from './workload.ts'

const [folder, state, index] = process.argv.slice(2)
const executions: unknown[] = []
let failure: string | undefined
await runLocally([{ spec: SPEC, baseDir: folder }], {
  store: await openStore(state),
  until: startOf(Number(index) + 1),
  delivery: { writeLine: () => {} },
  onEvent(event) {
    if (event.kind === 'failed') failure = event.error.message
    if (event.kind !== 'executed') return
    const { execution, commit } = event.executed
    executions.push({
      status: execution.status,
      used: execution.report?.used,
      groups: commit.groups.length,
      alerts: commit.alerts.length,
      timings: execution.timings,
    })
  },
})
const seconds = performance.now() / 1000
const megabytes = process.resourceUsage().maxRSS / 1024
process.stdout.write(JSON.stringify({ seconds, megabytes, executions, failure }))
