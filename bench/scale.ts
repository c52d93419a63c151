// Hourly intervals of detectors with 1,000 to 500,000 metrics, end to end, on one function: read, add up, score, group, save,
// commit. Each interval is executed by a process of its own that begins with reading the state of the last commit, as a cold
// function does; the store is a folder, or S3 on an emulator (--store s3). Seeded.
// Run: npm run bench:scale -- [--metrics 1000,5000] [--format csv|json|csv.gz|json.gz] [--bytes-per-metric 4000] [--repeat 3]
//      [--store folder|s3] [--activate] [--write]
// --activate learns the history from files, as a new detector does. --write makes the table and the picture of docs/scale.md, of
// what was measured now and of other sizes that were measured with it before.
import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { FORMATS, HISTORY, writeHistory, writeInterval, type Format, type Workload } from './scale/workload.ts'
import { startEmulatedBucket } from './scale/emulated-bucket.ts'
import { keepPoint } from './scale/kept-points.ts'
import { scalePlot } from './scale/plot.ts'
import { scaleSection } from './scale/section.ts'
import type { Step, Point } from './scale/measured.ts'
import { writeSection } from './write-section.ts'

const SIZES = [1_000, 5_000, 10_000, 50_000, 100_000, 250_000, 500_000]

const { values: flags } = parseArgs({
  options: {
    metrics: { type: 'string', default: SIZES.join(',') },
    format: { type: 'string', default: 'csv' },
    // 2 GB for 500,000 metrics.
    'bytes-per-metric': { type: 'string', default: '4000' },
    repeat: { type: 'string', default: '3' },
    store: { type: 'string', default: 'folder' },
    activate: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})
const format = FORMATS.find((one) => one === flags.format)
if (format === undefined) throw new Error(`--format ${flags.format} is none of ${FORMATS.join(', ')}`)
const root = join(import.meta.dirname, '..', '.cache', 'bench', 'scale')
const child = join(import.meta.dirname, 'scale', 'child.ts')
const bucket = flags.store === 's3' ? await startEmulatedBucket() : undefined
const docs = join(import.meta.dirname, '..', 'docs')
try {
  for (const metrics of flags.metrics.split(',').map(Number)) {
    const point = await measure({ metrics, format, bytes: Number(flags['bytes-per-metric']) * metrics })
    if (!flags.write) continue
    const points = keepPoint(`${root}.json`, point)
    await writeSection(join(docs, 'scale.md'), 'bench:scale', scaleSection(points))
    writeFileSync(join(docs, 'images', 'scale.svg'), scalePlot(points))
  }
} finally {
  await bucket?.stop()
  rmSync(root, { recursive: true, force: true })
}

async function measure(workload: Workload): Promise<Point> {
  rmSync(root, { recursive: true, force: true })
  const place = await bucket?.create(`scale-${workload.metrics}`)
  const state = place ?? join(root, 'state')
  if (flags.activate) await writeHistory(root, workload)
  const learned = await run(flags.activate ? 'activate' : 'learn', workload, state, 0)
  print(workload.metrics, flags.activate ? 'activate' : 'prepare', learned)
  const steps: Step[] = []
  let written = { records: 0, bytes: 0 }
  for (let index = HISTORY; index < HISTORY + Number(flags.repeat); index++) {
    written = await writeInterval(root, workload, index)
    const step = await run('execute', workload, state, index)
    rmSync(join(root, 'live'), { recursive: true })
    if (step.status !== 'COMPLETED' || step.used !== written.records) {
      throw new Error(`an interval did not do what it should: ${JSON.stringify(step)}`)
    }
    print(workload.metrics, `${Math.round(written.bytes / 2 ** 20)} MiB ${workload.format}`, step)
    steps.push(step)
  }
  return { metrics: workload.metrics, ...written, learned, steps }
}

async function run(mode: string, { metrics, format: form }: Workload, state: string, index: number): Promise<Step> {
  const args = ['--conditions=crowsnest-source', child, mode, root, state, String(metrics), form as Format]
  const { stdout } = await promisify(execFile)(process.execPath, [...args, String(index)], {
    maxBuffer: 1 << 24,
    env: { ...process.env, ...bucket?.environment },
  })
  return JSON.parse(stdout) as Step
}

function print(metrics: number, what: string, step: Step): void {
  const { timings, seconds, cpuSeconds, megabytes, calls, used, groups, stateBytes, chunks, pointsBytes } = step
  const parts = Object.entries(timings).map(([name, ms]) => `${name} ${(ms / 1000).toFixed(2)}`)
  const size = `state ${Math.round(stateBytes / 2 ** 20)} MiB in ${chunks}, points ${(pointsBytes / 2 ** 20).toFixed(1)} MiB`
  const asked = Object.entries(calls).map(([name, count]) => `${name} ${count}`)
  console.log(
    `${metrics} ${what}: ${seconds.toFixed(2)} s (cpu ${cpuSeconds.toFixed(2)} of ${availableParallelism()}), ` +
      `${Math.round(megabytes)} MB; ${parts.join(' ')}; ${used ?? 0} records, ${groups ?? 0} groups; ${size}; ${asked.join(' ')}`,
  )
}
