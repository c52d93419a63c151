// One step of bench/scale in a process of its own, so that its peak memory is its own:
// `node child.ts learn|activate|execute FOLDER STATE METRICS FORMAT INDEX`. Prints what it took as JSON.
import { contextAt, tell } from './bench-process.ts'
import { sizeOfState } from './state-size.ts'
import { openCountedStore } from './counted-store.ts'
import { HISTORY, historyOf, specOf, startOf, type Format } from './workload.ts'
import {
  activateDetector,
  declareSpec,
  executeNextInterval,
  loadDetector,
  openDetector,
  type RunContext,
} from '../../engine/run/index.ts'
import { commitLog, eventLog, statusOf } from '../../engine/state/index.ts'

const [mode, folder, state, metrics, format, index] = process.argv.slice(2)
const spec = specOf({ metrics: Number(metrics), format: format as Format })
const { store, calls } = await openCountedStore(state!)
const until = startOf(mode === 'execute' ? Number(index) + 1 : HISTORY)
const context = contextAt(store, folder!, until)
if (mode !== 'execute') await declareSpec(store, spec)
const runtime = openDetector(await loadDetector(store, spec.detector), context)
const outcome = mode === 'execute' ? await execute() : await activate()
tell(outcome, calls)

async function execute(): Promise<object> {
  const { generation } = statusOf(await eventLog(store, spec.detector, context.writer).read())
  const log = commitLog(store, { detector: spec.detector, generation: generation! })
  const { execution, ...executed } = await executeNextInterval(context, runtime, log)
  if (execution === null || !('commit' in executed)) throw new Error('no interval was due')
  const { commit } = executed
  return {
    status: execution.status,
    failure: execution.failure?.message,
    used: execution.report?.used,
    groups: commit.groups.length,
    alerts: commit.alerts.length,
    timings: execution.timings,
    ...sizeOfState(commit),
  }
}

/** Learns the history: from its files, or (learn) as it is once they are read, which gives the same state. */
async function activate(): Promise<object> {
  const whole = mode === 'learn' ? { ...runtime, readHistory: async () => historyOf(Number(metrics)) } : runtime
  const begun = performance.now()
  let read = 0
  const onProgress: RunContext['onProgress'] = (step) => {
    if (step === 'learn') read ||= performance.now() - begun
  }
  const report = await activateDetector({ ...context, onProgress }, whole)
  const log = commitLog(store, { detector: spec.detector, generation: report.generation! })
  const commit = await log.latest()
  return {
    status: report.status,
    used: commit?.report?.used,
    timings: { read, learn: performance.now() - begun - read },
    ...sizeOfState(commit!),
  }
}
