/** A year of hourly intervals in minutes, with random faults; what it leaves behind, and whether that is bounded. See docs/reliability.md. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { folderStore } from '../engine/state/index.ts'
import { soak, type SoakReport, type SoakResult } from '../test/torture/soak.ts'
import { sortedStore } from '../test/torture/sorted-store.ts'
import { boundTroubles } from '../test/torture/soak-bounds.ts'

const { values } = parseArgs({
  options: {
    intervals: { type: 'string', default: '8760' },
    seed: { type: 'string', default: '1' },
    calm: { type: 'boolean', default: true },
    folder: { type: 'boolean', default: false },
  },
  allowNegative: true,
})
const intervals = Number(values.intervals)
const seed = Number(values.seed)
if (!Number.isInteger(intervals) || intervals < 24 || !Number.isInteger(seed)) {
  console.error('npm run soak -- [--intervals 8760] [--seed 1] [--no-calm] [--folder]   at least 24 intervals')
  process.exit(2)
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const heaps: number[] = []
let peak = 0

const troubled = await live(false)
const begun = performance.now()
const violations = [...troubled.violations, ...boundTroubles(troubled, heaps)]
if (values.calm) {
  console.log('\nthe same without any trouble')
  const calm = await live(true)
  const differing = calm.digests.findIndex((digest, index) => digest !== troubled.digests[index])
  if (differing >= 0) violations.push(`commit ${differing} differs from that of the undisturbed run`)
  else console.log(`all ${calm.digests.length.toLocaleString('en')} commits are the same, ${seconds(begun)} s`)
}
const faults = Object.values(troubled.faults).reduce((sum, count) => sum + count, 0)
console.log(
  `\n${intervals.toLocaleString('en')} intervals, ${faults.toLocaleString('en')} faults, ` +
    `${troubled.alerts} alerts, ${troubled.reads} readers, ${troubled.collected.toLocaleString('en')} chunks collected, ` +
    `peak memory ${megabytes(peak)} MB`,
)
for (const violation of violations) console.log(`VIOLATION ${violation}`)
console.log(`${violations.length} violations`)
if (violations.length > 0) process.exitCode = 1

async function live(calm: boolean): Promise<SoakResult> {
  const folder = values.folder ? mkdtempSync(join(tmpdir(), 'crowsnest-soak-')) : null
  try {
    const started = performance.now()
    const store = folder === null ? sortedStore() : await folderStore(folder)
    const onReport = (report: SoakReport): void => {
      if (calm) return
      collect()
      heaps.push(process.memoryUsage().heapUsed)
      peak = Math.max(peak, process.memoryUsage().rss)
      tell(report, started)
    }
    return await soak({ store, intervals, seed, calm, onReport })
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true })
  }
}

function tell({ intervals: done, counts, mostChunks }: SoakReport, started: number): void {
  const kinds = Object.entries(counts)
    .filter(([kind]) => kind !== 'detector')
    .map(([kind, { objects, bytes }]) => `${kind} ${objects} (${megabytes(bytes)} MB)`)
  console.log(
    `after ${done} intervals, ${seconds(started)} s: ${kinds.join(', ')}; ` +
      `at most ${mostChunks.objects} chunks (${megabytes(mostChunks.bytes)} MB); heap ${megabytes(heaps.at(-1) ?? 0)} MB`,
  )
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 1_000)
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 3 : 1)
}
