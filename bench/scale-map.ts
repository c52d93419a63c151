// Hourly intervals on the distributed map: each step in a process of its own, as in a function of its own, one after the other; then
// the same interval on one function, from the same state. Seeded; what they commit is compared. From the measured steps follows what
// larger detectors take: docs/scale.md.
// Run: npm run bench:map -- [--metrics 250000,500000] [--bytes-per-metric 60] [--write]
import { execFile } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { mapSection, type MapPoint, type MapStepCost } from './scale/map-section.ts'
import { HISTORY, specOf, writeInterval } from './scale/workload.ts'
import { commitLog, eventLog, openStore, statusOf } from '../engine/state/index.ts'
import { writeSection } from './write-section.ts'

const { values: flags } = parseArgs({
  options: {
    metrics: { type: 'string', default: '250000,500000' },
    'bytes-per-metric': { type: 'string', default: '60' },
    write: { type: 'boolean', default: false },
  },
})
const root = join(import.meta.dirname, '..', '.cache', 'bench', 'scale-map')
const here = join(import.meta.dirname, 'scale')

const points: MapPoint[] = []
try {
  for (const metrics of flags.metrics.split(',').map(Number)) points.push(await measure(metrics))
} finally {
  rmSync(root, { recursive: true, force: true })
}
if (flags.write) {
  await writeSection(join(import.meta.dirname, '..', 'docs', 'scale.md'), 'bench:map', mapSection(points))
}

async function measure(metrics: number): Promise<MapPoint> {
  rmSync(root, { recursive: true, force: true })
  const state = join(root, 'state')
  const workload = { metrics, format: 'csv' as const, bytes: Number(flags['bytes-per-metric']) * metrics }
  await child('child.ts', ['learn', root, state, String(metrics), 'csv', '0'])
  const { bytes } = await writeInterval(root, workload, HISTORY)
  const alone = join(root, 'alone')
  cpSync(state, alone, { recursive: true })

  const costs: MapStepCost[] = []
  const step = async (name: string, part?: number): Promise<MapStepCost> => {
    const args = [
      root,
      state,
      String(metrics),
      'csv',
      String(HISTORY),
      name,
      ...(part === undefined ? [] : [String(part)]),
    ]
    const cost: MapStepCost = { step: name, ...(await child('map-child.ts', args)) }
    costs.push(cost)
    const { seconds, cpuSeconds, megabytes } = cost
    console.log(
      `${metrics} ${name} ${part ?? ''}: ${seconds.toFixed(2)} s (cpu ${cpuSeconds.toFixed(2)}), ${Math.round(megabytes)} MB`,
    )
    return cost
  }
  const imports = (await step('plan')).parts ?? 0
  for (let part = 0; part < imports; part++) await step('import', part)
  const scores = (await step('admit')).parts ?? 0
  for (let part = 0; part < scores; part++) await step('score', part)
  await step('commit')

  const one = await child('child.ts', ['execute', root, alone, String(metrics), 'csv', String(HISTORY)])
  console.log(`${metrics} on one function: ${one.seconds.toFixed(2)} s, ${Math.round(one.megabytes)} MB`)
  const same = (await committed(state)) === (await committed(alone))
  console.log(`${metrics} the same results: ${same}`)
  if (!same) throw new Error('the map and one function came to different results')
  return { metrics, bytes, costs, alone: one }
}

async function child(file: string, args: readonly string[]): Promise<Omit<MapStepCost, 'step'>> {
  const all = ['--conditions=crowsnest-source', join(here, file), ...args]
  const { stdout } = await promisify(execFile)(process.execPath, all, { maxBuffer: 1 << 24 })
  return JSON.parse(stdout) as Omit<MapStepCost, 'step'>
}

/** What counts of the last commit; points and groups are named by their content. */
async function committed(state: string): Promise<string> {
  const store = await openStore(state)
  const { detector } = specOf({ metrics: 1, format: 'csv' })
  const { generation } = statusOf(await eventLog(store, detector, 'bench').read())
  const last = await commitLog(store, { detector, generation: generation! }).latest()
  const { writer: _w, writtenAt: _t, snapshot: _s, ...rest } = last!
  return JSON.stringify(rest)
}
