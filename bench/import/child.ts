import { IMPORTERS } from './importers.ts'
import type { Kind } from './workload.ts'

// One importer on one file, in a process of its own: its time and its peak memory are its own.
const [name, path, kind] = process.argv.slice(2)
const start = performance.now()
const before = process.cpuUsage()
const totals = await IMPORTERS[name].run(path, kind as Kind)
const seconds = (performance.now() - start) / 1000
const { user, system } = process.cpuUsage(before)
process.stdout.write(
  JSON.stringify({
    totals,
    seconds,
    cpu: (user + system) / 1e6,
    megabytes: process.resourceUsage().maxRSS / 1000,
  }),
)
