// One step of a run on the distributed map in a process of its own, as in a function of its own:
// `node map-child.ts FOLDER STATE METRICS FORMAT INDEX STEP [PART]`. Prints what it took as JSON.
import { contextAt, tell } from './bench-process.ts'
import { openCountedStore } from './counted-store.ts'
import { specOf, startOf, type Format } from './workload.ts'
import { loadDetector, openDetector } from '../../engine/run/index.ts'
import { admitParts, commitInterval, importPart, planInterval, scoreShards } from '../../engine/run/map/index.ts'
import { commitLog, eventLog, statusOf } from '../../engine/state/index.ts'

const [folder, state, metrics, format, index, step, part] = process.argv.slice(2)
const spec = specOf({ metrics: Number(metrics), format: format as Format })
const { store, calls } = await openCountedStore(state!)
const context = contextAt(store, folder!, startOf(Number(index) + 1))
const runtime = openDetector(await loadDetector(store, spec.detector), context)
const { generation } = statusOf(await eventLog(store, spec.detector, context.writer).read())
const log = commitLog(store, { detector: spec.detector, generation: generation! })
const run = `bench-${index}`
const outcome = await perform()
tell(outcome, calls)

async function perform(): Promise<object> {
  switch (step) {
    case 'plan':
      return { parts: (await planInterval(context, runtime, log, run)).imports }
    case 'import':
      await importPart(context, runtime, log, run, Number(part))
      return {}
    case 'admit':
      return { parts: (await admitParts(context, runtime, log, run)).scores }
    case 'score':
      await scoreShards(context, runtime, log, run, Number(part))
      return {}
    default: {
      const concluded = await commitInterval(context, runtime, log, run)
      if (concluded === null) throw new Error('nothing was committed')
      return { used: concluded.execution.report?.used, timings: concluded.execution.timings }
    }
  }
}
